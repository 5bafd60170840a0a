// Answers questions of the thread that does the job (hands.ts).
import { workerData } from 'node:worker_threads';
import { loadSolver } from '../../disclosure/solver.ts';
import { Errands } from '../../disclosure/suppress/ahead.ts';
import { type FromHand, type HandData, Shared, type ToHand } from './hands.ts';

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
