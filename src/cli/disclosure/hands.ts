import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Errand, Found, Hand } from '../../disclosure/suppress/ahead.ts';

/** Places in the memory shared with a hand's thread: how often it told something, and which errands are still wanted. */
export const Shared = { told: 0, wanted: 1 } as const;

/** What is told to a hand's thread. */
export type ToHand =
  | { readonly kind: 'run'; readonly number: number; readonly wanted: number; readonly errand: Errand }
  | { readonly kind: 'close'; readonly program: number };

/** Its answers. */
export type FromHand = readonly [errand: number, found: Found | null];

/** What a hand's thread begins with. */
export interface HandData {
  readonly port: MessagePort;
  readonly shared: Int32Array;
}

/** One being done and one waiting: enough to keep a thread busy while this one does a question of its own. */
const mostBefore = 2;

/** How long an answer is waited for, in milliseconds; after that this thread does it itself. */
const patienceMs = 1_000;

/** Memory of a hand's own objects; the solver's comes on top. */
const heapMB = 800;

/** A thread that answers questions of this one, which waits for it without leaving its work. */
class ThreadHand implements Hand {
  readonly #port: MessagePort;
  readonly #theirs: MessagePort;
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  #sent = 0;
  #before = 0;

  #worker: Worker | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#theirs = port2;
  }

  isFree(): boolean {
    // Begun when there is something to ask: small tables never do.
    this.#worker ??= this.#begun();
    return this.#before < mostBefore && Atomics.load(this.#shared, Shared.told) > 0;
  }

  send(errand: Errand): number {
    this.#sent += 1;
    this.#before += 1;
    const wanted = Atomics.load(this.#shared, Shared.wanted);
    this.#tell({ kind: 'run', number: this.#sent, wanted, errand });
    return this.#sent;
  }

  collect(wait: boolean): readonly FromHand[] {
    // Counted before looking: what comes in between wakes the wait at once.
    const told = Atomics.load(this.#shared, Shared.told);
    const there = this.#received();
    if (!wait || there.length > 0 || this.#before === 0) return there;
    Atomics.wait(this.#shared, Shared.told, told, patienceMs);
    return this.#received();
  }

  drop(): void {
    Atomics.add(this.#shared, Shared.wanted, 1);
  }

  close(program: number): void {
    this.#tell({ kind: 'close', program });
  }

  async end(): Promise<void> {
    this.#port.close();
    await this.#worker?.terminate();
  }

  #begun(): Worker {
    const workerData: HandData = { port: this.#theirs, shared: this.#shared };
    const worker = new Worker(new URL('./hand.ts', import.meta.url), {
      workerData,
      transferList: [this.#theirs],
      resourceLimits: { maxOldGenerationSizeMb: heapMB },
    });
    worker.unref();
    return worker;
  }

  #tell(message: ToHand): void {
    this.#port.postMessage(message);
  }

  #received(): FromHand[] {
    const all: FromHand[] = [];
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      const found: FromHand = next.message;
      all.push(found);
      this.#before -= 1;
    }
    return all;
  }
}

/** Does work with so many threads besides this one, which end with it. They change how long it takes, and nothing else. */
export async function withHands<T>(count: number, work: (hands: readonly Hand[]) => Promise<T>): Promise<T> {
  const hands = Array.from({ length: count }, () => new ThreadHand());
  try {
    return await work(hands);
  } finally {
    await Promise.all(hands.map((hand) => hand.end()));
  }
}
