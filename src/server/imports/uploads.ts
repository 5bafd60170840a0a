import type { Buffer } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import type { Blocks } from './reading-worker.ts';

/** Bounds on what a browser may send at once; larger files go through the command line. */
const uploadLimits = { files: 24, fileBytes: 128 * 1024 * 1024, totalBytes: 256 * 1024 * 1024 } as const;

/**
 * Bytes of uploads held at the same time, of all who send. They stay in memory and are never written to a disk: a
 * roster names every child of a district, and a file forgotten by a killed server would name them to whoever finds it.
 */
const heldBytes = 384 * 1024 * 1024;
let held = 0;

/** The files of one form, to be given back when they are no longer needed. */
export interface Uploads {
  /** The parts called `files`. */
  readonly files: readonly Blocks[];
  /** The parts called `supplement`. */
  readonly supplement: readonly Blocks[];
  release(): void;
}

const mebibytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

/** Small files in one small block, large ones in blocks of a megabyte that can be handed to another thread. */
const smallest = 64 * 1024;
const largest = 1024 * 1024;

/** One form's share of the bytes held. */
class Share {
  #bytes = 0;

  take(bytes: number): 'taken' | 'tooLarge' | 'busy' {
    if (this.#bytes + bytes > uploadLimits.totalBytes) return 'tooLarge';
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

/** Collects a stream of bytes in blocks. */
class Collector {
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];
  #room = 0;
  size = 0;

  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#room === 0) {
        const block = new Uint8Array(this.#blocks.length === 0 ? smallest : largest);
        this.#blocks.push(block);
        this.#room = block.length;
      }
      const block = this.#blocks.at(-1);
      if (block === undefined) return;
      const part = chunk.subarray(at, at + this.#room);
      block.set(part, block.length - this.#room);
      this.#room -= part.length;
      at += part.length;
    }
    this.size += chunk.length;
  }

  file(name: string): Blocks {
    return { name, size: this.size, blocks: this.#blocks };
  }
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
}

const { files: most, fileBytes, totalBytes } = uploadLimits;
const tooLarge: Refusal = {
  code: 'imports.tooLarge',
  status: 413,
  params: { files: most, each: mebibytes(fileBytes), all: mebibytes(totalBytes) },
};
const busy: Refusal = { code: 'imports.busy', status: 429 };

async function collect(request: FastifyRequest, share: Share): Promise<Result<Omit<Uploads, 'release'>>> {
  const uploads = { files: [] as Blocks[], supplement: [] as Blocks[] };
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
