import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import {
  defaultPolicy,
  type ProgramPolicy,
  programPolicySchema,
  type SchoolYear,
} from '../../domain/partnerships/record.ts';
import { addSchoolDays, calendarOn } from '../../domain/shared/school-year.ts';
import { prepared } from './database/pipeline.ts';
import type { Tx } from './database/tenancy.ts';

/** What the areas need to know of the program they work in: its clock, its calendar, its rules in force. */
export interface ProgramFrame {
  readonly programId: string;
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly schoolYears: readonly SchoolYear[];
  readonly schoolIds: ReadonlySet<string>;
  /** The policy in force on a local day. */
  policyOn(day: string): ProgramPolicy;
  /** The local day ('YYYY-MM-DD') of a moment. */
  dayOf(moment: Date | string): string;
  /** The local time of day ('HH:MM') of a moment. */
  timeOf(moment: Date | string): string;
  /** The moment of a local day and time. */
  momentOf(day: string, time: string): Date;
  /** Id of the school year a local day lies in, or null between school years. */
  schoolYearOf(day: string): string | null;
  /** End of the n-th school day after a local day: when a clock that began that day runs out. */
  dueAfter(day: string, schoolDays: number): Date;
}

interface StoredFrame {
  readonly frame_version: string;
  readonly schools: readonly string[];
  readonly name: string;
  readonly slug: string;
  readonly time_zone: string;
  readonly years: readonly { id: string; first_day: string; last_day: string; holidays: string[] }[];
  readonly policies: readonly { holds_from: string; policy: Record<string, unknown> }[];
}

/** Frames read before, each good for as long as the program's row still names its version. */
const kept = new Map<string, { readonly version: string; readonly frame: ProgramFrame }>();
const keptAtMost = 500;

const readVersion = prepared<{ frame_version: string }>(
  'frame_version',
  'SELECT frame_version FROM program WHERE program_id = $1::uuid',
);

/** Loads the frame of the transaction's program. Returns null where the program does not exist. */
export async function loadFrame(tx: Tx, programId: string): Promise<ProgramFrame | null> {
  const { rows } = await tx.executeQuery<{ frame_version: string }>(readVersion(programId));
  const version = rows[0]?.frame_version;
  return version === undefined ? null : frameOfVersion(tx, programId, version);
}

/** As loadFrame, where the version was read in this transaction already, together with something else. */
export async function frameOfVersion(tx: Tx, programId: string, version: string): Promise<ProgramFrame | null> {
  const before = kept.get(programId);
  if (before?.version === version) return before.frame;
  const { rows } = await sql<StoredFrame>`
    SELECT frame_version, name, slug, time_zone,
      (SELECT coalesce(json_agg(year ORDER BY first_day), '[]') FROM school_year year WHERE year.program_id = program.program_id) AS years,
      (SELECT coalesce(json_agg(stored ORDER BY holds_from), '[]') FROM program_policy stored WHERE stored.program_id = program.program_id)
        AS policies,
      (SELECT coalesce(json_agg(id), '[]') FROM school WHERE school.program_id = program.program_id) AS schools
    FROM program WHERE program_id = ${programId}`.execute(tx);
  const [program] = rows;
  if (program === undefined) return null;
  const frame = frameOf(programId, program);
  kept.delete(programId);
  kept.set(programId, { version: program.frame_version, frame });
  const [oldest] = kept.keys();
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  return frame;
}

/** Since 1980 every zone is whole quarters of an hour from UTC, so that within one the local day is the same. */
const quarterMs = 15 * 60_000;
const firstQuarter = Date.UTC(1980, 0, 1) / quarterMs;
const daysKept = 2_000;

function frameOf(programId: string, program: StoredFrame): ProgramFrame {
  const schoolYears: SchoolYear[] = program.years.map((year) => ({
    id: year.id,
    firstDay: year.first_day,
    lastDay: year.last_day,
    holidays: year.holidays,
  }));
  const versions = program.policies.map((row) =>
    programPolicySchema.parse({ ...row.policy, holdsFrom: row.holds_from }),
  );
  const zone = program.time_zone;
  const zoned = (moment: Date | string): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(new Date(moment).getTime()).toZonedDateTimeISO(zone);
  const days = new Map<number, string>();
  const dayOf = (moment: Date | string): string => {
    const quarter = Math.floor(new Date(moment).getTime() / quarterMs);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const day = zoned(moment).toPlainDate().toString();
    if (quarter < firstQuarter) return day;
    if (days.size >= daysKept) days.clear();
    days.set(quarter, day);
    return day;
  };
  const momentOf = (day: string, time: string): Date =>
    new Date(
      Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
        .epochMilliseconds,
    );
  return {
    programId,
    name: program.name,
    slug: program.slug,
    timeZone: zone,
    schoolYears,
    schoolIds: new Set(program.schools),
    policyOn: (day) =>
      versions.findLast((version) => version.holdsFrom <= day) ?? { ...defaultPolicy, holdsFrom: '1970-01-01' },
    dayOf,
    timeOf: (moment) => zoned(moment).toPlainTime().toString().slice(0, 5),
    momentOf,
    schoolYearOf: (day) => calendarOn(schoolYears, day)?.id ?? null,
    dueAfter: (day, schoolDays) => momentOf(addSchoolDays(schoolYears, day, schoolDays), '23:59'),
  };
}

/** As loadFrame, for a program that is known to exist (a caller's own). */
export async function requireFrame(tx: Tx, programId: string): Promise<ProgramFrame> {
  const frame = await loadFrame(tx, programId);
  if (frame === null) throw new Error('The program of a signed-in person does not exist');
  return frame;
}
