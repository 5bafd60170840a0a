// Answers questions of the thread that does the job (hands.ts).
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { FromHand, HandData, ToHand } from './hands.ts';

// As in worker.ts.
enableCompileCache();
const [{ loadSolver }, { Errands }, { Shared }] = await Promise.all([
  import('../../disclosure/solver.ts'),
  import('../../disclosure/suppress/ahead.ts'),
  import('./hands.ts'),
]);

const { port, shared }: HandData = workerData;
const errands = new Errands(await loadSolver());

function told(): void {
  Atomics.add(shared, Shared.told, 1);
  Atomics.notify(shared, Shared.told);
}

port.on('message', (message: ToHand) => {
  if (message.kind === 'close') {
    errands.close(message.program);
    return;
  }
  const isWanted = Atomics.load(shared, Shared.wanted) === message.wanted;
  const answer: FromHand = [message.number, errands.run(message.errand, isWanted)];
  port.postMessage(answer);
  told();
});
// From now on it can be asked.
told();
