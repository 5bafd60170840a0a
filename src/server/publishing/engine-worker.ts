// The disclosure engine in a thread of its own (engine.ts): loading the solver takes a second, a release up to a minute.
import { parentPort } from 'node:worker_threads';
import { publishLinked } from '../../disclosure/linked/publish.ts';
import { type Highs, loadSolver, type Watch } from '../../disclosure/solver.ts';
import type { Answers, Job } from './engine-job.ts';
import { protectTables } from './protect-tables.ts';

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');

// Nobody stops it from within: the thread is ended. The other thread hears of whole hundredths only.
let said = '';
const watch: Watch = {
  progress: (phase, done, total) => {
    const share = total === 0 ? 1 : Math.floor((100 * done) / total) / 100;
    if (said === `${phase} ${share}`) return;
    said = `${phase} ${share}`;
    port.postMessage({ told: 'progress', phase, share });
  },
  stopped: () => false,
};

function answerTo(job: Job, highs: Highs): Answers[Job['kind']] {
  if (job.kind === 'release') return protectTables(job.request, highs, watch);
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
