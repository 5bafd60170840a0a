import { decide } from '../../../domain/access/decide.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import { err, notFound, ok, type Result } from '../../../domain/shared/result.ts';
import { isCollection, layoutOf } from '../../../statistics/crdc/layout.ts';
import { federalYearOf, schoolYearOf } from '../../../statistics/crdc/year.ts';
import { runCommand, runQuery } from '../../platform/commands.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Caller, Service } from '../../platform/service.ts';
import type { SchoolAnswer, SheetAnswer } from './answers.ts';
import { shownCells } from './count.ts';
import { readSchoolSheet, readSheet, type SchoolLine, type SchoolSheet, type Sheet } from './sheet.ts';

/** The school years of a program as the department names them, newest first, and which of them it collects. */
export function readCollections(
  service: Service,
  caller: Caller,
): Promise<Result<{ collections: { collection: string; schoolYear: string; collected: boolean }[] }>> {
  return runQuery(service, caller, {
    action: 'crdc.read',
    read: async ({ tx, now }) => {
      const frame = await requireFrame(tx, caller.actor.programId);
      const begun = frame.schoolYears.filter(({ firstDay }) => firstDay <= frame.dayOf(now));
      const federal = [...new Set(begun.map(federalYearOf))].sort().toReversed();
      const collections = federal.flatMap((collection) => {
        const year = schoolYearOf(collection, begun);
        return year === null ? [] : [{ collection, schoolYear: year.id, collected: isCollection(collection) }];
      });
      return ok({ collections });
    },
  });
}

/** The school year of a collection, or the refusal that names what there is. */
export async function requireYear(tx: Tx, programId: string, collection: string): Promise<Result<SchoolYear>> {
  const { schoolYears } = await requireFrame(tx, programId);
  const year = schoolYearOf(collection, schoolYears);
  if (year !== null) return ok(year);
  const years = schoolYears.map(({ id }) => id).join(', ');
  return err({ code: 'crdc.noSchoolYear', status: 404, params: { collection, years: years === '' ? '-' : years } });
}

/** One school's counts of a collection, or the refusal where there is no such year or school. */
async function requireSchool(
  tx: Tx,
  programId: string,
  collection: string,
  schoolId: string,
): Promise<Result<SchoolSheet>> {
  const year = await requireYear(tx, programId, collection);
  if (!year.ok) return year;
  const school = await readSchoolSheet(tx, { programId, layout: layoutOf(collection), year: year.value }, schoolId);
  return school === null ? err(notFound) : ok(school);
}

/**
 * A collection's counts as the records give them now, each school in a line (P1.5, P4.6). Single students stand in it, so
 * each reading is written to the trail (P7.8). 404 where the program has no school year for it.
 */
export function openSheet(service: Service, caller: Caller, collection: string): Promise<Result<SheetAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'crdc.read',
    vault: true,
    target: () => Promise.resolve({}),
    work: async (unit) => {
      const { tx } = unit;
      const year = await requireYear(tx, actor.programId, collection);
      if (!year.ok) return year;
      const { programId } = actor;
      const sheet = await readSheet(tx, { programId, layout: layoutOf(collection), year: year.value });
      await unit.audit({
        event: 'crdc.read',
        recordType: 'program',
        recordId: actor.programId,
        detail: { collection, schools: sheet.schools.length, missing: sheet.missing.length },
      });
      const maySign = decide(actor, 'crdc.signOff', {}).ok;
      return ok(await answerOf(tx, collection, sheet, maySign));
    },
  });
}

/** A sheet as it is answered, with its last sign-off. */
export async function answerOf(tx: Tx, collection: string, sheet: Sheet, maySign: boolean): Promise<SheetAnswer> {
  const { id, firstDay, lastDay } = sheet.year;
  const names = new Map(sheet.schools.map(({ school }) => [school.id, school.name]));
  return {
    collection,
    schoolYear: { id, firstDay, lastDay },
    referral: layoutOf(collection).referral,
    digest: sheet.digest,
    maySign,
    signOff: await lastSignOff(tx, collection, sheet.digest),
    missing: sheet.missing.map(({ schoolId, ...missing }) => ({ ...missing, school: names.get(schoolId) ?? '' })),
    schools: sheet.schools.map(schoolAnswer),
  };
}

/** The newest sign-off of a collection and whether the records still say what was signed; null where there is none. */
export async function lastSignOff(tx: Tx, collection: string, digest: string): Promise<SheetAnswer['signOff']> {
  const row = await tx
    .selectFrom('crdc_sign_off')
    .leftJoin('member', 'member.person_id', 'crdc_sign_off.signed_by')
    .select(['version', 'signed_at', 'missing', 'note', 'digest', 'member.name'])
    .where('collection', '=', collection)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    version: row.version,
    by: row.name ?? '',
    at: row.signed_at.toISOString(),
    missing: row.missing,
    note: row.note,
    stale: row.digest !== digest,
  };
}

function schoolAnswer({ school, summary, officers }: SchoolLine): SheetAnswer['schools'][number] {
  const { missing, ...counts } = summary;
  return { id: school.id, ncesId: school.nces_id, name: school.name, ...counts, officers, missing: missing.length };
}

/**
 * One school's counts, cell by cell as they stand in the files (P1.5). A look that is logged, like the sheet (P7.8). 404
 * for a school that is none of the sheet.
 */
export function openSchool(
  service: Service,
  caller: Caller,
  collection: string,
  schoolId: string,
): Promise<Result<SchoolAnswer>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'crdc.read',
    vault: true,
    target: () => Promise.resolve({ schoolId }),
    work: async (unit) => {
      const found = await requireSchool(unit.tx, programId, collection, schoolId);
      if (!found.ok) return found;
      const school = found.value;
      await unit.audit({
        event: 'crdc.read',
        recordType: 'school',
        recordId: schoolId,
        detail: { collection, schools: 1, missing: school.summary.missing.length },
      });
      return ok({ ...schoolAnswer(school), cells: shownCells(school) });
    },
  });
}

export interface CellQuery {
  readonly schoolId: string;
  readonly column: string;
}

/**
 * The incidents one count is made of, newest first. It ties a student's recorded facts to a record, so it is a look that is
 * logged (P7.8). 404 for a school or a column that is not counted.
 */
export function openCell(
  service: Service,
  caller: Caller,
  collection: string,
  { schoolId, column }: CellQuery,
): Promise<Result<{ incidents: { id: string; day: string; officer: string }[] }>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'crdc.read',
    vault: true,
    target: () => Promise.resolve({ schoolId }),
    work: async (unit) => {
      const { tx } = unit;
      const found = await requireSchool(tx, actor.programId, collection, schoolId);
      if (!found.ok) return found;
      const { counts, offenses } = found.value;
      const cell = counts.cells.get(column) ?? offenses.cells.get(column);
      if (cell === undefined) return err(notFound);
      await unit.audit({
        event: 'crdc.cellOpened',
        recordType: 'school',
        recordId: schoolId,
        detail: { collection, column, incidents: cell.incidentIds.length },
      });
      if (cell.incidentIds.length === 0) return ok({ incidents: [] });
      const rows = await tx
        .selectFrom('incident')
        .innerJoin('officer', 'officer.id', 'incident.officer_id')
        .select(['incident.id', 'incident.local_day as day', 'officer.name as officer'])
        .where('incident.id', 'in', [...cell.incidentIds])
        .orderBy('incident.occurred_at', 'desc')
        .execute();
      return ok({ incidents: rows });
    },
  });
}
