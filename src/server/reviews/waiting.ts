import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { reach } from '../../domain/access/decide.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { reviewSideSchema, reviewSides } from '../../domain/reviews/record.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import type { Caller, Service } from '../platform/service.ts';
import { answerActions, sideOfRow } from './load.ts';

const waitingSchema = z.object({
  incidentId: z.uuid(),
  side: reviewSideSchema,
  school: z.object({ id: z.uuid(), name: z.string() }),
  officer: z.string(),
  matter: z.string().nullable(),
  occurredAt: z.string(),
  askedAt: z.string(),
  dueAt: z.string(),
  overdue: z.boolean(),
  /** The side had answered; the incident was amended since. */
  again: z.boolean(),
  students: z.number().int(),
  attached: z.number().int(),
  /** Kinds of enforcement actions, each once. */
  actions: z.array(z.string()),
});
type Waiting = z.infer<typeof waitingSchema>;

export const waitingListSchema = z.object({
  items: z.array(waitingSchema),
  /** Hand it back as `before` for the next page; null at the end. */
  next: z.string().nullable(),
});
export type WaitingList = z.infer<typeof waitingListSchema>;

export const waitingQuerySchema = z.object({
  side: reviewSideSchema.optional(),
  /** With or without an enforcement action in the incident. */
  powers: z.enum(['used', 'notUsed']).optional(),
  before: cursorSchema('~', reviewSides).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type WaitingFilter = z.infer<typeof waitingQuerySchema>;

/** A page of the open reviews, by when they are due. */
function openReviews(tx: Tx, filter: WaitingFilter) {
  const [due = '', id = '', side = ''] = (filter.before ?? '').split('~');
  return tx
    .selectFrom('review')
    .innerJoin('incident', (join) =>
      join.onRef('incident.program_id', '=', 'review.program_id').onRef('incident.id', '=', 'review.incident_id'),
    )
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'review.program_id').onRef('school.id', '=', 'review.school_id'),
    )
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'incident.program_id').onRef('officer.id', '=', 'incident.officer_id'),
    )
    .select([
      'review.incident_id',
      'review.side',
      'review.school_id',
      'school.name as school_name',
      'officer.name as officer_name',
      'incident.matter',
      'incident.occurred_at',
      'review.asked_at',
      'review.due_at',
      'review.version',
      'incident.student_count',
      'incident.attached_count',
      sql<string[]>`ARRAY(SELECT DISTINCT kind FROM enforcement_action e
                    WHERE e.program_id = review.program_id AND e.incident_id = review.incident_id ORDER BY kind)`.as(
        'actions',
      ),
    ])
    .where('review.state', '=', 'open')
    .$if(filter.side !== undefined, (query) => query.where('review.side', '=', filter.side ?? ''))
    .$if(filter.powers !== undefined, (query) =>
      query.where('incident.action_count', filter.powers === 'used' ? '>' : '=', 0),
    )
    .$if(filter.before !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(review.due_at, review.incident_id, review.side) > (${due}::timestamptz, ${id}::uuid, ${side})`,
      ),
    )
    .orderBy('review.due_at')
    .orderBy('review.incident_id')
    .orderBy('review.side')
    .limit(filter.limit + 1);
}

type Row = Awaited<ReturnType<ReturnType<typeof openReviews>['execute']>>[number];

const toWaiting =
  (now: Date) =>
  (row: Row): Waiting => ({
    incidentId: row.incident_id,
    side: sideOfRow(row),
    school: { id: row.school_id, name: row.school_name },
    officer: row.officer_name,
    matter: row.matter,
    occurredAt: row.occurred_at.toISOString(),
    askedAt: row.asked_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    overdue: row.due_at < now,
    again: row.version > 0,
    students: row.student_count,
    attached: row.attached_count,
    actions: row.actions,
  });

function pageOf(rows: readonly Row[], filter: WaitingFilter, now: Date): WaitingList {
  const items = rows.slice(0, filter.limit).map(toWaiting(now));
  const last = items.at(-1);
  const next =
    rows.length > items.length && last !== undefined ? `${last.dueAt}~${last.incidentId}~${last.side}` : null;
  return { items, next };
}

/** The open reviews this person is asked for, by when they are due; one's own incidents are for somebody else. */
async function waitingFor(tx: Tx, actor: Actor, filter: WaitingFilter): Promise<Row[]> {
  return openReviews(tx, filter)
    .where('review.owner_id', '!=', actor.personId)
    .where((where) =>
      where.or(
        reviewSides.map((side) => {
          const extent = reach(actor, answerActions[side]);
          if (extent.kind === 'none') return where.lit(false);
          const ofSide = where('review.side', '=', side);
          if (extent.kind === 'all') return ofSide;
          return where.and([ofSide, where('review.school_id', 'in', [...extent.schoolIds])]);
        }),
      ),
    )
    .execute();
}

/** What waits for the caller's answer, with age and due, a page at a time (P7.6). */
export function listWaiting(service: Service, caller: Caller, filter: WaitingFilter): Promise<Result<WaitingList>> {
  return runQuery(service, caller, {
    action: 'review.read',
    read: async ({ tx, now }) => ok(pageOf(await waitingFor(tx, caller.actor, filter), filter, now)),
  });
}

/** Answers of either side that are past due, for those who oversee, a page at a time. */
export function listOverdue(service: Service, caller: Caller, filter: WaitingFilter): Promise<Result<WaitingList>> {
  return runQuery(service, caller, {
    action: 'review.disagreements',
    read: async ({ tx, now, reach: extent }) => {
      let query = openReviews(tx, filter).where('review.due_at', '<', now);
      if (extent.kind === 'some') query = query.where('review.school_id', 'in', [...extent.schoolIds]);
      return ok(pageOf(await query.execute(), filter, now));
    },
  });
}
