/** Variables with whole coefficients; the weighted sum is zero. */
export type Row = readonly (readonly [variable: number, by: number])[];

/** A prime whose square is still a whole number in a double. A row dropped by mistake has odds of one in 94 million. */
const PRIME = 94_906_249;

/**
 * Keeps of the rows a largest set of which none follows from the others, shortest first: elimination with whole numbers
 * modulo a prime. Tables bring about twice as many relations as are independent, and a linear program pays for each.
 */
export function independentRows(rows: readonly Row[], size: number): readonly Row[] {
  const uses = new Int32Array(size);
  for (const row of rows) for (const [variable] of row) uses[variable] = (uses[variable] ?? 0) + 1;
  const order = rows.map((_, index) => index).sort((a, b) => (rows[a]?.length ?? 0) - (rows[b]?.length ?? 0) || a - b);
  const pivots = new Map<number, ReadonlyMap<number, number>>();
  const kept: Row[] = [];
  for (const index of order) {
    const row = rows[index] ?? [];
    const rest = new Map(row.map(([variable, by]) => [variable, ((by % PRIME) + PRIME) % PRIME]));
    eliminate(rest, pivots);
    if (rest.size === 0) continue;
    kept.push(row);
    // The variable that appears in the fewest relations fills in least.
    let pivot = -1;
    for (const variable of rest.keys()) {
      if (pivot < 0 || (uses[variable] ?? 0) < (uses[pivot] ?? 0)) pivot = variable;
    }
    const inverse = inverseOf(rest.get(pivot) ?? 1);
    pivots.set(pivot, new Map([...rest].map(([variable, by]) => [variable, (by * inverse) % PRIME])));
  }
  return kept;
}

/** Takes multiples of pivot rows off `rest` until it holds no pivot. */
function eliminate(rest: Map<number, number>, pivots: ReadonlyMap<number, ReadonlyMap<number, number>>): void {
  for (;;) {
    const found = [...rest.keys()].find((variable) => pivots.has(variable));
    if (found === undefined) return;
    const pivot = pivots.get(found);
    const times = rest.get(found) ?? 0;
    if (pivot === undefined) return;
    for (const [variable, by] of pivot) {
      const left = ((rest.get(variable) ?? 0) + PRIME - ((times * by) % PRIME)) % PRIME;
      if (left === 0) rest.delete(variable);
      else rest.set(variable, left);
    }
  }
}

function inverseOf(value: number): number {
  let [old, now] = [value, PRIME];
  let [oldFactor, factor] = [1, 0];
  while (now !== 0) {
    const times = Math.floor(old / now);
    [old, now] = [now, old - times * now];
    [oldFactor, factor] = [factor, oldFactor - times * factor];
  }
  return ((oldFactor % PRIME) + PRIME) % PRIME;
}
