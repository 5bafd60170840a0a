import type { Highs } from 'highs';
import { fine, type Outcome } from '../problem.ts';
import type { Watch } from '../solver.ts';
import type { Certificate } from './certificate.ts';
import { type Examination, examine } from './examine.ts';
import { groupsOf } from './groups.ts';
import { leastWidth } from './intervals.ts';
import { type AuditPolicy, floorOf, type PublicTable, type TableFault } from './public-table.ts';
import type { Unmet } from './search.ts';

/** What stands in `--json`. Numbers of withheld cells, but for `groupSums` (sums) and `minWidth`. */
export interface AuditFigures {
  /** Known exactly, by sums alone. */
  readonly exact: number;
  /** Further ones known exactly because counts are whole numbers. */
  readonly exactInIntegers: number;
  /** Known to be below the threshold, where the policy promises otherwise. */
  readonly belowBound: number;
  /** Known to be above the floor, where the policy promises otherwise and only the private file tells if it matters. */
  readonly aboveFloor: number;
  /** Withheld parts of a published total that together are a small count. */
  readonly groupSums: number;
  /** Width of the narrowest interval of a withheld cell (0: known exactly); null where nothing is withheld. */
  readonly minWidth: number | null;
}

type FindingKind =
  | TableFault['kind']
  | 'exact'
  | 'exactInIntegers'
  | 'belowBound'
  | 'aboveFloor'
  | 'groupSums'
  | 'unsettled'
  | 'notTrue'
  | 'primaryPublished'
  | 'insider';

/** Something a reader can find out. */
export interface Finding {
  readonly kind: FindingKind;
  /** Codes of the cells it is about. */
  readonly cells: readonly (readonly string[])[];
  readonly reason: string;
  /** Whether the release breaks its promise by it; false: worth knowing, or the private file must tell. */
  readonly fails: boolean;
}

export interface AuditReport {
  /** No finding breaks the promise. */
  readonly safe: boolean;
  readonly figures: AuditFigures;
  readonly findings: readonly Finding[];
  /** Present when safe. Not sealed yet: see `sealed`. */
  readonly certificate: Certificate | null;
}

const nothing: AuditFigures = {
  exact: 0,
  exactInIntegers: 0,
  belowBound: 0,
  aboveFloor: 0,
  groupSums: 0,
  minWidth: null,
};

/**
 * What anybody can find out from a published file, its formula and its policy. `known`: values of the withheld rows in
 * tables of an earlier certificate, to start from.
 */
export function auditPublic(
  table: PublicTable,
  policy: AuditPolicy,
  highs: Highs,
  watch?: Watch,
  known: readonly (readonly number[])[] = [],
): AuditReport {
  const examined = examine(table, policy, highs, (all) => judged(table, policy, all, leastWidth(all)), {
    watch,
    known,
  });
  return examined.ok ? examined.value : brokenReport(table, examined.broken.faults);
}

/**
 * Tables, found from the published file alone, that prove what the policy promises. Errors: each finding that breaks it.
 */
export function certify(table: PublicTable, policy: AuditPolicy, highs: Highs, watch?: Watch): Outcome<Certificate> {
  const examined = examine(table, policy, highs, (all) => judged(table, policy, all, null), { watch });
  const report = examined.ok ? examined.value : brokenReport(table, examined.broken.faults);
  if (report.certificate !== null) return fine(report.certificate);
  const problems = report.findings
    .filter(({ fails }) => fails)
    .map(({ kind, cells, reason }) => ({
      code: `audit.${kind}`,
      place: { text: cells.map((codes) => codes.join(' / ')).join('; ') },
      reason: `${reason}.`,
      remedy: 'Withhold more around these cells, or publish the product with fewer details.',
    }));
  return { ok: false, problems };
}

/** The report of a file that cannot be true. */
export function brokenReport(table: PublicTable, faults: readonly TableFault[]): AuditReport {
  const findings = faults.map(({ kind, rows, reason }) => ({ kind, cells: codesOf(table, rows), reason, fails: true }));
  return { safe: false, figures: nothing, findings, certificate: null };
}

