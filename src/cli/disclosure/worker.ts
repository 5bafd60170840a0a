// Does one job in a thread of its own (apart.ts).
import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Told } from './job.ts';
import { work } from './jobs.ts';

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');
const job: Job = workerData;
const tell = (told: Told): void => port.postMessage(told);

tell({ told: 'done', done: await work(job, (label, share) => tell({ told: 'progress', label, share })) });
