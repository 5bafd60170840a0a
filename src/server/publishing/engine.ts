import { Worker } from 'node:worker_threads';
import { Stopped } from '../../disclosure/solver.ts';
import type { Told } from './engine-job.ts';
import type { TablesProtection, TablesRequest } from './protection.ts';

/** Memory of the engine's own objects; the solver's, a few hundred megabytes at most, comes on top. */
const heapMb = 1_600;

/** How long the thread stays for the next job: starting it takes about a second. */
const idleMs = 10_000;

interface Options {
  readonly progress?: (phase: string, share: number) => void;
  readonly signal?: AbortSignal;
}

let thread: Worker | undefined;
let resting: NodeJS.Timeout | undefined;
/** One job at a time: each may take a processor. The others wait their turn. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Has the disclosure engine protect the tables of a release in a thread of its own, so that the server answers everybody
 * meanwhile. Rejects with `Stopped` when told to end, and with the engine's own error where it throws.
 */
export function inEngine(request: TablesRequest, options: Options = {}): Promise<TablesProtection> {
  const turn = last.then(() => work(request, options));
  last = turn.catch(() => undefined);
  return turn;
}

async function work(request: TablesRequest, options: Options): Promise<TablesProtection> {
  if (options.signal?.aborted === true) throw new Stopped();
  clearTimeout(resting);
  thread ??= start();
  const worker = thread;
  try {
    worker.ref();
    const answer = await answerOf(worker, request, options);
    worker.unref();
    resting = setTimeout(() => void end(worker), idleMs);
    resting.unref();
    return answer;
  } catch (error) {
    await end(worker);
    throw error;
  }
}

function start(): Worker {
  return new Worker(new URL('./engine-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
}

async function end(worker: Worker): Promise<void> {
  if (thread === worker) thread = undefined;
  await worker.terminate();
}

function answerOf(worker: Worker, request: TablesRequest, { progress, signal }: Options): Promise<TablesProtection> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', told).off('error', failed).off('exit', gone);
      signal?.removeEventListener('abort', stop);
    };
    const failed = (error: unknown): void => {
      done();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const gone = (): void => failed(new Error('The engine ended before it was done.'));
    const stop = (): void => failed(new Stopped());
    const told = (message: Told): void => {
      if (message.told === 'progress') {
        progress?.(message.phase, message.share);
        return;
      }
      done();
      if (message.told === 'answer') resolve(message.answer);
      else reject(new Error(message.reason));
    };
    signal?.addEventListener('abort', stop);
    worker.on('message', told).on('error', failed).on('exit', gone);
    worker.postMessage(request);
  });
}
