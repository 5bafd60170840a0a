import { canonicalJson } from '../../../domain/audit/chain.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import { countedColumns, countSchool, type Missing, type SchoolCounts } from '../../../statistics/crdc/counting.ts';
import type { CrdcLayout } from '../../../statistics/crdc/layout.ts';
import { countOffenses, type OffenseCounts, offenseColumns } from '../../../statistics/crdc/offenses.ts';
import { type ColumnParts, columnParts } from '../../../statistics/crdc/parts.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { enrolmentOf, involvementsOf, offensesOf } from './records.ts';

/** A school's year in a line, and what stands in none of its counts. */
export interface Summary {
  /** Different students, over every group. */
  readonly referred: number;
  readonly arrested: number;
  readonly restrained: number;
  readonly offenses: number;
  readonly missing: readonly Missing[];
}

/** One school's year as counted, as far as it comes from its own records. */
export interface Counted {
  readonly summary: Summary;
  /** `Said` as canonical JSON: part of what a signature's digest is made of. */
  readonly said: string;
}

/** Everything a signature stands for. Cells that are 0 are left out; behind each is its incidents, with their versions. */
interface Said {
  readonly cells: readonly (readonly [column: string, n: number, behind: readonly (readonly [string, number])[]])[];
  readonly enrolment: readonly (readonly [column: string, students: number])[];
  readonly indicators: readonly ['Yes' | null, 'Yes' | null];
  readonly missing: readonly (readonly [incidentId: string, studentKey: string, reason: string])[];
}

/** What of a school is printed, read back from what is said of it. */
export interface Details {
  readonly counts: SchoolCounts;
  readonly offenses: OffenseCounts;
  readonly enrolment: ReadonlyMap<string, number>;
}

/**
 * Reads the records of a school year of some schools, and returns what counts one of them
 * (P1.5, P4.6). Only with the vault open.
 */
export async function countSchools(
  tx: Tx,
  layout: CrdcLayout,
  year: SchoolYear,
  schoolIds: readonly string[],
): Promise<(schoolId: string) => Counted> {
  const involvements = await involvementsOf(tx, year, schoolIds);
  const incidents = await offensesOf(tx, year, schoolIds);
  const enrolment = await enrolmentOf(tx, layout.year, layout.el, schoolIds);
  const versions = new Map([...involvements, ...incidents].map(({ incidentId, version }) => [incidentId, version]));
  const involved = Map.groupBy(involvements, ({ schoolId }) => schoolId);
  const happened = Map.groupBy(incidents, ({ schoolId }) => schoolId);
  return (schoolId) => {
    const counts = countSchool(layout, involved.get(schoolId) ?? []);
    const offenses = countOffenses(layout, happened.get(schoolId) ?? []);
    const behind = (incidentIds: readonly string[]): [string, number][] =>
      [...incidentIds].sort().map((id) => [id, versions.get(id) ?? 0]);
    const said: Said = {
      cells: [...counts.cells, ...offenses.cells].flatMap(([column, { n, incidentIds }]) =>
        n === 0 ? [] : [[column, n, behind(incidentIds)]],
      ),
      indicators: [offenses.firearm, offenses.homicide],
      enrolment: [...(enrolment.get(schoolId) ?? [])].sort(),
      missing: counts.missing
        .map(({ incidentId, studentKey, reason }): [string, string, string] => [incidentId, studentKey, reason])
        .sort(),
    };
    return { summary: summaryOf(counts, offenses), said: canonicalJson(said) };
  };
}

/** One count on a page: the column in parts, how many, and of how many incidents. */
export interface ShownCell extends ColumnParts {
  readonly column: string;
  readonly n: number;
  readonly incidents: number;
}

/** The cells that are not 0, in the order of the files. */
export function shownCells({ counts, offenses }: Pick<Details, 'counts' | 'offenses'>): ShownCell[] {
  return [...counts.cells, ...offenses.cells].flatMap(([column, { n, incidentIds }]) => {
    const parts = columnParts(column);
    return n === 0 || parts === null ? [] : [{ column, n, incidents: incidentIds.length, ...parts }];
  });
}

function summaryOf(counts: SchoolCounts, offenses: OffenseCounts): Summary {
  const cells = shownCells({ counts, offenses });
  const sum = (fits: (cell: ShownCell) => boolean): number =>
    cells.filter(fits).reduce((total, cell) => total + cell.n, 0);
  const students = (of: string) => (cell: ShownCell) =>
    cell.of === of &&
    cell.unit === 'students' &&
    (cell.part === 'total' || (cell.group === '504' && of !== 'restraint'));
  return {
    referred: sum(students('referrals')),
    arrested: sum(students('arrests')),
    restrained: sum(students('restraint')),
    offenses: sum(({ of }) => of === 'offenses'),
    missing: counts.missing,
  };
}

const nobody = { n: 0, incidentIds: [] } as const;

/** What was counted, in the shape the files and pages print it: every column of the layout is there, 0 where none. */
export function detailsOf(layout: CrdcLayout, { summary, said }: Counted): Details {
  const { cells, indicators, enrolment } = JSON.parse(said) as Said;
  const found = new Map(cells.map(([column, n, behind]) => [column, { n, incidentIds: behind.map(([id]) => id) }]));
  const among = (columns: readonly string[]) => new Map(columns.map((column) => [column, found.get(column) ?? nobody]));
  return {
    counts: { cells: among(countedColumns(layout)), missing: summary.missing },
    offenses: { cells: among(offenseColumns(layout)), firearm: indicators[0], homicide: indicators[1] },
    enrolment: new Map(enrolment),
  };
}
