import { Fate, type System } from '../system.ts';
import { type Reduced, reduce } from './reduce.ts';

/** One way to meet a demand: the variable moves in this direction by at least this much. */
export interface Way {
  readonly turn: 1 | -1;
  readonly by: number;
}

/** What a reader must not be able to rule out: the variable moves in one of the ways while all published stays. */
export interface Demand {
  readonly variable: number;
  readonly ways: readonly Way[];
}

/** A reduced system with what each variable may do and costs. Arrays have one entry a variable. */
export interface Problem {
  readonly system: System;
  readonly reduced: Reduced;
  readonly size: number;
  /** How far the variable may go up and down before a withheld cell falls below its floor. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** What withholding its cells costs; 0 where they are withheld anyway. */
  readonly cost: Float64Array;
  /** The sum of the counts that withholding it takes from readers. */
  readonly value: Float64Array;
  /** 1: withheld from the start. */
  readonly given: Uint8Array;
  readonly demands: readonly Demand[];
  /** The relations of each variable. */
  readonly rowsOf: readonly (readonly number[])[];
}

const UP: Way = { turn: 1, by: 1 };
const DOWN: Way = { turn: -1, by: 1 };

/** No cell can go up by more than this: counts are at most 10^9. */
const FAR = 1e9;

/** Makes the problem the search works on from a system of cells. */
export function problemOf(system: System): Problem {
  const reduced = reduce(system);
  const { size } = reduced;
  const up = new Float64Array(size).fill(FAR);
  const down = new Float64Array(size).fill(FAR);
  const cost = new Float64Array(size);
  const value = new Float64Array(size);
  const given = new Uint8Array(size).fill(1);
  const demands: Demand[] = [];
  reduced.members.forEach((members, variable) => {
    const wanted = new Map<string, Demand>();
    for (const { cell, turn } of members) {
      const n = system.n[cell] ?? 0;
      const room = Math.max(0, n - (system.floor[cell] ?? 0));
      const side = turn === 1 ? down : up;
      side[variable] = Math.min(side[variable] ?? FAR, room);
      if (system.primary[cell] === 1) {
        for (const demand of demandsOf(system, cell, turn, variable)) wanted.set(JSON.stringify(demand.ways), demand);
      } else if (system.guarded?.[cell] === 1) {
        const demand = anyOther(system, cell, turn, variable);
        wanted.set(JSON.stringify(demand.ways), demand);
      } else if (system.fate[cell] === Fate.open) {
        given[variable] = 0;
        cost[variable] = (cost[variable] ?? 0) + (system.cost[cell] ?? 1);
        value[variable] = (value[variable] ?? 0) + n;
      }
    }
    demands.push(...wanted.values());
  });
  const rowsOf: number[][] = Array.from({ length: size }, () => []);
  reduced.rows.forEach((row, index) => {
    for (const [variable] of row) rowsOf[variable]?.push(index);
  });
  return { system, reduced, size, up, down, cost, value, given, demands, rowsOf };
}

/** Another value than the true one. */
function anyOther({ floor }: System, cell: number, turn: 1 | -1, variable: number): Demand {
  // One of the counted students knows of himself: where a withheld cell might be zero, it is not zero to him.
  return { variable, ways: (floor[cell] ?? 0) > 0 ? [UP, DOWN] : [turn === 1 ? UP : DOWN] };
}

function demandsOf(system: System, cell: number, turn: 1 | -1, variable: number): Demand[] {
  const { n, floor, threshold, protection } = system;
  const count = n[cell] ?? 0;
  const other: 1 | -1 = turn === 1 ? -1 : 1;
  const either = anyOther(system, cell, turn, variable);
  if (protection === 'exact') return [either];
  const room = count - (floor[cell] ?? 0);
  const demands: Demand[] = [];
  if (count < threshold) demands.push({ variable, ways: [{ turn, by: threshold - count }] });
  if (protection === 'full' && room > 0) demands.push({ variable, ways: [{ turn: other, by: room }] });
  return demands.length > 0 ? demands : [either];
}

/** Does the move (how far the variable goes) meet the demand? */
export function meets(demand: Demand, by: number): boolean {
  return demand.ways.some((way) => by * way.turn >= way.by);
}
