import { sql } from 'kysely';
import type { Result } from '../../domain/shared/result.ts';
import {
  type Enrolment,
  type EnrolmentGap,
  type EnrolmentOf,
  type EnrolmentRecord,
  enrolmentOf,
  enrolmentsOf,
  type RosterGroup,
} from '../../statistics/disparity/enrolment.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';

/**
 * Where the number of students enrolled can be had, the better source first: the roster of today for days of the school
 * year under way, else the newest CRDC file. The roster is read only with the vault open.
 */
export async function readEnrolment(
  tx: Tx,
  frame: ProgramFrame,
  days: { readonly to: string },
  today: string,
): Promise<readonly EnrolmentRecord[]> {
  const { rows: groups } = await sql<RosterGroup>`
    SELECT school_id AS "schoolId", races, sex, grade, idea, section504, el, count(*) AS students
    FROM roster_student WHERE active GROUP BY 1, 2, 3, 4, 5, 6, 7`.execute(tx);
  const newest = await tx
    .selectFrom('enrolment')
    .select((select) => select.fn.max('source_year').as('year'))
    .executeTakeFirst();
  const year = newest?.year ?? null;
  const cells =
    year === null ? [] : await tx.selectFrom('enrolment').selectAll().where('source_year', '=', year).execute();
  const roster: EnrolmentRecord[] =
    groups.length === 0
      ? []
      : [
          {
            kind: 'roster',
            asOf: today,
            groups: groups.map((group) => ({ ...group, students: Number(group.students) })),
          },
        ];
  const crdc: EnrolmentRecord[] =
    year === null
      ? []
      : [
          {
            kind: 'crdc',
            year,
            cells: cells.map(({ school_id, dimension, category, sex, students, reserve_code }) => ({
              ...{ schoolId: school_id, dimension, category, sex, students, reserveCode: reserve_code },
            })),
          },
        ];
  const current = frame.schoolYears.findLast((one) => one.firstDay <= today);
  return current !== undefined && days.to >= current.firstDay ? [...roster, ...crdc] : [...crdc, ...roster];
}

const missing: { readonly ok: false; readonly error: EnrolmentGap } = { ok: false, error: 'enrolmentNotReported' };

/** The number of students of some groups by the first source that has it. */
export function enrolledOf(records: readonly EnrolmentRecord[], wanted: EnrolmentOf): Result<Enrolment, EnrolmentGap> {
  const answers = records.map((record) => enrolmentOf(record, wanted));
  return answers.find((answer) => answer.ok) ?? answers[0] ?? missing;
}

/** A group and those it is compared with, both by the same source. */
export function enrolledBeside(
  records: readonly EnrolmentRecord[],
  about: Parameters<typeof enrolmentsOf>[1],
  schoolIds: readonly string[],
): ReturnType<typeof enrolmentsOf> {
  const answers = records.map((record) => enrolmentsOf(record, about, schoolIds));
  return (
    answers.find(({ group, others }) => group.ok && others.ok) ?? answers[0] ?? { group: missing, others: missing }
  );
}
