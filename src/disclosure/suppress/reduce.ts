import { Fate, type System } from '../system.ts';
import { independentRows, type Row } from './independent.ts';

/**
 * The same problem with everything left out that cannot move: published cells are gone, cells that always move together
 * are one variable, and the relations are independent of one another.
 */
export interface Reduced {
  /** Number of variables. */
  readonly size: number;
  /** Independent relations: signed sums of variables that stay zero in every move. */
  readonly rows: readonly Row[];
  /** The cells of each variable; `turn` is -1 where the cell goes down when the variable goes up. */
  readonly members: readonly (readonly { readonly cell: number; readonly turn: 1 | -1 }[])[];
  /** Cells that can never move, whatever is withheld. */
  readonly stuck: readonly number[];
}

/** Union of cells with a sign: how a cell moves when its root moves by one. */
class Together {
  readonly #up: Int32Array;
  readonly #turn: Int8Array;
  constructor(size: number) {
    this.#up = Int32Array.from({ length: size }, (_, cell) => cell);
    this.#turn = new Int8Array(size).fill(1);
  }
  find(cell: number): { readonly root: number; readonly turn: number } {
    let root = cell;
    let turn = 1;
    while (this.#up[root] !== root) {
      turn *= this.#turn[root] ?? 1;
      root = this.#up[root] ?? root;
    }
    return { root, turn };
  }
  /** Joins two roots: `other` moves by `turn` when `root` moves by one. The smaller number stays the root. */
  join(root: number, other: number, turn: number): void {
    const [stays, goes] = root < other ? [root, other] : [other, root];
    this.#up[goes] = stays;
    this.#turn[goes] = turn;
  }
}

/** Reduces a system; returns variables in the order of their first cell, so that equal input gives equal output. */
export function reduce(system: System): Reduced {
  const together = new Together(system.size);
  const still = Uint8Array.from(system.fate, (fate) => (fate === Fate.published ? 1 : 0));
  let rows = rowsOf(system);
  for (let changed = true; changed; ) {
    changed = false;
    rows = rows.map((row) => gather(row, together, still)).filter((row) => row.length > 0);
    for (const row of rows) {
      const now = gather(row, together, still);
      const [first, second] = now;
      if (first === undefined || now.length > 2) continue;
      changed = true;
      if (second === undefined) still[first[0]] = 1;
      else if (Math.abs(first[1]) === Math.abs(second[1])) {
        together.join(first[0], second[0], first[1] === second[1] ? -1 : 1);
      } else {
        changed = false;
      }
    }
  }
  const members = new Map<number, { cell: number; turn: 1 | -1 }[]>();
  const stuck: number[] = [];
  for (let cell = 0; cell < system.size; cell += 1) {
    if (system.fate[cell] === Fate.published) continue;
    const { root, turn } = together.find(cell);
    if (still[root] === 1) {
      stuck.push(cell);
      continue;
    }
    const list = members.get(root) ?? [];
    list.push({ cell, turn: turn === 1 ? 1 : -1 });
    members.set(root, list);
  }
  const number = new Map([...members.keys()].map((root, index) => [root, index]));
  const numbered = rows
    .map((row) => row.map(([root, by]): readonly [number, number] => [number.get(root) ?? -1, by]))
    .filter((row) => row.length > 0);
  return { size: members.size, rows: independentRows(numbered, members.size), members: [...members.values()], stuck };
}

function rowsOf({ relations }: System): Row[] {
  const rows: Row[] = [];
  for (let row = 0; row + 1 < relations.start.length; row += 1) {
    const entries: (readonly [number, number])[] = [];
    for (let at = relations.start[row] ?? 0; at < (relations.start[row + 1] ?? 0); at += 1) {
      entries.push([relations.cell[at] ?? 0, relations.sign[at] ?? 0]);
    }
    rows.push(entries);
  }
  return rows;
}

/** The row in roots, without what stands still, one entry a root, sorted. */
function gather(row: Row, together: Together, still: Uint8Array): Row {
  const sums = new Map<number, number>();
  for (const [cell, by] of row) {
    const { root, turn } = together.find(cell);
    if (still[root] === 1) continue;
    sums.set(root, (sums.get(root) ?? 0) + by * turn);
  }
  return [...sums].filter(([, by]) => by !== 0).sort((a, b) => a[0] - b[0]);
}
