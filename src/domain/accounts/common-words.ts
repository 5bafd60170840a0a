/**
 * What people choose first when asked for a password, as words in lower case. A password that is made of these, of
 * years, of keyboard rows and of one's own name holds nothing to guess (NIST SP 800-63B, 3.1.1.2: block lists).
 */
export const commonWords: readonly string[] = [
  ...[
    'password',
    'passwort',
    'passwd',
    'passphrase',
    'contrasena',
    'contraseña',
    'clave',
    'secret',
    'secreto',
    'login',
  ],
  ...['admin', 'administrator', 'administrador', 'root', 'guest', 'user', 'usuario', 'test', 'testing', 'temp'],
  ...['default', 'changeme', 'change', 'letmein', 'welcome', 'bienvenido', 'bienvenidos', 'hello', 'hola', 'access'],
  ...['qwerty', 'qwertz', 'azerty', 'asdf', 'zxcv', 'yxcv', 'qazwsx', 'iloveyou', 'teamo', 'tequiero', 'love', 'amor'],
  ...['monkey', 'dragon', 'shadow', 'master', 'sunshine', 'princess', 'princesa', 'superman', 'batman', 'pokemon'],
  ...['football', 'baseball', 'basketball', 'soccer', 'hockey', 'futbol', 'barcelona', 'realmadrid', 'yankees'],
  ...['cowboys', 'packers', 'lakers', 'eagles', 'tigers', 'wildcats', 'bulldogs', 'panthers', 'charlie', 'michael'],
  ...['jennifer', 'jordan', 'ashley', 'jessica', 'daniel', 'andrew', 'joshua', 'matthew', 'george', 'buster', 'ginger'],
  ...['cheese', 'coffee', 'summer', 'winter', 'spring', 'autumn', 'verano', 'invierno', 'primavera', 'january'],
  ...['february', 'march', 'april', 'june', 'july', 'august', 'september', 'october', 'november', 'december'],
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', 'enero', 'febrero', 'marzo'],
  ...['abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre', 'freedom'],
  ...['america', 'liberty', 'trustno', 'whatever', 'computer', 'internet', 'samsung', 'google', 'facebook', 'starwars'],
  ...['school', 'escuela', 'teacher', 'maestra', 'maestro', 'student', 'principal', 'district', 'police', 'policia'],
  ...['sheriff', 'officer', 'oficial', 'sergeant', 'deputy', 'resource', 'opensro', 'jesus', 'jesucristo', 'blessed'],
];
