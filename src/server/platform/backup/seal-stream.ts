import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { fingerprint, type VersionedKey } from '../key-files.ts';

/**
 * The outside of a backup file: one line of text, then chunks of AES-256-GCM in the STREAM construction (Hoang,
 * Reyhanitabar, Rogaway, Vizár 2015). Each file has a key of its own (HKDF of the backup key and a salt). A chunk's nonce
 * is its number and whether it is the last; the first line is authenticated with every chunk. So no bit can be changed,
 * no chunk lost, doubled or moved, and nothing cut off or added without being noticed.
 */

/** What is wrong with a backup file; `message` says it plainly, with the remedy. */
export class BackupFileError extends Error {
  override readonly name = 'BackupFileError';
}

export const chunkBytes = 64 * 1024;
const tagBytes = 16;
const headerPattern = /^OPENSRO-BACKUP 1 key=([0-9a-f]{16}) salt=([0-9a-f]{64})\n$/;
const headerBytes = `OPENSRO-BACKUP 1 key=${'0'.repeat(16)} salt=${'0'.repeat(64)}\n`.length;

const damaged =
  'The backup file is damaged: what is in it is not what was written. Use another copy of it, or an older backup.';
const cutOff = 'The backup file is cut off: its end is missing. Copy it again, or use an older backup.';

function fileKey(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'opensro:backup:1', 32));
}

function nonce(counter: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** Cuts any chunking into whole chunks; the last one, possibly shorter or empty, comes marked. */
async function* rechunk(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ readonly chunk: Buffer; readonly last: boolean }> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    held.push(piece);
    length += piece.length;
    if (length <= size) continue;
    let whole = Buffer.concat(held, length);
    // More than one chunk is there, so the first of them cannot be the last of all.
    while (whole.length > size) {
      yield { chunk: whole.subarray(0, size), last: false };
      whole = whole.subarray(size);
    }
    held = [whole];
    length = whole.length;
  }
  yield { chunk: Buffer.concat(held, length), last: true };
}

/** Encrypts a stream. Yields the bytes of the file from its first line on. */
export async function* sealStream(key: Buffer, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const salt = randomBytes(32);
  const header = Buffer.from(`OPENSRO-BACKUP 1 key=${fingerprint(key)} salt=${salt.toString('hex')}\n`, 'latin1');
  const derived = fileKey(key, salt);
  yield header;
  let counter = 0;
  for await (const { chunk, last } of rechunk(source, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', derived, nonce(counter, last));
    cipher.setAAD(header);
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    counter += 1;
  }
}

function openChunk(key: Buffer, header: Buffer, counter: number, last: boolean, sealed: Buffer): Buffer | null {
  if (sealed.length < tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter, last));
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const text = decipher.update(sealed.subarray(0, -tagBytes));
  try {
    decipher.final();
    return text;
  } catch {
    // The one thing `final` says is that the chunk is not authentic, which the caller words.
    return null;
  }
}

/** Which of the keys a file was made with; throws BackupFileError where it is no backup or the key is not among them. */
function keyOf(header: Buffer, keys: readonly VersionedKey[]): Buffer {
  const parts = headerPattern.exec(header.toString('latin1'));
  if (parts === null) {
    throw new BackupFileError(
      header.toString('latin1').startsWith('OPENSRO-BACKUP ')
        ? 'The first line of the backup file is damaged, or it was made by a newer version of OpenSRO.'
        : 'This is no backup file of OpenSRO.',
    );
  }
  const made = keys.find((each) => fingerprint(each.key) === parts[1]);
  if (made === undefined) {
    const held = keys.map((each) => fingerprint(each.key)).join(', ') || 'none';
    throw new BackupFileError(
      `The backup was made with the backup key ${parts[1]}, which is not among the keys at hand (${held}). ` +
        'Give the copy of the keys that holds it: --keys FILE.',
    );
  }
  return fileKey(made.key, Buffer.from(parts[2] ?? '', 'hex'));
}

/** Decrypts what `sealStream` yielded. Every byte it yields is authentic; throws BackupFileError at the first that is not. */
export async function* openStream(
  keys: readonly VersionedKey[],
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let header = Buffer.alloc(0);
  let key: Buffer | null = null;
  const body = (async function* (): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      if (header.length === headerBytes) {
        yield piece;
        continue;
      }
      const missing = headerBytes - header.length;
      header = Buffer.concat([header, piece.subarray(0, missing)]);
      if (header.length < headerBytes) continue;
      key = keyOf(header, keys);
      if (piece.length > missing) yield piece.subarray(missing);
    }
  })();
  let counter = 0;
  for await (const { chunk, last } of rechunk(body, chunkBytes + tagBytes)) {
    if (key === null) throw new BackupFileError(header.length === 0 ? 'The backup file is empty.' : cutOff);
    const text = openChunk(key, header, counter, last, chunk);
    if (text === null) {
      const goesOn = last && (chunk.length === 0 || openChunk(key, header, counter, false, chunk) !== null);
      throw new BackupFileError(goesOn ? cutOff : damaged);
    }
    if (text.length > 0) yield text;
    counter += 1;
  }
}
