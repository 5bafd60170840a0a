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
