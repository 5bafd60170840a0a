// The disclosure engine in a thread of its own (engine.ts): loading the solver takes a second, a release up to a minute.
import { parentPort } from 'node:worker_threads';
import type { LinkedCounts, Shows } from '../../disclosure/linked/counts.ts';
import { publishLinked } from '../../disclosure/linked/publish.ts';
import type { Outcome } from '../../disclosure/problem.ts';
import { type Highs, loadSolver, type Watch } from '../../disclosure/solver.ts';
import type { Protection, ReleaseRequest } from './protect.ts';
import { protectHere } from './protect-here.ts';

export type Job =
  | { readonly kind: 'release'; readonly request: ReleaseRequest }
  | { readonly kind: 'linked'; readonly tables: readonly LinkedCounts[] };

/** What each kind of job comes to. */
export interface Answers {
  readonly release: Protection;
  /** One for each table, which is judged by itself. */
  readonly linked: readonly Outcome<Shows>[];
}

export type Told<K extends keyof Answers> =
  | { readonly told: 'progress'; readonly phase: string; readonly share: number }
  | { readonly told: 'answer'; readonly answer: Answers[K] }
  | { readonly told: 'failed'; readonly reason: string };

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');

// Nobody stops it from within: the thread is ended.
const watch: Watch = {
  progress: (phase, done, total) =>
    port.postMessage({ told: 'progress', phase, share: total === 0 ? 1 : done / total }),
  stopped: () => false,
};

function answerTo(job: Job, highs: Highs): Answers[Job['kind']] {
  if (job.kind === 'release') return protectHere(job.request, highs, watch);
  return job.tables.map((table) => publishLinked(table, highs));
}

port.on('message', async (job: Job) => {
  try {
    port.postMessage({ told: 'answer', answer: answerTo(job, await loadSolver()) });
  } catch (error) {
    port.postMessage({
      told: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
