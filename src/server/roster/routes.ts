import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  handEntrySchema,
  lookPurposeSchema,
  recordedFactsSchema,
  rosterSearchSchema,
} from '../../domain/roster/record.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { gradeSchema } from '../../domain/shared/people.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { attachStudent, detachStudent } from './attach.ts';
import { attachedCount, identitiesOf, openName } from './identities.ts';
import { currentPurpose, givePurpose } from './purpose.ts';
import { searchRoster } from './search.ts';

const incident = z.object({ programId: z.string(), id: idSchema });
const student = incident.extend({ key: idSchema });
const counts = z.object({ students: z.number().int(), attached: z.number().int() });

/** One of the two ways; a flat object, so that what is wrong is named at its field. */
const attachSchema = z
  .object({ rosterStudentId: idSchema.optional(), byHand: handEntrySchema.optional() })
  .refine(({ rosterStudentId, byHand }) => (rosterStudentId === undefined) !== (byHand === undefined), {
    path: ['rosterStudentId'],
    message: 'roster.oneWay',
  });

/** Who a student is: the school's side of an incident. Every route but the count is a look that is logged (P7.8). */
export function rosterRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'identity.read', {
    method: 'GET',
    path: '/identity/purpose',
    summary: 'The purpose this session looks at identities for',
    answer: z.object({ purpose: lookPurposeSchema.nullable() }),
    handle: ({ caller }) => currentPurpose(service, caller),
  });
  programRoute(app, 'identity.read', {
    method: 'POST',
    path: '/identity/purpose',
    summary: 'Say for what this session looks at identities',
    body: z.object({ purpose: lookPurposeSchema }),
    answer: z.object({ purpose: lookPurposeSchema }),
    handle: ({ caller, body }) => givePurpose(service, caller, body),
  });
  // A POST, so that no name gets into an address and from there into logs.
  programRoute(app, 'identity.read', {
    method: 'POST',
    path: '/roster/search',
    summary: 'Find a student of one school by name or number',
    body: rosterSearchSchema,
    answer: z.object({
      hits: z.array(z.object({ id: idSchema, name: z.string(), grade: gradeSchema, numberEnd: z.string().nullable() })),
      more: z.boolean(),
    }),
    handle: ({ caller, body }) => searchRoster(service, caller, body),
  });
  programRoute(app, 'identity.attach', {
    method: 'PUT',
    path: '/incidents/:id/students/:key/identity',
    summary: 'Attach a student of the roster, or enter the facts by hand',
    params: student,
    body: attachSchema,
    answer: counts,
    handle: ({ caller, params, body: { rosterStudentId, byHand } }) => {
      const at = { incidentId: params.id, studentKey: params.key };
      if (byHand !== undefined) return attachStudent(service, caller, { ...at, byHand });
      return attachStudent(service, caller, { ...at, rosterStudentId: rosterStudentId ?? '' });
    },
  });
  programRoute(app, 'identity.attach', {
    method: 'DELETE',
    path: '/incidents/:id/students/:key/identity',
    summary: 'Take back who an involved student is',
    params: student,
    answer: counts,
    handle: ({ caller, params }) => detachStudent(service, caller, { incidentId: params.id, studentKey: params.key }),
  });
  programRoute(app, 'identity.read', {
    method: 'GET',
    path: '/incidents/:id/identities',
    summary: 'What the school recorded of the students of an incident, without names',
    params: incident,
    answer: z.object({
      purpose: lookPurposeSchema,
      schoolId: idSchema,
      rosterLoaded: z.boolean(),
      students: z.array(
        z.object({
          studentKey: idSchema,
          source: z.enum(['roster', 'byHand']),
          facts: recordedFactsSchema,
          attachedAt: z.string(),
        }),
      ),
    }),
    handle: ({ caller, params }) => identitiesOf(service, caller, params.id),
  });
  programRoute(app, 'identity.read', {
    method: 'POST',
    path: '/incidents/:id/students/:key/name',
    summary: 'Open the name of one attached student',
    params: student,
    answer: z.object({ name: z.string().nullable(), grade: gradeSchema.nullable() }),
    handle: ({ caller, params }) => openName(service, caller, { incidentId: params.id, studentKey: params.key }),
  });
  programRoute(app, 'incident.read', {
    method: 'GET',
    path: '/incidents/:id/attached',
    summary: 'How many students of an incident are attached',
    params: incident,
    answer: counts,
    handle: ({ caller, params }) => attachedCount(service, caller, params.id),
  });
}