function codesOf(table: PublicTable, rows: readonly number[]): (readonly string[])[] {
  return rows.flatMap((row) => (table.rows[row] === undefined ? [] : [table.rows[row].codes]));
}

/** What an examination means under a policy. */
export function judged(
  table: PublicTable,
  policy: AuditPolicy,
  all: Examination,
  minWidth: number | null,
): AuditReport {
  const codes = (cells: readonly number[]) =>
    codesOf(
      table,
      cells.map((cell) => all.puzzle.cells[cell] ?? -1),
    );
  const findings: Finding[] = [
    ...all.solved.flatMap((cell) => solvedFindings(all, policy, cell, codes)),
    ...all.unmet.flatMap((unmet) => unmetFindings(all, policy, unmet, codes)),
    ...groupsOf(table, all.sums, policy).map(({ rows, sum }) => ({
      kind: 'groupSums' as const,
      cells: codesOf(table, rows),
      reason: `together they are ${sum}`,
      fails: policy.protect !== 'exact',
    })),
  ];
  const count = (kind: FindingKind): number =>
    findings.reduce((sum, finding) => sum + (finding.kind === kind ? finding.cells.length : 0), 0);
  const figures: AuditFigures = {
    exact: count('exact'),
    exactInIntegers: count('exactInIntegers'),
    belowBound: count('belowBound'),
    aboveFloor: count('aboveFloor'),
    groupSums: findings.filter(({ kind }) => kind === 'groupSums').length,
    minWidth,
  };
  const safe = !findings.some(({ fails }) => fails);
  return { safe, figures, findings, certificate: safe ? certificateOf(table, policy, all.values) : null };
}

function certificateOf(table: PublicTable, policy: AuditPolicy, values: Examination['values']): Certificate {
  const { threshold, zeros, protect } = policy;
  return {
    format: 'opensro-certificate',
    version: 1,
    private: false,
    formula: table.formula,
    policy: { threshold, zeros, protect },
    publicSha256: '',
    tables: values.length,
    values: values.map((each) => [...each]),
  };
}

type Codes = (cells: readonly number[]) => (readonly string[])[];

function solvedFindings({ puzzle }: Examination, policy: AuditPolicy, cell: number, codes: Codes): Finding[] {
  const value = puzzle.follows[cell]?.plus ?? 0;
  const cells = codes([cell]);
  const reason = `it can only be ${value}`;
  const found: Finding[] = [{ kind: 'exact', cells, reason, fails: true }];
  if (policy.protect !== 'exact' && value < policy.threshold)
    found.push({ kind: 'belowBound', cells, reason, fails: true });
  return found;
}

function unmetFindings(all: Examination, policy: AuditPolicy, { demand, verdict }: Unmet, codes: Codes): Finding[] {
  const { kind, variable, cells } = demand;
  const shown = cells.map((cell) => {
    const { turn, plus } = all.puzzle.follows[cell] ?? { turn: 1, plus: 0 };
    const ends = [turn * (all.seen.min[variable] ?? 0) + plus, turn * (all.seen.max[variable] ?? 0) + plus];
    return { cell, least: Math.min(...ends), most: Math.max(...ends) };
  });
  if (verdict.kind === 'unsettled') {
    return [
      { kind: 'unsettled', cells: codes(cells), reason: `no table was found against "${kind}" in time`, fails: true },
    ];
  }
  return shown.flatMap(({ cell, least, most }): Finding[] => {
    const one = codes([cell]);
    if (kind === 'exact') {
      const sort = verdict.by === 'sums' ? 'exact' : 'exactInIntegers';
      return [{ kind: sort, cells: one, reason: `it can only be ${least}`, fails: true }];
    }
    // A withheld zero is nobody's secret; whether it is one, only the private file tells.
    const maybeZero = floorOf(policy) === 0 && least === 0;
    if (kind === 'belowBound') return [{ kind, cells: one, reason: `it is at most ${most}`, fails: !maybeZero }];
    if (least >= policy.threshold) return [];
    return [{ kind, cells: one, reason: `it is at least ${least}`, fails: false }];
  });
}
