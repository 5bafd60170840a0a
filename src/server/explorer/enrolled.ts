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
import type { DimensionId } from '../../statistics/measures/dimensions.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';

/** What of a roster each dimension is told by, as the database keeps it counted (migration 024). */
const toldBy: Partial<Readonly<Record<DimensionId, 'races' | 'sex' | 'grade' | 'el' | 'plan'>>> = {
  race: 'races',
  crdcRace: 'races',
  ethnicity: 'races',
  sex: 'sex',
  grade: 'grade',
  englishLearner: 'el',
  disability: 'plan',
};
const nothingTold = {
  races: ['unknown'],
  sex: 'unknown',
  grade: 'unknown',
  idea: 'unknown',
  section504: 'unknown',
  el: 'unknown',
} as const;

async function readRoster(tx: Tx, dimension: DimensionId, today: string): Promise<EnrolmentRecord | null> {
  const by = toldBy[dimension] ?? 'all';
  const rows = await tx
    .selectFrom('roster_count')
    .select(['school_id', 'facts', 'students'])
    .where('told_by', '=', by)
    .where('students', '>', 0)
    .execute();
  if (rows.length === 0) return null;
  const groups = rows.map(({ school_id, facts, students }) => {
    const told =
      by === 'races' ? { races: facts } : by === 'plan' ? { idea: facts[0], section504: facts[1] } : { [by]: facts[0] };
    return { schoolId: school_id, students, ...nothingTold, ...(by === 'all' ? {} : told) } as RosterGroup;
  });
  return { kind: 'roster', asOf: today, groups };
}

async function readCrdc(tx: Tx): Promise<EnrolmentRecord | null> {
  const newest = await tx
    .selectFrom('enrolment')
    .select((select) => select.fn.max('source_year').as('year'))
    .executeTakeFirst();
  const year = newest?.year ?? null;
  if (year === null) return null;
  const cells = await tx.selectFrom('enrolment').selectAll().where('source_year', '=', year).execute();
  return {
    kind: 'crdc',
    year,
    cells: cells.map(({ school_id, dimension, category, sex, students, reserve_code }) => ({
      ...{ schoolId: school_id, dimension, category, sex, students, reserveCode: reserve_code },
    })),
  };
}

/**
 * Where the number of students enrolled can be had, told apart by a dimension: for days of the school year under way
 * the roster of today where it has every school, else the newest CRDC file. The roster is read only with the vault open.
 */
export async function readEnrolment(
  tx: Tx,
  frame: ProgramFrame,
  days: { readonly to: string },
  wanted: { readonly dimension: DimensionId; readonly schoolIds: readonly string[]; readonly today: string },
): Promise<readonly EnrolmentRecord[]> {
  const current = frame.schoolYears.findLast((one) => one.firstDay <= wanted.today);
  const isCurrent = current !== undefined && days.to >= current.firstDay;
  if (isCurrent) {
    const roster = await readRoster(tx, wanted.dimension, wanted.today);
    if (roster?.kind === 'roster') {
      const there = new Set(roster.groups.map(({ schoolId }) => schoolId));
      if (wanted.schoolIds.every((id) => there.has(id))) return [roster];
    }
  }
  const crdc = await readCrdc(tx);
  if (crdc !== null) return [crdc];
  const roster = await readRoster(tx, wanted.dimension, wanted.today);
  return roster === null ? [] : [roster];
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
