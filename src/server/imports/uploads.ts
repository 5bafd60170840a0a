import type { Buffer } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import type { Held } from './reading-worker.ts';

/** Bounds on what a browser may send at once; larger files go through the command line. */
const uploadLimits = { files: 24, fileBytes: 128 * 1024 * 1024, totalBytes: 256 * 1024 * 1024 } as const;
const { files: most, fileBytes, totalBytes } = uploadLimits;

/**
 * Bytes of uploads held at the same time, of all who send. They stay in memory and are never written to a disk: a
 * roster names every child of a district, and a file forgotten by a killed server would name them to whoever finds it.
 */
const heldBytes = 384 * 1024 * 1024;
let held = 0;

/** The files of one form, to be given back when they are no longer needed. */
export interface Uploads {
  /** The parts called `files`. */
  readonly files: readonly Held[];
  /** The parts called `supplement`. */
  readonly supplement: readonly Held[];
  release(): void;
}

const mebibytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

/** A small file is kept in one small buffer, a larger one in memory that grows by this much and is given back whole. */
const smallest = 64 * 1024;
const step = 1024 * 1024;

/** One form's share of the bytes held. */
class Share {
  #bytes = 0;

  take(bytes: number): 'taken' | 'tooLarge' | 'busy' {
    if (this.#bytes + bytes > totalBytes) return 'tooLarge';
    if (held + bytes > heldBytes) return 'busy';
    held += bytes;
    this.#bytes += bytes;
    return 'taken';
  }

  release(): void {
    held -= this.#bytes;
    this.#bytes = 0;
  }
}

/**
 * Collects a stream of bytes up to `fileBytes`. What grows is reserved from the system and not taken from the heap,
 * which would keep hundreds of megabytes after a few large files; it is never copied, and another thread can have it.
 */
class Collector {
  #buffer = new ArrayBuffer(smallest);
  size = 0;

  add(chunk: Buffer): void {
    const size = this.size + chunk.length;
    if (size > this.#buffer.byteLength) this.#grow(size);
    new Uint8Array(this.#buffer).set(chunk, this.size);
    this.size = size;
  }

  #grow(size: number): void {
    const length = Math.ceil(size / step) * step;
    if (this.#buffer.resizable) {
      this.#buffer.resize(length);
      return;
    }
    const larger = new ArrayBuffer(length, { maxByteLength: fileBytes });
    new Uint8Array(larger).set(new Uint8Array(this.#buffer, 0, this.size));
    this.#buffer = larger;
  }

  file(name: string): Held {
    return { name, bytes: new Uint8Array(this.#buffer, 0, this.size) };
  }
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
}

const tooLarge: Refusal = {
  code: 'imports.tooLarge',
  status: 413,
  params: { files: most, each: mebibytes(fileBytes), all: mebibytes(totalBytes) },
};
const busy: Refusal = { code: 'imports.busy', status: 429 };

async function collect(request: FastifyRequest, share: Share): Promise<Result<Omit<Uploads, 'release'>>> {
  const uploads = { files: [] as Held[], supplement: [] as Held[] };
  // Past its own limit the form's parser would read on to the file's end; ours stops at once.
  const parts = request.parts({ limits: { files: most, fileSize: totalBytes * 2, fields: 0, parts: most } });
  for await (const part of parts) {
    const { fieldname } = part;
    // A part we do not read may still break off; an error nobody listens to would end the process.
    if (part.type === 'file') part.file.on('error', () => undefined);
    if (part.type !== 'file' || (fieldname !== 'files' && fieldname !== 'supplement'))
      return err({ code: 'imports.partUnknown', status: 422, params: { name: fieldname.slice(0, 40) } });
    const collector = new Collector();
    for await (const chunk of part.file as AsyncIterable<Buffer>) {
      const took = share.take(chunk.length);
      if (took === 'busy') return err(busy);
      if (took === 'tooLarge' || collector.size + chunk.length > fileBytes) return err(tooLarge);
      collector.add(chunk);
    }
    uploads[fieldname].push(collector.file(part.filename));
  }
  return ok(uploads);
}

/**
 * Takes the files of a form (multipart/form-data) into memory; call `release` when they have been read. Refuses with
 * 415 what is no such form, with 413 what is too large or too many, with 429 while others send as much as there is room
 * for, with 400 what breaks off, with 422 a part of another name.
 */
export async function readUploads(request: FastifyRequest): Promise<Result<Uploads>> {
  if (!request.isMultipart()) return err({ code: 'imports.noForm', status: 415 });
  const share = new Share();
  const release = (): void => share.release();
  let collected: Result<Omit<Uploads, 'release'>>;
  try {
    collected = await collect(request, share);
  } catch (error) {
    share.release();
    const status = statusOf(error);
    if (status === 413) return err(tooLarge);
    if (status < 500) return err({ code: 'imports.brokenOff', status: 400 });
    // busboy names a form that ends early only by its words.
    if (error instanceof Error && /Unexpected end|Premature close|boundary|aborted/i.test(error.message))
      return err({ code: 'imports.brokenOff', status: 400 });
    throw error;
  }
  if (collected.ok) return ok({ ...collected.value, release });
  share.release();
  return collected;
}
