import { auditUnion } from '../ledger/audit.ts';
import type { Policy } from '../product/policy.ts';
import type { Highs, Watch } from '../solver.ts';
import { isBetween, joined, type NeverMore, type OneTable } from './join.ts';

/** What readers of all tables have. */
export interface TogetherInput {
  /** Everything that is out, in tables that each passed the engine by themselves. */
  readonly tables: readonly OneTable[];
  /** Codes of all periods that a table without periods is of. */
  readonly periods: readonly string[];
  readonly known: readonly NeverMore[];
  readonly policy: Policy;
}

/** What readers of all tables together find out. */
export interface TogetherAudit {
  /** Counts that can be worked out, or are known to be small, although no table by itself tells them; what they are called. */
  readonly cells: readonly (readonly string[])[];
  /** What of `known` they can use: what does not fit the public numbers, since records came late, is of no use to anybody. */
  readonly known: readonly NeverMore[];
  /** values[k][j]: what table k says of the j-th count that nobody can read; they prove that nothing is found. Null where it is. */
  readonly values: readonly (readonly number[])[] | null;
}

/**
 * Audits tables together (P7.9): beside its sums, each is judged by what everybody knows of how the tables hang together.
 * Looks at what is public alone.
 */
export function auditTogether(
  { tables, periods, known, policy }: TogetherInput,
  highs: Highs,
  watch?: Watch,
): TogetherAudit {
  const judged = (all: readonly NeverMore[]) => auditUnion(joined(tables, periods, all).union, policy, highs, watch);
  const alone = (one: NeverMore): boolean => !isContradiction(judged([one]));
  let usable = known;
  let audit = judged(usable);
  for (const fewer of [() => known.filter(alone), () => []]) {
    if (!isContradiction(audit)) break;
    usable = fewer();
    audit = judged(usable);
  }
  return {
    cells: audit.findings
      .filter(({ fails }) => fails)
      .flatMap(({ cells }) => cells.filter((title) => !isBetween(title))),
    known: usable,
    values: audit.values,
  };
}

/** No numbers fit what is known. */
function isContradiction({ findings }: { readonly findings: readonly { readonly kind: string }[] }): boolean {
  return findings.some(({ kind }) => kind === 'contradiction');
}

/** What the cells are called in a sentence. */
export function namedTogether(cells: TogetherAudit['cells']): string {
  return cells.map((codes) => codes.join(' / ')).join('; ');
}
