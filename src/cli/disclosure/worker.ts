// Does one job in a thread of its own (apart.ts).
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Told } from './job.ts';

// As in main.ts, before anything else of ours is loaded: each thread loads its files anew.
enableCompileCache();
const { work } = await import('./jobs.ts');

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');
const job: Job = workerData;
const tell = (told: Told): void => port.postMessage(told);

// A message costs more than many a step of the work: one for each hundredth of a part is all that the bar shows.
let last = '';
const progress = (label: string, share: number): void => {
  const shown = `${label} ${Math.floor(100 * share)}`;
  if (shown === last) return;
  last = shown;
  tell({ told: 'progress', label, share });
};

tell({ told: 'done', done: await work(job, progress) });
