import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { type ExchangeProblem, problem } from '../problem.ts';
import { type BundleResult, type ByteSource, isLitter, type Limits, ReadBudget, type ReadResult } from './bundle.ts';

/** Local file header of a ZIP, and the end record of an empty one. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
}

const unixFileType = 0o170000;
const unixSymlink = 0o120000;

function isSymlink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & unixFileType) === unixSymlink;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The library refuses `..`, absolute paths and control bytes in names with these words; they deserve their own remedy. */
function brokenZip(origin: string, error: unknown): ExchangeProblem {
  const message = text(error);
  const unsafe = /^(invalid relative path|absolute path|invalid characters in fileName)/.test(message);
  return problem(unsafe ? 'zipPathUnsafe' : 'zipBroken', 'error', { file: origin }, { detail: message });
}

/** Why this entry is not to be read, from its directory record alone; null when it may be. */
function refusal(entry: Entry): ExchangeProblem | null {
  const file = entry.fileName;
  if (isSymlink(entry)) return problem('symlink', 'error', { file });
  if (entry.isEncrypted()) return problem('zipEncrypted', 'error', { file });
  if (!entry.canDecodeFileData()) return problem('zipUnsupported', 'error', { file });
  return null;
}

function sizeRefusal(entry: Entry, limits: Limits): ExchangeProblem | null {
  const file = entry.fileName;
  const size = entry.uncompressedSize;
  if (size > limits.fileBytes) return problem('fileTooLarge', 'error', { file }, { size, limit: limits.fileBytes });
  if (size > limits.ratioFromBytes && size > entry.compressedSize * limits.ratio) {
    return problem('zipBomb', 'error', { file }, { size, packed: entry.compressedSize });
  }
  return null;
}

/** Unpacks one entry, counting bytes as they come: the size in the directory is what the sender says, not what is there. */
async function unpack(zip: ZipFile, entry: Entry, limits: Limits, budget: ReadBudget): Promise<ReadResult> {
  const file = entry.fileName;
  const refused = sizeRefusal(entry, limits);
  if (refused !== null) return { ok: false, problem: refused };
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.fileBytes) {
        return { ok: false, problem: problem('fileTooLarge', 'error', { file }, { size, limit: limits.fileBytes }) };
      }
      if (!budget.take(chunk.length)) {
        return { ok: false, problem: problem('bundleTooLarge', 'error', { file }, { limit: limits.readBytes }) };
      }
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks, size);
    if (crc32(bytes) !== entry.crc32) return { ok: false, problem: problem('fileChecksum', 'error', { file }) };
    return { ok: true, bytes };
  } catch (error) {
    return { ok: false, problem: problem('zipBroken', 'error', { file }, { detail: text(error) }) };
  } finally {
    stream?.destroy();
  }
}

/**
 * Opens a ZIP from a path or from bytes. Entries are listed at once and unpacked when read.
 * Refused: unsafe paths, symlinks, encryption, unknown packing, too many entries, two entries of one name.
 */
export async function openZip(from: string | Buffer, origin: string, limits: Limits): Promise<BundleResult> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: true, validateEntrySizes: true } as const;
  let zip: ZipFile;
  try {
    zip = typeof from === 'string' ? await openPromise(from, options) : await fromBufferPromise(from, options);
  } catch (error) {
    return { ok: false, problems: [brokenZip(origin, error)] };
  }
  const listed = await listEntries(zip, origin, limits);
  if (!listed.ok) {
    zip.close();
    return listed;
  }
  const budget = new ReadBudget(limits.readBytes);
  const files: ByteSource[] = listed.entries.map((entry) => ({
    name: entry.fileName,
    size: entry.uncompressedSize,
    read: () => unpack(zip, entry, limits, budget),
  }));
  return { ok: true, bundle: { origin, files, close: () => zip.close() } };
}

type Listed = { ok: true; entries: Entry[] } | { ok: false; problems: ExchangeProblem[] };

async function listEntries(zip: ZipFile, origin: string, limits: Limits): Promise<Listed> {
  if (zip.entryCount > limits.files) {
    const params = { count: zip.entryCount, limit: limits.files };
    return { ok: false, problems: [problem('tooManyFiles', 'error', { file: origin }, params)] };
  }
  const entries: Entry[] = [];
  const problems: ExchangeProblem[] = [];
  const names = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || isLitter(entry.fileName)) continue;
      const refused = refusal(entry);
      if (refused !== null) problems.push(refused);
      else if (names.has(entry.fileName)) {
        problems.push(problem('duplicateFile', 'error', { file: entry.fileName }, { names: entry.fileName }));
      } else entries.push(entry);
      names.add(entry.fileName);
    }
  } catch (error) {
    return { ok: false, problems: [brokenZip(origin, error)] };
  }
  if (problems.length > 0) return { ok: false, problems };
  if (entries.length === 0) return { ok: false, problems: [problem('noFiles', 'error', { file: origin })] };
  return { ok: true, entries };
}
