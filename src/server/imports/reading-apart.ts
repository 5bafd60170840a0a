import { setImmediate as breathe } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { CrdcReading, RosterReading } from './reading.ts';
import type { Held, Job, Told } from './reading-worker.ts';

/** Bounds of one reading: memory of its objects (the files' bytes come on top) and time. */
const heapMb = 1_024;
const longestMs = 120_000;

/** Only one reading at a time: each may take a processor and a gigabyte. The others wait their turn. */
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

/** A thread that answers one message after the other; `next` rejects when it ends, fails or takes too long. */
class Reader {
  readonly #worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  readonly #ends = Date.now() + longestMs;

  send(job: Job): void {
    const files = [...job.files, ...(job.kind === 'roster' ? job.supplement : [])];
    // Handed over, not copied.
    this.#worker.postMessage(
      job,
      files.map((file) => file.bytes.buffer),
    );
  }

  ask(): void {
    this.#worker.postMessage('more');
  }

  next(): Promise<Told> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker;
      const done = (): void => {
        clearTimeout(timer);
        worker.off('message', told).off('error', failed).off('exit', gone);
      };
      const told = (message: Told): void => {
        done();
        resolve(message);
      };
      const failed = (error: unknown): void => {
        done();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const gone = (): void => failed(new TooMuch());
      const timer = setTimeout(gone, Math.max(1, this.#ends - Date.now()));
      worker.on('message', told).on('error', failed).on('exit', gone);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The files take more time or memory to read than there is for one import. */
class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

async function read<T>(job: Job, take: (reader: Reader) => Promise<T>): Promise<Result<T>> {
  return inTurn(async () => {
    const reader = new Reader();
    try {
      reader.send(job);
      return ok(await take(reader));
    } catch (error) {
      const spent = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (spent || error instanceof TooMuch) return err({ code: 'imports.tooMuch', status: 413 });
      throw error;
    } finally {
      await reader.end();
    }
  });
}

const unexpected = (told: Told): Error => new Error(`A reading told "${told.told}" out of turn.`);

/** Reads a roster in a thread of its own. Refuses with 413 what takes too much memory or time. The files are spent. */
export function readRosterApart(files: readonly Held[], supplement: readonly Held[]): Promise<Result<RosterReading>> {
  return read({ kind: 'roster', files, supplement }, async (reader) => {
    const told = await reader.next();
    if (told.told !== 'roster') throw unexpected(told);
    const students = [];
    while (students.length < told.students) {
      reader.ask();
      const part = await reader.next();
      if (part.told !== 'students') throw unexpected(part);
      for (const student of part.students) students.push(student);
      await breathe();
    }
    return { ...told.reading, data: { ...told.reading.data, students } };
  });
}

/** Reads a district's schools in a thread of its own. Refuses with 413 what takes too much. The files are spent. */
export function readDistrictApart(files: readonly Held[], leaid: string): Promise<Result<CrdcReading>> {
  return read({ kind: 'crdc', files, leaid }, async (reader) => {
    const told = await reader.next();
    if (told.told !== 'crdc') throw unexpected(told);
    return told.reading;
  });
}
