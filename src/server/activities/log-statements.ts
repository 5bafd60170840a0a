import { isPositiveContact } from '../../domain/activities/presets.ts';
import type { ActivityBody } from '../../domain/activities/record.ts';
import type { DateString } from '../../domain/shared/dates.ts';
import { type Prepared, prepared } from '../platform/database/pipeline.ts';
import type { OwnOfficer } from './record.ts';

// Logging is what a server does most: its statements are kept planned, and few.

/** Locks and reads the caller's officer record. */
export const lockOfficer = prepared<OwnOfficer>(
  'activity_officer',
  'SELECT id, name FROM officer WHERE person_id = $1::uuid FOR NO KEY UPDATE',
);

/** What an entry is checked against. */
export interface LogState {
  readonly frame_version: string;
  /** Those of the days around the entry that the officer has closed. */
  readonly closed: readonly DateString[];
  /** Whether the id exists already: every entry has a first version. */
  readonly known: boolean;
}

// Each step by the one index that fits, with all its columns, and with single values: a plan made while a program is new
// stays with the connection, and among several indexes it chose one that reads the whole program; for a list of values
// the database makes a new plan each time, which takes longer than the answer.
const logState = prepared<LogState>(
  'activity_state',
  `SELECT frame_version,
     ARRAY(SELECT local_day::text FROM officer_day
           WHERE officer_id = (SELECT id FROM officer WHERE person_id = $2::uuid)
             AND local_day BETWEEN $3::date - 1 AND $3::date + 1 AND closed_at IS NOT NULL) AS closed,
     EXISTS(SELECT FROM activity_version WHERE activity_id = $4::uuid AND version = 1) AS known
   FROM program WHERE program_id = $1::uuid`,
);

/**
 * What an entry is checked against. To be asked after the lock, in a statement of its own: a statement sees what was
 * committed when it began, and a day may be closed while the lock is waited for.
 */
export function stateFor(
  programId: string,
  personId: string,
  { id, startedAt }: { readonly id: string; readonly startedAt: string },
): Prepared<LogState> {
  // The program's own calendar is not known yet: no time zone is further than a day from UTC.
  return logState(programId, personId, new Date(startedAt).toISOString().slice(0, 10), id);
}

const insertEntry = prepared(
  'activity_entry',
  `WITH entry AS (
     INSERT INTO activity (program_id, id, officer_id, owner_id, school_id, school_year, local_day, started_at, minutes,
       kind, role, function, topic, audience, audience_size, positive, version, body, saved_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17::jsonb, $18::timestamptz)
     RETURNING program_id, id)
   INSERT INTO activity_version (program_id, activity_id, version, body, reason, author_id, at)
   SELECT program_id, id, 1, $17::jsonb, $19::text, $4::uuid, $18::timestamptz FROM entry`,
);

const insertVersion = prepared(
  'activity_version',
  'INSERT INTO activity_version (program_id, activity_id, version, body, reason, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
);

/** Stores an entry and its first version. Fails where the id exists already. */
export function newEntry(entry: {
  readonly programId: string;
  readonly id: string;
  readonly officerId: string;
  readonly personId: string;
  readonly schoolYear: string | null;
  readonly day: DateString;
  readonly body: ActivityBody;
  readonly now: Date;
  readonly reason: string | null;
}): Prepared<unknown> {
  const { body } = entry;
  return insertEntry(
    ...[entry.programId, entry.id, entry.officerId, entry.personId, body.schoolId, entry.schoolYear, entry.day],
    ...[new Date(body.startedAt).toISOString(), body.minutes, body.kind, body.role, body.statutoryFunction, body.topic],
    ...[body.audience, body.audienceSize, isPositiveContact(body.kind), JSON.stringify(body)],
    ...[entry.now.toISOString(), entry.reason],
  );
}

/** Keeps one more version of an entry; versions are never changed (design idea 5). */
export function newVersion(version: {
  readonly programId: string;
  readonly id: string;
  readonly personId: string;
  readonly version: number;
  readonly body: object;
  readonly now: Date;
  readonly reason: string | null;
}): Prepared<unknown> {
  const { programId, id, personId, now, reason } = version;
  return insertVersion(
    programId,
    id,
    version.version,
    JSON.stringify(version.body),
    reason,
    personId,
    now.toISOString(),
  );
}
