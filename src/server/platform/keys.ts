import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ensureKeys, fingerprint, type VersionedKey } from './key-files.ts';

/**
 * The installation's keys, all derived from the versions of one master key (HKDF-SHA-256, RFC 5869). Identity of
 * students is sealed with AES-256-GCM; a pseudonym counts a student once in a program and school year and cannot be
 * carried over (P7.8). What a new version changes, and what it must not, is in docs/decisions/0015-backup-and-keys.md.
 */
export interface KeyRing {
  /** Password of one of the database's sign-in roles; of the newest version. */
  databasePassword(role: string): string;
  /** Encrypts text of a program (or of another scope, such as the accounts) with the newest version. */
  seal(programId: string, text: string): Buffer;
  /** Decrypts what `seal` made for the same program; throws when it was altered or belongs to another. */
  open(programId: string, sealed: Buffer): string;
  /** The version a sealed value was made with. */
  sealedVersion(sealed: Buffer): number;
  /**
   * Keyed digest of a value within a program, for recognising equal values without storing them. Always of the oldest
   * version: a student must be recognised after a rotation too.
   */
  digest(programId: string, purpose: string, value: string): Buffer;
  /** Pseudonym of a student number in one program and school year. */
  pseudonym(programId: string, schoolYear: string, studentNumber: string): Buffer;
  /** Every version with its fingerprint, oldest first. */
  readonly versions: readonly { readonly version: number; readonly madeAt: string; readonly fingerprint: string }[];
}

/** Begins every sealed value since keys have versions; the version follows in one byte. */
const mark = Buffer.from('OSK', 'latin1');

function unlock(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}

/**
 * The version whose key makes a school year's pseudonyms: the newest one made before the calendar year in which the
 * school year begins, else the oldest. So a rotation in the middle of a year never makes one child two.
 */
function versionForYear(masters: readonly VersionedKey[], schoolYear: string): VersionedKey | undefined {
  const begins = Date.parse(`${schoolYear.slice(0, 4)}-01-01T00:00:00Z`);
  return masters.findLast((master) => Date.parse(master.madeAt) <= begins) ?? masters[0];
}

/** Builds the key ring from the master key of 32 bytes, or from its versions, oldest first. */
export function keyRing(master: Buffer | readonly VersionedKey[]): KeyRing {
  const masters = Buffer.isBuffer(master)
    ? [{ version: 1, madeAt: new Date(0).toISOString(), key: master }]
    : [...master];
  const [oldest, newest] = [masters[0], masters.at(-1)];
  if (oldest === undefined || newest === undefined) throw new Error('A key ring needs a key.');
  const derived = new Map<string, Buffer>();
  const derive = ({ version, key }: VersionedKey, purpose: string): Buffer => {
    const name = `${version}:${purpose}`;
    let made = derived.get(name);
    if (!made) {
      made = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `opensro:${purpose}`, 32));
      derived.set(name, made);
    }
    return made;
  };
  const mac = (of: VersionedKey, purpose: string, value: string): Buffer =>
    createHmac('sha256', derive(of, purpose)).update(value, 'utf8').digest();
  const marked = (sealed: Buffer): VersionedKey | undefined =>
    sealed.subarray(0, 3).equals(mark) ? masters.find((each) => each.version === sealed[3]) : undefined;
  return {
    databasePassword: (role) => mac(newest, 'database', role).toString('base64url'),
    seal: (programId, text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', derive(newest, `seal:${programId}`), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([mark, Buffer.of(newest.version), nonce, cipher.getAuthTag(), body]);
    },
    open: (programId, sealed) => {
      const version = marked(sealed);
      if (version !== undefined) {
        try {
          return unlock(derive(version, `seal:${programId}`), sealed.subarray(4));
        } catch (error) {
          // A value from before keys had versions may begin like the mark by chance; else this throws as well.
          if (sealed.length < 28) throw error;
        }
      }
      return unlock(derive(oldest, `seal:${programId}`), sealed);
    },
    sealedVersion: (sealed) => marked(sealed)?.version ?? oldest.version,
    digest: (programId, purpose, value) => mac(oldest, `digest:${programId}`, `${purpose}\0${value}`),
    pseudonym: (programId, schoolYear, studentNumber) =>
      mac(
        versionForYear(masters, schoolYear) ?? oldest,
        `pseudonym:${programId}:${schoolYear}`,
        studentNumber.trim().toUpperCase(),
      ).subarray(0, 16),
    versions: masters.map(({ version, madeAt, key }) => ({ version, madeAt, fingerprint: fingerprint(key) })),
  };
}

/**
 * Reads the keys of the data directory, making them (readable by this user alone) on the first start. Throws where
 * others may enter the folder of secrets, or read or change a file in it.
 */
export function loadKeyRing(dataDirectory: string): KeyRing {
  return keyRing(ensureKeys(dataDirectory).masters);
}
