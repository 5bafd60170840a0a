import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreignRights } from './file-rights.ts';

/**
 * The installation's keys, all derived from one master key (HKDF-SHA-256, RFC 5869). Identity of students is sealed
 * with AES-256-GCM; a pseudonym counts a student once in a program and school year and cannot be carried over (P7.8).
 */
export interface KeyRing {
  /** Password of one of the database's sign-in roles. */
  databasePassword(role: string): string;
  /** Encrypts text of a program. */
  seal(programId: string, text: string): Buffer;
  /** Decrypts what `seal` made for the same program; throws when it was altered or belongs to another. */
  open(programId: string, sealed: Buffer): string;
  /** Keyed digest of a value within a program, for recognising equal values without storing them. */
  digest(programId: string, purpose: string, value: string): Buffer;
  /** Pseudonym of a student number in one program and school year. */
  pseudonym(programId: string, schoolYear: string, studentNumber: string): Buffer;
}

/** Builds the key ring from the 32-byte master key. */
export function keyRing(master: Buffer): KeyRing {
  const derived = new Map<string, Buffer>();
  const derive = (purpose: string): Buffer => {
    let key = derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `opensro:${purpose}`, 32));
      derived.set(purpose, key);
    }
    return key;
  };
  const mac = (purpose: string, value: string): Buffer =>
    createHmac('sha256', derive(purpose)).update(value, 'utf8').digest();
  return {
    databasePassword: (role) => mac('database', role).toString('base64url'),
    seal: (programId, text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', derive(`seal:${programId}`), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open: (programId, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', derive(`seal:${programId}`), sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    },
    digest: (programId, purpose, value) => mac(`digest:${programId}`, `${purpose}\0${value}`),
    pseudonym: (programId, schoolYear, studentNumber) =>
      mac(`pseudonym:${programId}:${schoolYear}`, studentNumber.trim().toUpperCase()).subarray(0, 16),
  };
}

/** Keys that others could read or change protect nothing: the start stops, and says what to do. */
function ownerOnly(path: string, mode: string): void {
  const rights = foreignRights(path);
  if (rights.none) return;
  throw new Error(
    `${path} is open to other users of this machine (mode ${rights.mode}). Run: chmod ${mode} ${path}. ` +
      'If they are people who must not see student records, change the keys too (docs/operators.md).',
  );
}

/**
 * Reads the master key of the data directory, making one (readable by this user alone) on the first start. Throws where
 * others may enter the folder of secrets, or read or change a file in it.
 */
export function loadKeyRing(dataDirectory: string): KeyRing {
  const folder = join(dataDirectory, 'secrets');
  const file = join(folder, 'master.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  ownerOnly(folder, '700');
  for (const name of readdirSync(folder)) ownerOnly(join(folder, name), '600');
  const hex = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error(`${file} is not a key of OpenSRO. Put the saved key back.`);
  return keyRing(Buffer.from(hex, 'hex'));
}
