import { Worker } from 'node:worker_threads';
import { interruption } from '../interrupt.ts';
import { progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { writeAll } from './files.ts';
import type { Job, Told } from './job.ts';
import type { Done } from './report.ts';

/** Memory the work's thread may take for its objects, in megabytes. The solver's own, a few hundred at most, comes on top. */
const heapMB = 1_600;

/**
 * Does a job in a thread of its own, so that this one stays awake for Ctrl-C, shows how far it is, and writes the files it
 * hands over: all of them, or none where it fails or is stopped. Throws UsageError where it takes too much memory.
 */
export async function workApart(job: Job): Promise<Done> {
  const interrupt = interruption();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heapMB },
  });
  try {
    const done = await result(worker, interrupt.signal);
    await writeAll(done.files, interrupt.signal);
    return done;
  } finally {
    await worker.terminate();
    interrupt.done();
  }
}

function result(worker: Worker, signal: AbortSignal): Promise<Done> {
  return new Promise((resolve, reject) => {
    let label = '';
    let bar: ReturnType<typeof progress> | null = null;
    const end = (): void => {
      bar?.done();
      signal.removeEventListener('abort', stop);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const stop = (): void => fail(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    worker.on('message', (told: Told) => {
      if (told.told === 'done') {
        end();
        resolve(told.done);
        return;
      }
      if (told.label !== label) {
        bar?.done();
        label = told.label;
        bar = progress(label);
      }
      bar?.at(Math.floor(100 * told.share), 100);
    });
    worker.on('error', (error: unknown) => {
      const spent = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      fail(
        spent
          ? new UsageError(
              `this takes more than ${heapMB} MB of memory. Publish coarser groups, or fewer tables at once.`,
            )
          : error,
      );
    });
    worker.on('exit', () => fail(new Error('The work ended before it was done.')));
  });
}
