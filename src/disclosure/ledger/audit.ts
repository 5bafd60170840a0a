import { examine } from '../audit/examine.ts';
import { type AuditReport, brokenReport, type Finding, judged } from '../audit/report.ts';
import type { Policy } from '../product/policy.ts';
import type { Highs, Watch } from '../solver.ts';
import { titleOf, type Union, unreadOf } from './union.ts';

/** What the readers of everything together find out, and tables that prove the rest. */
export interface UnionAudit extends Omit<AuditReport, 'certificate'> {
  /** values[k][j]: table k, the j-th node that is withheld or was never printed. Null where something fails. */
  readonly values: readonly (readonly number[])[] | null;
  /** Nodes of `values`. */
  readonly nodes: readonly number[];
  /** Withheld nodes that everybody can work out, where that breaks the promise. */
  readonly solved: readonly number[];
}

/** Audits everything that is out together, from what is public alone. */
export function auditUnion(union: Union, policy: Policy, highs: Highs, watch?: Watch): UnionAudit {
  const { table } = union;
  const nodes = unreadOf(union);
  const examined = examine(
    table,
    policy,
    highs,
    (all) => {
      const report = judged(table, policy, all, null);
      const findings = report.findings.map((finding) => ({
        ...named(union, finding),
        fails: finding.fails && !isHarmless(union, all.values, all.puzzle.cells, policy, finding),
      }));
      const solved = findings.flatMap(({ kind, fails }, at) =>
        fails && (kind === 'exact' || kind === 'exactInIntegers')
          ? (report.findings[at]?.cells ?? []).map((codes) => rowOf(union, codes))
          : [],
      );
      const safe = !findings.some(({ fails }) => fails);
      return { safe, figures: figuresOf(report, findings), findings, values: safe ? all.values : null, nodes, solved };
    },
    { watch },
  );
  if (examined.ok) return examined.value;
  const { certificate: _none, ...report } = brokenReport(table, examined.broken.faults);
  return { ...report, values: null, nodes, solved: [] };
}

/** Counts again: what nobody printed and is not small is no finding. */
function figuresOf(report: AuditReport, findings: readonly Finding[]): AuditReport['figures'] {
  const count = (kind: Finding['kind']): number =>
    findings.reduce((sum, finding) => sum + (finding.kind === kind && finding.fails ? finding.cells.length : 0), 0);
  const { figures } = report;
  return {
    ...figures,
    exact: count('exact'),
    exactInIntegers: count('exactInIntegers'),
    belowBound: count('belowBound'),
  };
}

/** Whether it is about counts that were never printed, and those may be none, or are large. */
function isHarmless(
  union: Union,
  values: readonly (readonly number[])[],
  cells: readonly number[],
  { threshold }: Policy,
  { kind, cells: about }: Finding,
): boolean {
  if (kind !== 'exact' && kind !== 'exactInIntegers' && kind !== 'belowBound' && kind !== 'unsettled') return false;
  return about.every((codes) => {
    const row = rowOf(union, codes);
    if (union.hidden[row] !== true) return false;
    if (row >= (union.free ?? union.nodes.length)) return true;
    const place = cells.indexOf(row);
    if (values.some((table) => table[place] === 0)) return true;
    return (values[0]?.[place] ?? 0) >= threshold;
  });
}

function rowOf(union: Union, codes: readonly string[]): number {
  return union.table.rows.findIndex((each) => each.codes === codes);
}

function named(union: Union, finding: Finding): Finding {
  const cells = finding.cells.map((codes) => {
    const node = union.nodes[rowOf(union, codes)];
    return node === undefined ? codes : titleOf(node);
  });
  return { ...finding, cells };
}
