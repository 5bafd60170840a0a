// The disclosure engine in a thread of its own (engine.ts): loading the solver takes a second, a release up to a minute.
import { parentPort } from 'node:worker_threads';
import { loadSolver, type Watch } from '../../disclosure/solver.ts';
import type { Told } from './engine-job.ts';
import { protectTables } from './protect-tables.ts';
import type { TablesRequest } from './protection.ts';

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');
const tell = (told: Told): void => port.postMessage(told);

// Nobody stops it from within: the thread is ended. The other thread hears of whole hundredths only.
let said = '';
const watch: Watch = {
  progress: (phase, done, total) => {
    const share = total === 0 ? 1 : Math.floor((100 * done) / total) / 100;
    if (said === `${phase} ${share}`) return;
    said = `${phase} ${share}`;
    tell({ told: 'progress', phase, share });
  },
  stopped: () => false,
};

port.on('message', async (request: TablesRequest) => {
  try {
    tell({ told: 'answer', answer: protectTables(request, await loadSolver(), watch) });
  } catch (error) {
    tell({ told: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
