import type { Highs } from 'highs';
import type { Watch } from '../solver.ts';
import type { Contributors } from '../system.ts';
import { type Examination, examine } from './examine.ts';
import { peopleGroupsOf, peopleReason } from './groups.ts';
import { leastWidth } from './intervals.ts';
import { type AuditPolicy, floorOf, type PublicTable } from './public-table.ts';
import { type AuditReport, brokenReport, type Finding, judged } from './report.ts';

/** The truth about each row of a published file, in its order. */
export interface Truth {
  readonly n: ArrayLike<number>;
  /** Different people behind each count; left out where the count is one of people. */
  readonly people?: ArrayLike<number>;
  /** Who they are, so that a person behind two counts is one in their sum; left out where unknown. */
  readonly who?: Contributors;
  /** The most that one person contributes to each count; left out where unknown. */
  readonly largest?: ArrayLike<number>;
}

/**
 * The public audit, judged with the private file beside it: also tells published counts that are not the true ones or
 * are small, whom the insider (one of the counted, who subtracts himself) finds out, and groups of withheld cells behind
 * which few people stand. What matters for small counts only is a failure for those and nothing for others.
 */
export function auditPrivate(
  table: PublicTable,
  truth: Truth,
  policy: AuditPolicy,
  highs: Highs,
  watch?: Watch,
): AuditReport {
  const examined = examine(
    table,
    policy,
    highs,
    (all) => {
      const report = judged(table, policy, all, leastWidth(all));
      const crowds = peopleGroups(table, truth, policy, all);
      const findings = [
        ...withTruth(table, truth, policy, report.findings),
        ...published(table, truth, policy),
        ...insiders(table, truth, policy, all),
        ...crowds,
      ];
      const safe = !findings.some(({ fails }) => fails);
      const figures = { ...report.figures, groupSums: report.figures.groupSums + crowds.length };
      return { safe, figures, findings, certificate: safe ? report.certificate : null };
    },
    { watch },
  );
  return examined.ok ? examined.value : brokenReport(table, examined.broken.faults);
}

function isPrimary({ n, people }: Truth, { threshold }: AuditPolicy, row: number): boolean {
  const who = (people ?? n)[row] ?? 0;
  return (n[row] ?? 0) > 0 && who < threshold;
}

/** Findings of the public audit that the truth decides: a cell that is not small has no small count to give away. */
function withTruth(table: PublicTable, truth: Truth, policy: AuditPolicy, findings: readonly Finding[]): Finding[] {
  const rowOf = new Map(table.rows.map(({ codes }, row) => [codes, row]));
  return findings.map((finding) => {
    if (finding.kind !== 'belowBound' && finding.kind !== 'aboveFloor') return finding;
    return { ...finding, fails: finding.cells.some((codes) => isPrimary(truth, policy, rowOf.get(codes) ?? -1)) };
  });
}

/** Published counts that are not true, or that are small counts of people. */
function published(table: PublicTable, truth: Truth, policy: AuditPolicy): Finding[] {
  return table.rows.flatMap(({ codes, n }, row): Finding[] => {
    if (n === null) return [];
    if (n !== truth.n[row])
      return [{ kind: 'notTrue', cells: [codes], reason: 'the true count is another', fails: true }];
    if (!isPrimary(truth, policy, row)) return [];
    return [{ kind: 'primaryPublished', cells: [codes], reason: 'a small count is published', fails: true }];
  });
}

/**
 * Small counts that one of the counted finds out exactly. He knows that the count is at least what he contributes, so
 * another value protects from him only if it is that large too. Where contributions are unknown the most that one person
 * can have contributed stands for them: all but one each of the others.
 */
function insiders(table: PublicTable, truth: Truth, policy: AuditPolicy, all: Examination): Finding[] {
  const { puzzle, tables, values } = all;
  return puzzle.cells.flatMap((row, cell): Finding[] => {
    const { variable, turn, plus } = puzzle.follows[cell] ?? { variable: -1, turn: 1, plus: 0 };
    if (!isPrimary(truth, policy, row) || variable < 0 || tables === null) return [];
    const n = truth.n[row] ?? 0;
    const own = truth.largest?.[row] ?? (truth.people === undefined ? 1 : n - (truth.people[row] ?? 0) + 1);
    if (own <= floorOf(policy)) return [];
    if (values.some((table) => (table[cell] ?? 0) >= own && table[cell] !== n)) return [];
    // In the variable's own direction: cell = turn * variable + plus.
    const isPossible = (from: number, to: number): boolean => {
      const ends = [turn * (from - plus), turn * (to - plus)];
      return from <= to && tables.within(variable, Math.min(...ends), Math.max(...ends));
    };
    if (isPossible(n + 1, Number.POSITIVE_INFINITY) || isPossible(own, n - 1)) return [];
    const reason = `whoever contributed ${own} of it knows the rest`;
    return [{ kind: 'insider', cells: [table.rows[row]?.codes ?? []], reason, fails: true }];
  });
}

/** Groups that are no small number of events, and small all the same: like events, they are reported only at `exact`. */
function peopleGroups(table: PublicTable, { people, who }: Truth, policy: AuditPolicy, all: Examination): Finding[] {
  if (people === undefined) return [];
  const behind = { people, ...(who === undefined ? {} : { who }) };
  return peopleGroupsOf(table, all.sums, policy, behind).map((group) => ({
    kind: 'groupSums',
    cells: group.rows.map((row) => table.rows[row]?.codes ?? []),
    reason: peopleReason(group),
    fails: policy.protect !== 'exact',
  }));
}
