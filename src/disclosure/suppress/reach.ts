import type { Problem } from './problem.ts';

/** Which variables may still go up, and which down. */
export interface Reachable {
  readonly up: Uint8Array;
  readonly down: Uint8Array;
}

/**
 * A variable moves only if in each of its relations another one can make up for it. Applied until nothing changes,
 * this rules out most hopeless choices in microseconds; what it leaves may still be impossible.
 */
export function reachable(problem: Problem, isOpen: (variable: number) => boolean): Reachable {
  const { size, reduced, rowsOf } = problem;
  const up = new Uint8Array(size);
  const down = new Uint8Array(size);
  for (let variable = 0; variable < size; variable += 1) {
    if (!isOpen(variable)) continue;
    up[variable] = (problem.up[variable] ?? 0) >= 1 ? 1 : 0;
    down[variable] = (problem.down[variable] ?? 0) >= 1 ? 1 : 0;
  }
  const waiting = reduced.rows.map((_, index) => index);
  const queued = new Uint8Array(waiting.length).fill(1);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    queued[row] = 0;
    for (const variable of loseUnmatched(reduced.rows[row] ?? [], up, down)) {
      for (const other of rowsOf[variable] ?? []) {
        if (queued[other] === 1) continue;
        queued[other] = 1;
        waiting.push(other);
      }
    }
  }
  return { up, down };
}

/** Takes from the variables of one relation the ways nobody else in it can make up for; returns who lost one. */
function loseUnmatched(
  row: readonly (readonly [number, number])[],
  up: Uint8Array,
  down: Uint8Array,
): readonly number[] {
  let [raisers, lowerers, raiser, lowerer] = [0, 0, -1, -1];
  for (const [variable, by] of row) {
    if ((by > 0 ? up : down)[variable] === 1) {
      raisers += 1;
      raiser = variable;
    }
    if ((by > 0 ? down : up)[variable] === 1) {
      lowerers += 1;
      lowerer = variable;
    }
  }
  const lost: number[] = [];
  for (const [variable, by] of row) {
    const [raise, lower] = by > 0 ? [up, down] : [down, up];
    const alone = (count: number, who: number): boolean => count === 0 || (count === 1 && who === variable);
    let changed = false;
    if (raise[variable] === 1 && alone(lowerers, lowerer)) {
      raise[variable] = 0;
      changed = true;
    }
    if (lower[variable] === 1 && alone(raisers, raiser)) {
      lower[variable] = 0;
      changed = true;
    }
    if (changed) lost.push(variable);
  }
  return lost;
}
