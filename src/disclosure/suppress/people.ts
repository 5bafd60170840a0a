import type { Highs, Watch } from '../solver.ts';
import { type Contributors, Fate, type System } from '../system.ts';
import type { Hand } from './ahead.ts';
import { type Suppression, suppress } from './suppress.ts';

/** Who stands behind the counts of a system. */
export interface People {
  readonly who: Contributors;
  /** 1: was out before, or follows from what was. Sums of such cells alone cannot be helped any more. */
  readonly old?: Uint8Array;
}

/** Cells of one relation, all on one side of it. */
type Group = readonly number[];

/**
 * Like `suppress`, where events are published and people counted: cells withheld in one sum that everybody can add up are
 * together a count like any other, and with few people behind it a small one. Each such group becomes a cell of its own
 * that is never printed and must not be worked out, until no choice leaves one. `people`: null where every count is one
 * of different people; there, and at `exact`, nothing is asked beyond what `suppress` sees to (decision 24).
 */
export function suppressPeople(
  system: System,
  people: People | null,
  highs: Highs,
  watch?: Watch,
  hands: readonly Hand[] = [],
): Suppression {
  if (people === null || system.protection === 'exact') return suppress(system, highs, watch, hands);
  const groups = new Map<string, Group>();
  const add = (found: readonly Group[]): boolean => {
    const before = groups.size;
    for (const group of found) groups.set(group.join(), group);
    return groups.size > before;
  };
  // Those that are together whatever is chosen: to know them at once saves most of the rounds.
  const always = system.primary.map((mark, cell) => (mark === 1 || system.fate[cell] === Fate.withheld ? 1 : 0));
  add(smallGroups(system, always, people));
  for (;;) {
    const all = [...groups.values()];
    const chosen = suppress(withGroups(system, all), highs, watch, hands);
    const grown = add(smallGroups(system, chosen.withheld, people));
    if (!grown || chosen.unprotected.length > 0) return withoutGroups(system, all, chosen);
  }
}

/** Most ways of dividing one cell or group that are looked at; the audit looks at more. */
const mostWays = 32;

/**
 * Cells that are withheld in one relation and whose sum the published rest tells, with few people behind all of them. A
 * large one among them is divided where it is itself a total: what is withheld of it is known together with the others.
 */
function smallGroups(system: System, withheld: Uint8Array, people: People): readonly Group[] {
  const { start, cell: cells, sign } = system.relations;
  const whole = new Map<number, number[]>();
  const known: { readonly group: Group; readonly isOld: boolean }[] = [];
  for (let row = 0; row + 1 < start.length; row += 1) {
    const group: number[] = [];
    let isMixed = false;
    let isOld = true;
    let side = 0;
    for (let at = start[row] ?? 0; at < (start[row + 1] ?? 0); at += 1) {
      const cell = cells[at] ?? 0;
      if (people.old?.[cell] !== 1) isOld = false;
      if (withheld[cell] !== 1) continue;
      if (sign[at] === 1) whole.set(cell, [...(whole.get(cell) ?? []), row]);
      if (side !== 0 && side !== sign[at]) isMixed = true;
      side = sign[at] ?? 0;
      group.push(cell);
    }
    if (group.length > 1 && !isMixed) known.push({ group, isOld });
  }
  const withheldOf = (row: number): Group =>
    Array.from(cells.slice(start[row], start[row + 1])).filter((cell, at) => at > 0 && withheld[cell] === 1);
  const found = new Map<number, readonly Group[]>();
  const waysOf = (cell: number): readonly Group[] => {
    if ((people.who[cell] ?? null) !== null) return [[cell]];
    const there = found.get(cell);
    if (there !== undefined) return there;
    const ways = (whole.get(cell) ?? []).flatMap((row) => together(withheldOf(row).map(waysOf))).slice(0, mostWays);
    found.set(cell, ways);
    return ways;
  };
  return known.flatMap(({ group, isOld }) =>
    together(group.map(waysOf)).filter((ways) => {
      if (ways.length < 2 || (isOld && ways.every((cell) => people.old?.[cell] === 1))) return false;
      // Where the events are few as well, each of them can reach the threshold, and so their sum is none that is known.
      const events = ways.reduce((sum, cell) => sum + (system.n[cell] ?? 0), 0);
      return events >= system.threshold && isFew(ways, people.who, system.threshold);
    }),
  );
}

/** Every choice of one way each, put together. */
function together(ways: readonly (readonly Group[])[]): readonly Group[] {
  return ways.reduce<readonly Group[]>(
    (before, each) => before.flatMap((chosen) => each.map((way) => [...chosen, ...way])).slice(0, mostWays),
    [[]],
  );
}

function isFew(group: Group, who: Contributors, threshold: number): boolean {
  const all = new Set<number>();
  for (const cell of group) {
    const known = who[cell] ?? null;
    if (known === null) return false;
    for (const person of known) all.add(person);
    if (all.size >= threshold) return false;
  }
  return all.size > 0;
}

/** The system with one more cell for each group, their sum: withheld, and to be guarded. */
function withGroups(system: System, groups: readonly Group[]): System {
  const { size, relations } = system;
  const whole = size + groups.length;
  const longer = <T extends Float64Array | Uint8Array>(list: T, added: T): T => {
    added.set(list);
    return added;
  };
  const entries = relations.cell.length + groups.reduce((sum, group) => sum + group.length + 1, 0);
  const start = new Int32Array(relations.start.length + groups.length);
  const cell = new Int32Array(entries);
  const sign = new Int8Array(entries).fill(-1);
  start.set(relations.start);
  cell.set(relations.cell);
  sign.set(relations.sign);
  const [n, floor] = [longer(system.n, new Float64Array(whole)), longer(system.floor, new Float64Array(whole))];
  let at = relations.cell.length;
  groups.forEach((group, index) => {
    sign[at] = 1;
    cell[at] = size + index;
    cell.set(group, at + 1);
    at += group.length + 1;
    start[relations.start.length + index] = at;
    n[size + index] = group.reduce((sum, member) => sum + (system.n[member] ?? 0), 0);
    floor[size + index] = group.reduce((sum, member) => sum + (system.floor[member] ?? 0), 0);
  });
  return {
    ...system,
    size: whole,
    relations: { start, cell, sign },
    n,
    floor,
    primary: longer(system.primary, new Uint8Array(whole)),
    guarded: new Uint8Array(whole).fill(1, size),
    fate: longer(system.fate, new Uint8Array(whole).fill(Fate.withheld)),
    cost: longer(system.cost, new Float64Array(whole).fill(1)),
  };
}

/** The choice for the cells alone; a group that cannot be protected stands for all its cells. */
function withoutGroups({ size }: System, groups: readonly Group[], chosen: Suppression): Suppression {
  const stuck = chosen.unprotected.flatMap((cell) => (cell < size ? [cell] : (groups[cell - size] ?? [])));
  return {
    withheld: chosen.withheld.slice(0, size),
    unprotected: [...new Set(stuck)].sort((a, b) => a - b),
    witnesses: chosen.witnesses.map((witness) => witness.filter(([cell]) => cell < size)),
  };
}
