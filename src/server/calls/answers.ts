import { z } from 'zod';
import {
  callerRoleSchema,
  callResultSchema,
  callStateSchema,
  enteredViaSchema,
  gateAnswersSchema,
  gateDecisionSchema,
  gateOverrideSchema,
  gateResultSchema,
  involvementSourceSchema,
  involvementStateSchema,
  matterSchema,
  placeSchema,
} from '../../domain/calls/record.ts';
import { callActions } from '../../domain/calls/transitions.ts';

/** A call as a row of a list. No student is named in any of it. */
const callRowAnswer = z.object({
  id: z.string(),
  schoolId: z.string(),
  schoolName: z.string(),
  requestedAt: z.string(),
  callerRole: callerRoleSchema,
  callerName: z.string().nullable(),
  matterCode: z.string(),
  /** The program's own name of the matter, where the catalog has none. */
  matterLabel: matterSchema.shape.label,
  place: placeSchema,
  placeDetail: z.string(),
  description: z.string(),
  emergency: z.boolean(),
  state: callStateSchema,
  gateAnswer: gateResultSchema.nullable(),
  /** When the emergency's questions must be answered; null where they are. */
  gateDueAt: z.string().nullable(),
  officerName: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  actions: z.array(z.enum(callActions)),
});
export type CallRowAnswer = z.infer<typeof callRowAnswer>;

export const callListAnswer = z.object({
  calls: z.array(callRowAnswer),
  /** Hand it back as `before` for the next page; null at the end. */
  next: z.string().nullable(),
  total: z.number().int(),
  /** There are more than `total`: counting stopped there. */
  atLeast: z.boolean(),
});

export const callAnswer = callRowAnswer.extend({
  enteredVia: enteredViaSchema,
  throughDispatchFrom: callerRoleSchema.nullable(),
  answers: gateAnswersSchema.nullable(),
  decision: gateDecisionSchema.nullable(),
  override: gateOverrideSchema.nullable(),
  answeredAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  result: callResultSchema.nullable(),
  incidentId: z.string().nullable(),
  activityId: z.string().nullable(),
  /** Whether the reader is the officer on this call. */
  mine: z.boolean(),
  findings: z.array(z.object({ id: z.string(), source: involvementSourceSchema, state: involvementStateSchema })),
  events: z.array(
    z.object({ seq: z.number(), at: z.string(), who: z.string().nullable(), event: z.string(), reason: z.string() }),
  ),
});
export type CallAnswer = z.infer<typeof callAnswer>;
