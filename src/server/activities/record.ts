import type { Selectable } from 'kysely';
import type { z } from 'zod';
import {
  type Activity,
  type ActivityBody,
  activityBodySchema,
  mentalHealthHandOffSchema,
} from '../../domain/activities/record.ts';
import type { DayState } from '../../domain/activities/rules.ts';
import { canonicalJson } from '../../domain/audit/chain.ts';
import type { DateString } from '../../domain/shared/dates.ts';
import type { Database } from '../platform/database/tables/index.ts';
import type { Tx } from '../platform/database/tenancy.ts';

export type ActivityRow = Selectable<Database['activity']>;

/** The officer record of a signed-in person. */
export interface OwnOfficer {
  readonly id: string;
  readonly name: string;
}

/** What the duty log answers with for one entry. */
export function toActivity(row: ActivityRow): Activity {
  return {
    ...activityBodySchema.parse(row.body),
    id: row.id,
    officerId: row.officer_id,
    day: row.local_day,
    version: row.version,
    withdrawn: row.withdrawn,
  };
}

export const handOffInputSchema = mentalHealthHandOffSchema.omit({ officerId: true });
export type HandOffInput = z.infer<typeof handOffInputSchema>;

/** Whether two values say the same, whatever the order of their members. */
export function sameContent(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The columns that repeat the body, for filtering and counting. */
export function columnsOf(body: ActivityBody) {
  return {
    school_id: body.schoolId,
    started_at: new Date(body.startedAt),
    minutes: body.minutes,
    kind: body.kind,
    role: body.role,
    function: body.statutoryFunction,
    topic: body.topic,
    audience: body.audience,
    audience_size: body.audienceSize,
    body: JSON.stringify(body),
  };
}

/** The caller's officer record. `lock` makes the officer's own changes follow one another, so a day cannot close under a log. */
export async function findOfficer(tx: Tx, personId: string, lock: boolean): Promise<OwnOfficer | null> {
  let query = tx.selectFrom('officer').select(['id', 'name']).where('person_id', '=', personId);
  if (lock) query = query.forNoKeyUpdate();
  return (await query.executeTakeFirst()) ?? null;
}

/** Whether the officer has closed a day. */
export async function stateOfDay(tx: Tx, officerId: string, day: DateString): Promise<DayState> {
  const row = await tx
    .selectFrom('officer_day')
    .select('closed_at')
    .where('officer_id', '=', officerId)
    .where('local_day', '=', day)
    .executeTakeFirst();
  return row?.closed_at ? 'closed' : 'open';
}
