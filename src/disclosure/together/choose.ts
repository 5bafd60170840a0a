import type { ReleaseProblem } from '../ledger/release.ts';
import type { Highs, Watch } from '../solver.ts';
import { suppress } from '../suppress/suppress.ts';
import { Fate, relationsOf, type System } from '../system.ts';
import { type Joint, joined, type NeverMore } from './join.ts';

/** A table that is about to go out: what it was chosen from, and what was chosen. Private: it holds the true counts. */
export interface OpenTable {
  readonly table: string;
  readonly problem: ReleaseProblem;
  /** 1: withheld. One entry a cell of the table. */
  readonly withheld: Uint8Array;
}

/**
 * Chooses what to withhold beside what the tables withhold by themselves, at least cost, so that no small count of any of
 * them follows from all of them and what everybody knows of how they hang together: one system of all tables, in which
 * the choice of a single table is given (requirement P7.9). Returns for each table the positions of all cells to be
 * withheld; null where nothing that could be withheld would do. Deterministic.
 */
export function chooseTogether(
  tables: readonly OpenTable[],
  periods: readonly string[],
  known: readonly NeverMore[],
  highs: Highs,
  watch?: Watch,
): readonly (readonly number[])[] | null {
  const joint = joined(
    tables.map(({ table, problem: { union } }) => ({ table, union })),
    periods,
    known,
  );
  const { withheld, unprotected } = suppress(systemOfTables(tables, joint), highs, watch);
  if (unprotected.length > 0) return null;
  return tables.map(({ table, problem: { nodes } }) => {
    const base = joint.starts.get(table) ?? 0;
    return nodes.flatMap((node, cell) => (withheld[base + node] === 1 ? [cell] : []));
  });
}

/** All tables as one system; rows that no table has are never printed, and known to be at least 0. */
function systemOfTables(tables: readonly OpenTable[], { union, starts, ties }: Joint): System {
  const size = union.nodes.length;
  const n = new Float64Array(size);
  const floor = new Float64Array(size);
  const primary = new Uint8Array(size);
  const guarded = new Uint8Array(size);
  const fate = new Uint8Array(size).fill(Fate.withheld);
  const cost = new Float64Array(size).fill(1);
  const relations: (readonly (readonly [cell: number, sign: 1 | -1])[])[] = [];
  for (const { table, problem, withheld } of tables) {
    const { system, nodes } = problem;
    const base = starts.get(table) ?? 0;
    n.set(system.n, base);
    floor.set(system.floor, base);
    primary.set(system.primary, base);
    fate.set(system.fate, base);
    cost.set(system.cost, base);
    nodes.forEach((node, cell) => {
      if (withheld[cell] !== 1) return;
      fate[base + node] = Fate.withheld;
      // Who audits from outside cannot tell it from a small one.
      guarded[base + node] = 1;
    });
    const { start, cell, sign } = system.relations;
    for (let row = 0; row + 1 < start.length; row += 1) {
      const entries: (readonly [number, 1 | -1])[] = [];
      for (let at = start[row] ?? 0; at < (start[row + 1] ?? 0); at += 1) {
        entries.push([base + (cell[at] ?? 0), sign[at] === 1 ? 1 : -1]);
      }
      relations.push(entries);
    }
  }
  for (const { less, most, sum, rest } of ties) {
    const all = most.reduce((before, row) => before + (n[row] ?? 0), 0);
    // What is not so in the counts, since records came late, tells nobody anything true.
    if (all < (n[less] ?? 0)) continue;
    n[sum] = all;
    n[rest] = all - (n[less] ?? 0);
    relations.push([[sum, 1], ...most.map((row) => [row, -1] as const)]);
    relations.push([
      [sum, 1],
      [less, -1],
      [rest, -1],
    ]);
  }
  const [first] = tables;
  const { threshold, protection } = first?.problem.system ?? { threshold: 0, protection: 'bound' as const };
  return { size, relations: relationsOf(relations), n, floor, primary, guarded, fate, cost, threshold, protection };
}
