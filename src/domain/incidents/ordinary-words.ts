/**
 * Words that stand with a capital letter without being a person's name: sentence beginnings, days, months,
 * languages, places of a school, titles, agencies. English and Spanish, compared in lower case without accents.
 */
const lists = [
  // Sentence beginnings, English
  'a about after afterwards again all although an and another any around as at back because before behind both but by',
  'during each earlier either eventually every everyone few finally first following for from further given had has have',
  'he her hers here him his how however i if in inside instead into it its just later many may maybe meanwhile more most my',
  'near neither next no nobody none nor not nothing now of off on once one only onto or other others our out outside over',
  'parent parents per please prior several she shortly since so some someone soon still student students such suspect',
  'teacher teachers that the their them then there these they this those three through thus to today together tomorrow',
  'tonight toward two under until up upon upset very victim victims was we were what when where whether which while who',
  'whom whose why with within without witness witnesses yes yesterday yet you your staff officer officers nurse counselor',
  'principal administrator assistant security dispatch school class classroom both four five six seven eight nine ten',
  'nobody everybody video camera police mother father mom dad sister brother guardian family subject upon ask asked did',
  'does do is are am be been being can could should would will might must let made make no-one contact statement',
  // What is to be done, English
  'add agree begin bring calls change check choose compare consider count decide discuss do explain families find follow',
  'give go have hold involve keep learn listen look make meet move offer plan prepare provide put read record reduce remind',
  'repeat report review revise see send set share show start stop take talk tell train try update use visit wait watch work',
  // Sentence beginnings, Spanish
  'el la los las un una unos unas y o pero porque cuando mientras despues antes luego durante entonces al a ante bajo con',
  'contra de desde en entre hacia hasta para por segun sin sobre tras ella ellos ellas este esta estos estas ese esa esos',
  'esas aquel aquella otro otra otros otras ambos ambas cada todo toda todos todas nadie nada alguien algo yo tu usted',
  'ustedes nosotros mi su sus se si no ya tambien tampoco hoy ayer manana aqui alli ahi mas menos muy primero finalmente',
  'dos tres cuatro cinco estudiante estudiantes alumno alumna alumnos alumnas maestro maestra profesor profesora director',
  'directora oficial consejero consejera enfermera madre padre familia testigo testigos victima escuela clase pregunte',
  'hable llame fue era habia hay es son le les lo nos me que quien cual donde como cuanto ninguno ninguna sospechoso',
  // What is to be done, Spanish
  'acordar agregar analizar aplicar apoyar avisar ayudar buscar cambiar capacitar celebrar comparar comprobar conversar',
  'contar crear cumplir dar decidir dejar documentar empezar ensenar entrenar escuchar establecer evitar explicar familias',
  'formar hablar hacer informar investigar invitar leer llamadas llamar llevar mantener mejorar mirar ofrecer organizar pedir',
  'poner preguntar preparar presentar proponer recordar reducir registrar repasar reunir reunirse revisar seguir tomar',
  'trabajar usar ver verificar visitar volver',
  // Days, months, languages, calendar
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september',
  'october november december lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio',
  'julio agosto septiembre octubre noviembre diciembre english spanish ingles espanol american federal state',
  // Places, institutions, titles, things of a report
  'high middle elementary gym cafeteria library hall hallway room building main street avenue road bus office county city',
  'district department sheriff fire ems court juvenile center board education principal superintendent sro sble iep nibrs',
  'miranda instagram snapchat tiktok facebook youtube google discord whatsapp chromebook iphone android narcan taser',
  'mr mrs ms miss dr sr sra srta don dona deputy sergeant sgt lieutenant lt captain chief coach detective det vice',
];

/** Lower case, without accents: how words are compared. */
export function plain(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export const ordinaryWords: ReadonlySet<string> = new Set(lists.flatMap((list) => list.split(' ')));

/** Titles written short, with a point that ends no sentence; what follows is a name, whatever else it means. */
export const shortTitles: ReadonlySet<string> = new Set('mr mrs ms mx dr prof sgt lt capt det sr sra srta'.split(' '));
