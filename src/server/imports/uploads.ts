import type { FastifyRequest } from 'fastify';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import type { Upload } from '../exchange/files/open.ts';

/** Bounds on what a browser may send at once; larger files go through the command line. */
const uploadLimits = { files: 24, fileBytes: 128 * 1024 * 1024, totalBytes: 256 * 1024 * 1024 } as const;

export interface Uploads {
  /** The parts called `files`. */
  readonly files: readonly Upload[];
  /** The parts called `supplement`. */
  readonly supplement: readonly Upload[];
}

const mebibytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
}

/**
 * Takes the files of a form (multipart/form-data) into memory. Refuses with 415 what is no such form, with 413 what is
 * too large or too many, with 400 what breaks off, with 422 a part of another name.
 */
export async function readUploads(request: FastifyRequest): Promise<Result<Uploads>> {
  if (!request.isMultipart()) return err({ code: 'imports.noForm', status: 415 });
  const { files: most, fileBytes, totalBytes } = uploadLimits;
  const tooLarge = err<Refusal>({
    code: 'imports.tooLarge',
    status: 413,
    params: { files: most, each: mebibytes(fileBytes), all: mebibytes(totalBytes) },
  });
  const uploads = { files: [] as Upload[], supplement: [] as Upload[] };
  let total = 0;
  try {
    const parts = request.parts({ limits: { files: most, fileSize: fileBytes, fields: 0, parts: most } });
    for await (const part of parts) {
      const { fieldname } = part;
      if (part.type !== 'file' || (fieldname !== 'files' && fieldname !== 'supplement'))
        return err({ code: 'imports.partUnknown', status: 422, params: { name: fieldname.slice(0, 40) } });
      const bytes = await part.toBuffer();
      total += bytes.length;
      if (total > totalBytes) return tooLarge;
      uploads[fieldname].push({ name: part.filename, bytes });
    }
  } catch (error) {
    const status = statusOf(error);
    if (status === 413) return tooLarge;
    if (status < 500) return err({ code: 'imports.brokenOff', status: 400 });
    // busboy names a form that ends early only by its words.
    if (error instanceof Error && /Unexpected end|Premature close|boundary/i.test(error.message))
      return err({ code: 'imports.brokenOff', status: 400 });
    throw error;
  }
  return ok(uploads);
}
