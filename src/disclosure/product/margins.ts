import { fault, fine, type Outcome } from '../problem.ts';
import type { Formula } from './formula.ts';

/** More cells than any solver here answers for. */
export const mostCells = 1_000_000;

/**
 * Every margin of every table of a formula, each once: the deepest column shown of each dimension that is not summed
 * over. Errors: so many that their cells alone are too many.
 */
export function marginsOf({ tables, parents }: Formula): Outcome<readonly (readonly string[])[]> {
  const order = [...parents.keys()];
  const margins = new Map<string, readonly string[]>();
  for (const table of tables) {
    let combinations: (readonly string[])[] = [[]];
    for (const chain of table) {
      combinations = combinations.flatMap((chosen) => [chosen, ...chain.map((column) => [...chosen, column])]);
      if (combinations.length > mostCells) return tooLarge();
    }
    for (const combination of combinations) {
      const columns = combination.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
      margins.set(marginKey(columns), columns);
    }
    if (margins.size > mostCells) return tooLarge();
  }
  return fine([...margins.values()]);
}

/** Names a margin, in whatever order its columns stand. */
export function marginKey(columns: readonly string[]): string {
  return JSON.stringify(columns.toSorted());
}

export function tooLarge(): Outcome<never> {
  return fault(
    'productTooLarge',
    { file: '--publish' },
    `The product has more than ${mostCells} cells.`,
    'Publish coarser groups, or cross fewer columns at once.',
  );
}
