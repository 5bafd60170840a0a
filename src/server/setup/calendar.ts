import { checkSchoolYear, schoolDayCount } from '../../domain/partnerships/calendar.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Calendar } from '../../domain/shared/school-year.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';
import { adoptRecords, recordsOutside } from './records.ts';

export interface SchoolYearView extends Calendar {
  readonly id: string;
  readonly schoolDays: number;
}

/** The program's school years, newest first, each with its number of school days. */
export async function readSchoolYears(tx: Tx, programId: string): Promise<SchoolYearView[]> {
  const { schoolYears } = await requireFrame(tx, programId);
  return schoolYears.map((year) => ({ ...year, schoolDays: schoolDayCount(year) })).reverse();
}

/**
 * Adds a school year (`yearId` null) or changes one. Its id comes from its days and stays. Refused: an overlap with
 * another year, and days taken out that have records (D4's calendar; the counts of a year stand on its days).
 */
export function saveSchoolYear(
  service: Service,
  caller: Caller,
  yearId: string | null,
  input: Calendar,
): Promise<Result<SchoolYearView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'program.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, audit, unchanged }) => {
      const { schoolYears } = await requireFrame(tx, programId);
      const before = schoolYears.find((year) => year.id === yearId);
      if (yearId !== null && before === undefined) return err({ code: 'common.notFound', status: 404 });
      const twice = schoolYears.find(
        (year) =>
          yearId === null &&
          same(
            { ...input, holidays: [...new Set(input.holidays)].sort() },
            { firstDay: year.firstDay, lastDay: year.lastDay, holidays: year.holidays },
          ),
      );
      if (twice !== undefined) {
        unchanged();
        return ok({ ...twice, schoolDays: schoolDayCount(twice) });
      }
      const checked = checkSchoolYear(
        input,
        schoolYears.filter((year) => year.id !== yearId),
      );
      if (!checked.ok) return checked;
      const year = checked.value;
      if (yearId !== null && year.id !== yearId) {
        const code = 'setup.yearRenamed';
        return err({ code, status: 422, fields: [{ path: 'firstDay', code, params: { year: yearId } }] });
      }
      if (yearId === null && schoolYears.some((other) => other.id === year.id)) {
        const code = 'setup.yearExists';
        return err({ code, status: 409, fields: [{ path: 'firstDay', code, params: { year: year.id } }] });
      }
      if (before !== undefined && same({ ...before }, { ...year })) {
        unchanged();
        return ok({ ...year, schoolDays: schoolDayCount(year) });
      }
      const lost = before === undefined ? 0 : await recordsOutside(tx, year.id, year.firstDay, year.lastDay);
      if (lost > 0) {
        const code = 'setup.daysHaveRecords';
        const path = before !== undefined && year.firstDay > before.firstDay ? 'firstDay' : 'lastDay';
        return err({ code, status: 422, params: { count: lost }, fields: [{ path, code, params: { count: lost } }] });
      }
      const row = { first_day: year.firstDay, last_day: year.lastDay, holidays: year.holidays };
      await tx
        .insertInto('school_year')
        .values({ program_id: programId, id: year.id, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doUpdateSet(row))
        .execute();
      await adoptRecords(tx, year.id, year.firstDay, year.lastDay);
      await audit({
        event: 'schoolYear.saved',
        recordType: 'schoolYear',
        recordId: year.id,
        detail: { from: year.firstDay, until: year.lastDay, holidays: year.holidays.length },
      });
      return ok({ ...year, schoolDays: schoolDayCount(year) });
    },
  });
}
