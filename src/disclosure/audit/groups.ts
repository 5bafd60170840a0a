import type { Contributors } from '../system.ts';
import type { AuditPolicy, PublicTable, Sum } from './public-table.ts';

/** Withheld parts of a published total, and what they are together. `rows` are positions in the file. */
export interface Group {
  readonly rows: readonly number[];
  readonly sum: number;
  /** The sum by which they are known. */
  readonly by: Sum;
}

/**
 * Groups of withheld cells that every reader can add up by subtracting the published siblings from the published total,
 * and whose sum is a small count of students. A single withheld cell is no group: it is known exactly.
 */
export function groupsOf(table: PublicTable, sums: readonly Sum[], policy: AuditPolicy): readonly Group[] {
  return sums.flatMap((by) => {
    const { total, parts } = by;
    const whole = table.rows[total]?.n ?? null;
    if (whole === null) return [];
    const rows = parts.filter((part) => table.rows[part]?.n === null);
    const sum = parts.reduce((rest, part) => rest - (table.rows[part]?.n ?? 0), whole);
    return rows.length > 1 && sum > 0 && sum < policy.threshold ? [{ rows, sum, by }] : [];
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
 * person who stands behind several of them is one. What cannot be told is taken for the worst. A large one among them
 * that is a total itself is divided: what is withheld of it is known together with the others, too.
 */
export function peopleGroupsOf(
  table: PublicTable,
  sums: readonly Sum[],
  policy: AuditPolicy,
  behind: Behind,
): readonly PeopleGroup[] {
  const { threshold } = policy;
  const divided = divisions(table, sums, (row) => (behind.people[row] ?? 0) >= threshold);
  const found = new Map<string, PeopleGroup>();
  for (const group of groupsOf(table, sums, { ...policy, threshold: Number.POSITIVE_INFINITY })) {
    for (const { rows, shown } of divided(group.rows)) {
      const [sum, people] = [group.sum - shown, peopleBehind(rows, behind)];
      const isSmall = rows.length > 1 && sum >= threshold && people[0] < threshold && people[1] > 0;
      if (isSmall) found.set(rows.join(), { rows, sum, by: group.by, people });
    }
  }
  return [...found.values()];
}

/** Most ways of dividing the rows of one group that are looked at. */
const mostWays = 4_096;

/** Small withheld rows that some rows come down to, and the published counts between them and those. */
interface Division {
  readonly rows: readonly number[];
  readonly shown: number;
}

function divisions(
  { rows }: PublicTable,
  sums: readonly Sum[],
  isLarge: (row: number) => boolean,
): (group: readonly number[]) => readonly Division[] {
  const sumsOfTotal = Map.groupBy(sums, ({ total }) => total);
  const known = new Map<number, readonly Division[]>();
  const one = (row: number): readonly Division[] => {
    if (!isLarge(row)) return [{ rows: [row], shown: 0 }];
    const there = known.get(row);
    if (there !== undefined) return there;
    const found = (sumsOfTotal.get(row) ?? []).flatMap(({ parts }) => {
      const shown = parts.reduce((sum, part) => sum + (rows[part]?.n ?? 0), 0);
      const hidden = parts.filter((part) => rows[part]?.n === null);
      return all(hidden).map((each) => ({ ...each, shown: each.shown + shown }));
    });
    known.set(row, found.slice(0, mostWays));
    return found.slice(0, mostWays);
  };
  const all = (group: readonly number[]): readonly Division[] =>
    group.reduce<readonly Division[]>(
      (before, row) => {
        const ways = before.length === 0 ? [] : one(row);
        return before
          .flatMap((a) => ways.map((b) => ({ rows: [...a.rows, ...b.rows], shown: a.shown + b.shown })))
          .slice(0, mostWays);
      },
      [{ rows: [], shown: 0 }],
    );
  return all;
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
