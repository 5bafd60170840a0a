import { z } from 'zod';
import { gateDecisionSchema } from '../../domain/calls/record.ts';
import { incidentBodySchema, incidentDraftSchema, incidentStateSchema } from '../../domain/incidents/record.ts';
import { incidentActions } from '../../domain/incidents/transitions.ts';
import { findingSchema } from '../../domain/principles/record.ts';

/** What leaves the server. Nothing here can hold who a student is: only how many are attached. */

const missingSchema = z.object({
  path: z.string(),
  step: z.string(),
  requirement: z.string(),
  code: z.string(),
});

export const incidentViewSchema = z.object({
  id: z.uuid(),
  school: z.object({ id: z.uuid(), name: z.string() }),
  officer: z.object({ id: z.uuid(), name: z.string() }),
  state: incidentStateSchema,
  version: z.number().int(),
  localDay: z.string(),
  occurredAt: z.string(),
  filedAt: z.string().nullable(),
  /** Of the version in force, where it is an amendment. */
  amended: z.object({ at: z.string(), reason: z.string().nullable() }).nullable(),
  /** For the owner of a draft only. */
  draft: z
    .object({
      revision: z.number().int(),
      savedAt: z.string().nullable(),
      content: incidentDraftSchema,
      missing: z.array(missingSchema),
    })
    .nullable(),
  body: incidentBodySchema.nullable(),
  /** What the gate said to the call, or says to the officer's own answers. */
  gate: gateDecisionSchema.nullable(),
  call: z
    .object({ id: z.uuid(), requestedAt: z.string(), callerRole: z.string(), matter: z.string(), place: z.string() })
    .nullable(),
  findings: z.array(findingSchema),
  students: z.object({ total: z.number().int(), attached: z.number().int() }),
  /** The programme's own names for matters that are not in the catalog. */
  matterLabel: z.object({ en: z.string(), es: z.string() }).nullable(),
  /** What this reader may do with it now. */
  may: z.array(z.enum(incidentActions)),
});
export type IncidentView = z.infer<typeof incidentViewSchema>;

const incidentRowSchema = z.object({
  id: z.uuid(),
  school: z.object({ id: z.uuid(), name: z.string() }),
  officer: z.object({ id: z.uuid(), name: z.string() }),
  mine: z.boolean(),
  state: incidentStateSchema,
  version: z.number().int(),
  localDay: z.string(),
  occurredAt: z.string(),
  savedAt: z.string().nullable(),
  matter: z.string().nullable(),
  offense: z.string().nullable(),
  origin: z.string().nullable(),
  studentCount: z.number().int(),
  attachedCount: z.number().int(),
  actions: z.array(z.string()),
  /** Parts a draft still needs; null for what is filed. */
  missing: z.number().int().nullable(),
  /** Sides whose answer is open, with when it is due. */
  waiting: z.array(z.object({ side: z.enum(['police', 'school']), dueAt: z.string() })),
});

export const incidentListSchema = z.object({ items: z.array(incidentRowSchema), next: z.string().nullable() });
export type IncidentList = z.infer<typeof incidentListSchema>;

export const incidentVersionsSchema = z.array(
  z.object({
    version: z.number().int(),
    at: z.string(),
    by: z.string(),
    reason: z.string().nullable(),
    body: incidentBodySchema,
  }),
);
export type IncidentVersions = z.infer<typeof incidentVersionsSchema>;
