import { sql } from 'kysely';
import { z } from 'zod';
import { reach } from '../../domain/access/decide.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { reviewSideSchema } from '../../domain/reviews/record.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { answerActions, sideOfRow } from './load.ts';

export const waitingSchema = z.object({
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
export type Waiting = z.infer<typeof waitingSchema>;

function openReviews(tx: Tx) {
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
    .orderBy('review.due_at')
    .orderBy('review.incident_id')
    .orderBy('review.side');
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

/** The open reviews this person is asked for, by when they are due; one's own incidents are for somebody else. */
async function waitingFor(tx: Tx, actor: Actor, now: Date): Promise<Waiting[]> {
  const rows = await openReviews(tx)
    .where('review.owner_id', '!=', actor.personId)
    .where((where) =>
      where.or(
        (['police', 'school'] as const).map((side) => {
          const extent = reach(actor, answerActions[side]);
          if (extent.kind === 'none') return where.lit(false);
          const ofSide = where('review.side', '=', side);
          if (extent.kind === 'all') return ofSide;
          return where.and([ofSide, where('review.school_id', 'in', [...extent.schoolIds])]);
        }),
      ),
    )
    .execute();
  return rows.map(toWaiting(now));
}

/** What waits for the caller's answer, with age and due (P7.6). */
export function listWaiting(service: Service, caller: Caller): Promise<Result<Waiting[]>> {
  return runQuery(service, caller, {
    action: 'review.read',
    read: async ({ tx, now }) => ok(await waitingFor(tx, caller.actor, now)),
  });
}

/** Answers of either side that are past due, for those who oversee. */
export function listOverdue(service: Service, caller: Caller): Promise<Result<Waiting[]>> {
  return runQuery(service, caller, {
    action: 'review.disagreements',
    read: async ({ tx, now, reach: extent }) => {
      let query = openReviews(tx).where('review.due_at', '<', now);
      if (extent.kind === 'some') query = query.where('review.school_id', 'in', [...extent.schoolIds]);
      return ok((await query.execute()).map(toWaiting(now)));
    },
  });
}
