import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  activityBodySchema,
  activityKindSchema,
  activitySchema,
  copsRoleSchema,
  handOffTargetSchema,
  statutoryFunctionSchema,
  topicSchema,
  triadRoles,
} from '../../domain/activities/record.ts';
import { assignmentSchema } from '../../domain/officers/record.ts';
import { dateSchema } from '../../domain/shared/dates.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, notFound, ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import { programRoute } from '../platform/http/route.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { changeActivity, logActivity } from './commands.ts';
import { closeDay, recordHandOff } from './day-commands.ts';
import { readDay } from './day-query.ts';
import { listActivities, readActivity } from './queries.ts';
import { handOffInputSchema } from './record.ts';

/** Any word as kind: mental-health service is then refused by its rule with its remedy, not as an unknown word (D5). */
const sentBody = activityBodySchema.extend({ kind: z.string().min(1).max(40) });
const reason = z.string().trim().max(500).nullable();

const totals = z.object({
  entries: z.number().int(),
  minutes: z.number().int(),
  positiveContacts: z.number().int(),
  peopleReached: z.number().int(),
  byKind: z.partialRecord(activityKindSchema, z.number()),
  byRole: z.partialRecord(copsRoleSchema, z.number()),
  byTriad: z.partialRecord(z.enum(triadRoles), z.number()),
  byFunction: z.partialRecord(statutoryFunctionSchema, z.number()),
});

const named = z.object({ id: idSchema, name: z.string() });
const placed = { at: z.string(), id: idSchema, schoolId: idSchema };

const dayEntry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('activity'), at: z.string(), activity: activitySchema }),
  z.object({ type: z.literal('call'), ...placed, matter: z.string(), state: z.string() }),
  z.object({
    type: z.literal('incident'),
    ...placed,
    matter: z.string().nullable(),
    state: z.string(),
    left: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('handOff'), ...placed, to: handOffTargetSchema }),
]);

const officerDay = z.object({
  date: dateSchema,
  today: dateSchema,
  officer: named.nullable(),
  closedAt: z.string().nullable(),
  schoolId: idSchema.nullable(),
  assignments: z.array(
    assignmentSchema.safeExtend({
      hours: z.array(z.object({ weekdays: z.array(z.number().int()), from: z.string(), until: z.string() })),
    }),
  ),
  entries: z.array(dayEntry),
  /** Hand it back as `before` for the entries before these; null where the day begins with them. */
  next: z.string().nullable(),
  totals,
  documentation: z.object({
    planned: z.number().int(),
    real: z.number().int(),
    state: z.enum(['within', 'overload', 'notUsed']),
  }),
  favourites: z.array(
    z.object({
      kind: activityKindSchema,
      topic: topicSchema.nullable(),
      minutes: z.array(z.number().int()),
      count: z.number().int(),
    }),
  ),
});

/** The officer's day: log, change, close, and what leaders see of it (P7.2, P7.10, D2, D3, D5, D6). */
export function activityRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'activity.log', {
    method: 'GET',
    path: '/day',
    summary: 'One day of the signed-in officer',
    query: z.object({
      date: dateSchema.optional(),
      before: cursorSchema('~').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    answer: officerDay,
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'activity.log',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          return ok(await readDay(tx, frame, caller.actor.personId, now, query));
        },
      }),
  });
  programRoute(app, 'day.close', {
    method: 'POST',
    path: '/day/close',
    summary: 'Close a day: from then on its entries change only with a reason',
    body: z.object({ date: dateSchema }),
    answer: z.object({
      day: dateSchema,
      closedAt: z.string(),
      plannedDocumentationMinutes: z.number().int(),
    }),
    handle: ({ caller, body }) => closeDay(service, caller, body),
  });
  programRoute(app, 'activity.log', {
    method: 'POST',
    path: '/activities',
    summary: 'Log an activity; the same id again is the same activity',
    body: sentBody.extend({ id: idSchema, reason: reason.default(null) }),
    answer: activitySchema,
    handle: ({ caller, body }) => logActivity(service, caller, body),
  });
  programRoute(app, 'activity.amend', {
    method: 'PUT',
    path: '/activities/:activityId',
    summary: 'Change an activity, or take it back: a new version of it',
    params: z.object({ programId: z.string(), activityId: idSchema }),
    body: z.object({ baseVersion: z.number().int().min(1), reason, body: sentBody.nullable() }),
    answer: activitySchema,
    handle: ({ caller, params, body }) => changeActivity(service, caller, params.activityId, body),
  });
  programRoute(app, 'activity.read', {
    method: 'GET',
    path: '/activities/:activityId',
    summary: 'An activity with all its versions',
    params: z.object({ programId: z.string(), activityId: idSchema }),
    answer: z.object({
      activity: activitySchema,
      officerName: z.string(),
      own: z.boolean(),
      dayClosed: z.boolean(),
      versions: z.array(
        z.object({
          version: z.number().int(),
          at: z.string(),
          author: z.string().nullable(),
          reason: z.string().nullable(),
          withdrawn: z.boolean(),
          body: activityBodySchema,
        }),
      ),
    }),
    handle: ({ caller, params }) =>
      runQuery(service, caller, {
        action: 'activity.read',
        read: async ({ tx, reach }) => {
          const found = await readActivity(tx, reach, caller.actor.personId, params.activityId);
          return found === null ? err(notFound) : ok(found);
        },
      }),
  });
  programRoute(app, 'activity.read', {
    method: 'GET',
    path: '/activities',
    summary: 'Activities within reach, newest first, with their sums',
    query: z.object({
      schoolId: idSchema.optional(),
      officerId: idSchema.optional(),
      kind: activityKindSchema.optional(),
      from: dateSchema.optional(),
      to: dateSchema.optional(),
      before: cursorSchema('_').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.object({
      items: z.array(activitySchema.extend({ officerName: z.string() })),
      next: z.string().nullable(),
      totals,
      officers: z.array(named),
    }),
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'activity.read',
        read: async ({ tx, reach }) => ok(await listActivities(tx, reach, query)),
      }),
  });
  programRoute(app, 'activity.log', {
    method: 'POST',
    path: '/hand-offs',
    summary: 'Record that a student in need of mental-health help was handed to a professional',
    body: handOffInputSchema,
    answer: z.object({ id: idSchema, day: dateSchema }),
    handle: ({ caller, body }) => recordHandOff(service, caller, body),
  });
}
