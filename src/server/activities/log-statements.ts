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

export interface LogState {
  readonly frame_version: string;
  /** Those of the days asked for that the officer has closed. */
  readonly closed: readonly DateString[];
  /** Those of the ids asked for that exist already. */
  readonly known: readonly string[];
}

const logState = prepared<LogState>(
  'activity_state',
  `SELECT frame_version,
     ARRAY(SELECT local_day::text FROM officer_day JOIN officer ON officer.id = officer_day.officer_id
           WHERE officer.person_id = $2::uuid AND local_day = ANY ($3::date[]) AND closed_at IS NOT NULL) AS closed,
     ARRAY(SELECT id::text FROM activity WHERE id = ANY ($4::uuid[])) AS known
   FROM program WHERE program_id = $1::uuid`,
);

const dayMs = 86_400_000;

/**
 * What entries are checked against. To be asked after the lock, in a statement of its own: a statement sees what was
 * committed when it began, and a day may be closed while the lock is waited for.
 */
export function stateFor(
  programId: string,
  personId: string,
  entries: readonly { readonly id: string; readonly startedAt: string }[],
): Prepared<LogState> {
  // The program's own calendar is not known yet: no time zone is further than a day from UTC.
  const days = new Set<string>();
  for (const { startedAt } of entries) {
    const at = Date.parse(startedAt);
    for (const moment of [at - dayMs, at, at + dayMs]) days.add(new Date(moment).toISOString().slice(0, 10));
  }
  return logState(
    programId,
    personId,
    [...days],
    entries.map((entry) => entry.id),
  );
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
