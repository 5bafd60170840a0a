import type { Policy } from '../../../disclosure/product/policy.ts';
import type { TogetherProof } from '../../../disclosure/together/proof.ts';
import { type ReleaseDocument, type ReleaseTable, releaseFormat } from '../../../portal/release-view.ts';
import type { RosterSnapshot } from '../../../statistics/disparity/enrolment.ts';
import type { ProfileInForce } from '../../setup/disparity-profile.ts';
import type { ProgramFacts } from '../program.ts';
import type { ProtectedRelease } from '../protection.ts';
import type { CountedWork } from '../work.ts';
import { comparisonLabel, comparisonsOf } from './comparisons.ts';
import { dictionaryOf } from './dictionary.ts';
import { besideOf, changesBetween, type Former } from './differences.ts';
import { described, filesOf, type MadeFile } from './files.ts';
import type { ReleasePeriod } from './periods.ts';
import { definitions } from './words.ts';

/** A table that passed the engine. */
export interface PassedTable {
  readonly id: ReleaseTable['id'];
  readonly formula: string;
  readonly passed: ProtectedRelease;
  /** How many of its counts are withheld only because of what the other tables tell. */
  readonly together: number;
}

export interface Release {
  readonly period: ReleasePeriod;
  readonly number: number;
  readonly asOf: string;
  readonly facts: ProgramFacts;
  readonly work: CountedWork;
  readonly policy: Policy;
  readonly tables: readonly PassedTable[];
  readonly enrolled: RosterSnapshot;
  readonly profile: ProfileInForce;
  readonly schoolIds: readonly string[];
  readonly former: Former;
  /** Proves that the tables together tell nothing. */
  readonly proof: TogetherProof | null;
}

/** A whole column of the period's own: no reader needs it. The cells of other periods go with it. */
function ofPeriod({ id, formula, passed }: PassedTable, period: ReleasePeriod): ReleaseTable {
  const at = passed.columns.indexOf('quarter');
  const wanted = period.kind === 'quarter' ? period.quarters[0]?.code : 'Total';
  if (at < 0) return { id, formula, columns: passed.columns, cells: passed.cells };
  return {
    id,
    formula,
    columns: passed.columns.toSpliced(at, 1),
    cells: passed.cells
      .filter(({ codes }) => codes[at] === wanted)
      .map(({ codes, ...cell }) => ({ codes: codes.toSpliced(at, 1), ...cell })),
  };
}

/** The document of a release with the files that go with it: everything that will be public, and nothing else. */
export function documentOf(release: Release): { document: ReleaseDocument; files: readonly MadeFile[] } {
  const { period, facts, work, former } = release;
  const tables = release.tables.map((table) => ofPeriod(table, period));
  const words = definitions();
  const files = filesOf(
    tables,
    release.tables.map((table) => ({
      id: table.id,
      columns: table.passed.columns,
      formula: table.formula,
      cells: table.passed.cells,
      certificate: table.passed.certificate,
    })),
    dictionaryOf(tables, facts.schools, words),
    release.proof,
  );
  const students = tables.find(({ id }) => id === 'students');
  const { threshold, zeros, protect } = release.policy;
  const { slug, agency, district } = facts;
  return {
    files,
    document: {
      format: releaseFormat,
      program: { slug, agency, district },
      number: release.number,
      kind: period.kind,
      period: period.id,
      schoolYear: period.yearId,
      from: period.from,
      to: period.to,
      asOf: release.asOf,
      schools: facts.schools.map(({ id, name }) => ({ id, name })),
      policy: { threshold, zeros, protect },
      activity: work.activity,
      audience: work.audience,
      positiveContacts: work.positiveContacts,
      tables,
      comparisons: comparisonsOf(students, release.enrolled, release.schoolIds, release.profile),
      comparisonLabel: comparisonLabel(),
      definitions: words,
      changes: former.same === null ? null : { since: former.same.number, list: changesBetween(former.same, tables) },
      beside: besideOf(former, tables),
      files: files.map(described),
    },
  };
}
