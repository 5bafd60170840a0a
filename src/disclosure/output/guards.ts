import type { System } from '../system.ts';

/** Tables that keep everything published, as differences from the truth. */
export type Witness = readonly (readonly [cell: number, by: number])[];

/**
 * For a withheld cell that is not small itself: the small ones it guards, those that change together with it in the
 * smallest of the tables that prove the choice. A cell that no table moves guards none.
 */
export function guardsOf(
  system: Pick<System, 'primary'>,
  witnesses: readonly Witness[],
): (cell: number) => readonly number[] {
  const smallest = new Map<number, Witness>();
  for (const witness of witnesses.toSorted((a, b) => a.length - b.length)) {
    for (const [cell] of witness) if (!smallest.has(cell)) smallest.set(cell, witness);
  }
  return (cell) =>
    (smallest.get(cell) ?? [])
      .map(([other]) => other)
      .filter((other) => system.primary[other] === 1)
      .sort((a, b) => a - b);
}
