import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { officerKindSchema, partnerKindSchema } from '../../domain/officers/record.ts';
import { assignmentInputSchema, officerInputSchema, partnerInputSchema } from '../../domain/officers/setup.ts';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readOfficers } from './officer-queries.ts';
import { saveAssignment, saveOfficer, savePartner } from './officers.ts';

const officer = z.object({
  id: z.string(),
  kind: officerKindSchema,
  name: z.string(),
  badge: z.string().nullable(),
  employingAgency: z.string(),
  swornOn: z.string(),
  personId: z.string().nullable(),
  active: z.boolean(),
});
const partner = z.object({
  id: z.string(),
  kind: partnerKindSchema,
  name: z.string(),
  organization: z.string().nullable(),
  active: z.boolean(),
});
const assignment = z.object({
  id: z.string(),
  officerId: z.string(),
  schoolId: z.string(),
  from: z.string(),
  until: z.string().nullable(),
  weekdays: z.array(z.number().int()),
  fromTime: z.string().nullable(),
  untilTime: z.string().nullable(),
});
const params = z.object({ programId: z.string(), id: z.uuid() });

/** Officers, partners and assignments (D1, D4). */
export function officerRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'officer.read', {
    method: 'GET',
    path: '/setup/officers',
    summary: 'Who works in the schools, where and when',
    answer: z.object({
      officers: z.array(officer),
      partners: z.array(partner),
      assignments: z.array(assignment),
    }),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'officer.read',
        read: async ({ tx, reach }) => {
          const found = await readOfficers(tx, reach);
          return ok({
            officers: [...found.officers],
            partners: [...found.partners],
            assignments: found.assignments.map((one) => ({ ...one, weekdays: [...one.weekdays] })),
          });
        },
      }),
  });
  programRoute(app, 'officer.edit', {
    method: 'PUT',
    path: '/setup/officers/:id',
    summary: 'Add or change an officer',
    params,
    body: officerInputSchema,
    answer: officer,
    handle: ({ caller, params: { id }, body }) => saveOfficer(service, caller, id, body),
  });
  programRoute(app, 'officer.edit', {
    method: 'PUT',
    path: '/setup/partners/:id',
    summary: 'Add or change a community partner',
    params,
    body: partnerInputSchema,
    answer: partner,
    handle: ({ caller, params: { id }, body }) => savePartner(service, caller, id, body),
  });
  programRoute(app, 'assignment.edit', {
    method: 'PUT',
    path: '/setup/assignments/:id',
    summary: 'Assign an officer to a school, or change an assignment',
    params,
    body: assignmentInputSchema,
    answer: assignment,
    handle: ({ caller, params: { id }, body }) => saveAssignment(service, caller, id, body),
  });
}
