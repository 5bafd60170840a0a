import { z } from 'zod';
import { BackupFileError } from './seal-stream.ts';
import { sequenceSchema, tableSchema } from './tables.ts';

/** The inside of a backup: frames, each a byte for its kind, four for its length, then JSON or bytes of what came last. */

const countSchema = z.object({ rows: z.number().int().nonnegative(), digest: z.string().length(64) });

const trailSchema = z.object({
  programId: z.string(),
  entries: z.number().int().nonnegative(),
  faults: z.array(z.object({ lane: z.number(), seq: z.number(), fault: z.enum(['missing', 'altered', 'cutOff']) })),
});
/** The audit trail of a program as it was when the backup was made. */
export type BackedUpTrail = z.infer<typeof trailSchema>;

const startSchema = z.object({
  kind: z.literal('start'),
  /** ISO instant of the snapshot: everything committed before it is in the backup, nothing after it. */
  snapshotAt: z.iso.datetime(),
  migrations: z.array(z.object({ name: z.string(), digest: z.string() })),
  /** The master keys that sealed values need; never the keys themselves. */
  masters: z.array(z.object({ version: z.number().int(), fingerprint: z.string() })),
  /** Rough number of rows, for showing progress. */
  expectedRows: z.number(),
});
const endSchema = z.object({
  kind: z.literal('end'),
  tables: z.number().int(),
  files: z.number().int(),
  rows: z.number().int(),
  sequences: z.array(sequenceSchema),
  trails: z.array(trailSchema),
});
const noteSchema = z.discriminatedUnion('kind', [
  startSchema,
  z.object({ kind: z.literal('table'), table: tableSchema }),
  z.object({ kind: z.literal('tableEnd'), count: countSchema }),
  z.object({ kind: z.literal('file'), path: z.string(), mode: z.number().int() }),
  z.object({ kind: z.literal('fileEnd'), bytes: z.number().int(), sha256: z.string() }),
  endSchema,
]);
export type Note = z.infer<typeof noteSchema>;
export type BackupStart = z.infer<typeof startSchema>;
export type BackupEnd = z.infer<typeof endSchema>;

/** What stands in a backup, in order: notes, and bytes that belong to the table or file named last. */
export type Frame = Note | { readonly kind: 'bytes'; readonly bytes: Buffer };

const jsonFrame = 1;
const bytesFrame = 2;
const maximum = 32 * 1024 * 1024;
const pieceBytes = 256 * 1024;

function frame(kind: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head[0] = kind;
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

export const writeNote = (note: Note): Buffer => frame(jsonFrame, Buffer.from(JSON.stringify(note), 'utf8'));

export function* writeBytes(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield frame(bytesFrame, bytes.subarray(at, at + pieceBytes));
}

const notOurs = 'What is in the backup file is not understood. It may have been made by a newer version of OpenSRO.';

function readNote(payload: Buffer): Note {
  const parsed = noteSchema.safeParse(JSON.parse(payload.toString('utf8')));
  if (!parsed.success) throw new BackupFileError(notOurs, { cause: parsed.error });
  return parsed.data;
}

/** Reads frames from authentic bytes. Throws BackupFileError where they are none, or end in the middle of one. */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    let at = 0;
    while (held.length - at >= 5) {
      const length = held.readUInt32BE(at + 1);
      if (length > maximum) throw new BackupFileError(notOurs);
      if (held.length - at - 5 < length) break;
      const payload = held.subarray(at + 5, at + 5 + length);
      if (held[at] === jsonFrame) yield readNote(payload);
      else if (held[at] === bytesFrame) yield { kind: 'bytes', bytes: payload };
      else throw new BackupFileError(notOurs);
      at += 5 + length;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new BackupFileError(notOurs);
}
