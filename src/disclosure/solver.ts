import loadHighs, { type Highs } from 'highs';

export type { Highs } from 'highs';

// The package's types describe its CommonJS form; what is imported is the loading function itself.
const load = loadHighs as unknown as typeof loadHighs.default;

let loading: Promise<Highs> | undefined;

/** The linear-programming solver (HiGHS 1.15, WebAssembly), loaded once a thread. One thread, so the same answer everywhere. */
export function loadSolver(): Promise<Highs> {
  loading ??= load();
  return loading;
}

/** What a long run tells, and how it is told to stop. */
export interface Watch {
  /** `done` of `total` steps of `phase`. */
  progress(phase: string, done: number, total: number): void;
  /** True once somebody wants the run to end; the run then throws `Stopped`. */
  stopped(): boolean;
}

/** Thrown out of a run that was told to stop: nothing was decided. */
export class Stopped extends Error {
  constructor() {
    super('Stopped.');
    this.name = 'Stopped';
  }
}

/** Tells progress and ends the run when that is wanted. */
export function step(watch: Watch | undefined, phase: string, done: number, total: number): void {
  if (watch === undefined) return;
  if (watch.stopped()) throw new Stopped();
  watch.progress(phase, done, total);
}
