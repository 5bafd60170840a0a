import { z } from 'zod';
import {
  callerRoleSchema,
  involvementOutcomeSchema,
  involvementSourceSchema,
  involvementStateSchema,
} from '../../domain/calls/record.ts';
import { involvementActions } from '../../domain/calls/transitions.ts';

/** A finding of improper involvement as those who settle it read it (P3.3). */
export const findingAnswer = z.object({
  id: z.string(),
  source: involvementSourceSchema,
  rule: z.string(),
  requirement: z.string(),
  citation: z.string(),
  schoolId: z.string(),
  schoolName: z.string(),
  callId: z.string().nullable(),
  incidentId: z.string().nullable(),
  matterCode: z.string().nullable(),
  officerName: z.string().nullable(),
  callerRole: callerRoleSchema.nullable(),
  callerName: z.string().nullable(),
  note: z.string(),
  raisedAt: z.string(),
  raisedByName: z.string().nullable(),
  dueAt: z.string(),
  overdue: z.boolean(),
  state: involvementStateSchema,
  outcome: involvementOutcomeSchema.nullable(),
  outcomeNote: z.string(),
  resolvedAt: z.string().nullable(),
  resolvedByName: z.string().nullable(),
  earlier: z.array(z.object({ outcome: involvementOutcomeSchema, note: z.string(), reopened: z.string() })),
  actions: z.array(z.enum(involvementActions)),
});
export type FindingAnswer = z.infer<typeof findingAnswer>;

export const findingListAnswer = z.object({
  findings: z.array(findingAnswer),
  next: z.string().nullable(),
  total: z.number().int(),
  /** There are more than `total`: counting stopped there. */
  atLeast: z.boolean(),
});

/** Who asked for an officer for a school matter again and again (P3.3). */
export const repeatCallersAnswer = z.object({
  threshold: z.number().int(),
  days: z.number().int(),
  since: z.string(),
  until: z.string(),
  callers: z.array(
    z.object({
      key: z.string(),
      /** Null where the caller asked by radio: then only school and role are known. */
      name: z.string().nullable(),
      schoolName: z.string(),
      callerRole: callerRoleSchema,
      count: z.number().int(),
      calls: z.array(z.object({ id: z.string(), day: z.string(), matterCode: z.string() })),
    }),
  ),
});
export type RepeatCallersAnswer = z.infer<typeof repeatCallersAnswer>;
