import type { Contributors } from '../system.ts';
import type { AuditPolicy, PublicTable, Sum } from './public-table.ts';

/** Withheld parts of a published total, and what they are together. `rows` are positions in the file. */
export interface Group {
  readonly rows: readonly number[];
  readonly sum: number;
}

/**
 * Groups of withheld cells that every reader can add up by subtracting the published siblings from the published total,
 * and whose sum is a small count of students. A single withheld cell is no group: it is known exactly.
 */
export function groupsOf(table: PublicTable, sums: readonly Sum[], policy: AuditPolicy): readonly Group[] {
  return sums.flatMap(({ total, parts }) => {
    const whole = table.rows[total]?.n ?? null;
    if (whole === null) return [];
    const rows = parts.filter((part) => table.rows[part]?.n === null);
    const sum = parts.reduce((rest, part) => rest - (table.rows[part]?.n ?? 0), whole);
    return rows.length > 1 && sum > 0 && sum < policy.threshold ? [{ rows, sum }] : [];
  });
}

/** What the records tell of each row. */
export interface Behind {
  /** Different people behind each count. */
  readonly people: ArrayLike<number>;
  /** Which people they are; left out where only their number is known. */
  readonly who?: Contributors;
}

/** A group whose events may be many, but not the people behind them. */
export interface PeopleGroup extends Group {
  /** Different people behind all of them together; two numbers where the records alone could tell. */
  readonly people: readonly [least: number, most: number];
}

/**
 * Groups of withheld cells whose sum everybody can work out and is no small count of events, but may be one of people: a
 * person who stands behind several of them is one. What cannot be told is taken for the worst.
 */
export function peopleGroupsOf(
  table: PublicTable,
  sums: readonly Sum[],
  policy: AuditPolicy,
  behind: Behind,
): readonly PeopleGroup[] {
  const { threshold } = policy;
  return groupsOf(table, sums, { ...policy, threshold: Number.POSITIVE_INFINITY }).flatMap((group) => {
    const people = peopleBehind(group.rows, behind);
    const isSmall = group.sum >= threshold && people[0] < threshold && people[1] > 0;
    return isSmall ? [{ ...group, people }] : [];
  });
}

function peopleBehind(rows: readonly number[], { people, who }: Behind): readonly [number, number] {
  const known = new Set(rows.flatMap((row) => who?.[row] ?? []));
  const others = rows.filter((row) => (who?.[row] ?? null) === null).map((row) => people[row] ?? 0);
  return [Math.max(known.size, ...others), others.reduce((sum, each) => sum + each, known.size)];
}

/** What is wrong with such a group, as the end of a sentence about its cells. */
export function peopleReason({ sum, people: [least, most] }: PeopleGroup): string {
  const who = least === most ? `${most} different people` : `${least} to ${most} people, as far as is known`;
  return `together they are ${sum} by ${who}`;
}
