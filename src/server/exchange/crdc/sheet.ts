import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/audit/chain.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import { countSchool, type Missing, type SchoolCounts } from '../../../statistics/crdc/counting.ts';
import type { ExportedSchool } from '../../../statistics/crdc/files.ts';
import type { CrdcLayout } from '../../../statistics/crdc/layout.ts';
import { countOffenses, type OffenseCounts } from '../../../statistics/crdc/offenses.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import {
  type District,
  districtOf,
  enrolmentOf,
  involvementsOf,
  offensesOf,
  officersOf,
  type SchoolRow,
} from './records.ts';

/** One school's year as counted. */
export interface SchoolSheet {
  readonly school: SchoolRow;
  readonly counts: SchoolCounts;
  readonly offenses: OffenseCounts;
  readonly officers: number | null;
  readonly enrolment: ReadonlyMap<string, number>;
}

export interface Sheet {
  readonly district: District;
  readonly year: SchoolYear;
  readonly schools: readonly SchoolSheet[];
  readonly missing: readonly Missing[];
  /** Changes when a count, an incident behind it (a new version too) or what is missing changes. */
  readonly digest: string;
}

/** Counts a program's school year for one collection (P1.5, P4.6). Only with the vault open. */
export async function readSheet(tx: Tx, layout: CrdcLayout, year: SchoolYear): Promise<Sheet> {
  const { district, schools } = await districtOf(tx, year);
  const involvements = await involvementsOf(tx, year);
  const incidents = await offensesOf(tx, year);
  const officers = await officersOf(tx, year);
  const enrolment = await enrolmentOf(tx, layout.year, layout.el);
  const bySchool = {
    involvements: Map.groupBy(involvements, ({ schoolId }) => schoolId),
    incidents: Map.groupBy(incidents, ({ schoolId }) => schoolId),
  };
  const sheets = schools.map(
    (school): SchoolSheet => ({
      school,
      counts: countSchool(layout, bySchool.involvements.get(school.id) ?? []),
      offenses: countOffenses(layout, bySchool.incidents.get(school.id) ?? []),
      // An open school nobody is planned at has none: the plan is complete, so this is a count.
      officers: officers.size === 0 ? null : (officers.get(school.id) ?? 0),
      enrolment: enrolment.get(school.id) ?? new Map(),
    }),
  );
  const versions = new Map([...involvements, ...incidents].map(({ incidentId, version }) => [incidentId, version]));
  return {
    district,
    year,
    schools: sheets,
    missing: sheets.flatMap(({ counts }) => counts.missing),
    digest: digestOf(sheets, versions),
  };
}

function digestOf(sheets: readonly SchoolSheet[], versions: ReadonlyMap<string, number>): string {
  const behind = (incidentIds: readonly string[]): [string, number][] =>
    [...incidentIds].sort().map((id) => [id, versions.get(id) ?? 0]);
  const said = sheets.map(({ school, counts, offenses, officers, enrolment }) => ({
    school: school.nces_id,
    cells: [...counts.cells, ...offenses.cells].flatMap(([column, { n, incidentIds }]) =>
      n === 0 ? [] : [[column, n, behind(incidentIds)]],
    ),
    indicators: [offenses.firearm, offenses.homicide],
    officers,
    enrolment: [...enrolment].sort(),
    missing: counts.missing.map(({ incidentId, studentKey, reason }) => [incidentId, studentKey, reason]).sort(),
  }));
  return createHash('sha256').update(canonicalJson(said)).digest('hex');
}

/** The schools of a sheet as the files print them. */
export function exportedSchools(sheet: Sheet, stateName: string): ExportedSchool[] {
  const { district } = sheet;
  return sheet.schools.map(({ school, counts, offenses, officers, enrolment }) => ({
    leaid: district.leaid,
    leaName: district.district_name,
    state: district.state,
    stateName,
    ncesId: school.nces_id,
    name: school.name,
    grades: school.grades,
    ...{ counts, offenses, officers, enrolment },
  }));
}
