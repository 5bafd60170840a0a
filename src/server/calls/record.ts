import type { Selectable } from 'kysely';
import { z } from 'zod';
import { decide } from '../../domain/access/decide.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Actor, Role } from '../../domain/access/roles.ts';
import {
  type CallState,
  callRequestSchema,
  callResultSchema,
  callStateSchema,
  gateAnswersSchema,
  gateDecisionSchema,
  gateOverrideSchema,
} from '../../domain/calls/record.ts';
import { type CallAction, callActions, callTransitions } from '../../domain/calls/transitions.ts';
import { openActions } from '../../domain/shared/workflow.ts';
import type { Database } from '../platform/database/tables/index.ts';

export type CallRow = Selectable<Database['call']>;

/** What a call keeps beside its columns. `request` is what the device sent, for recognising it when it comes again. */
const callBodySchema = z.object({
  request: callRequestSchema,
  answers: gateAnswersSchema.nullable(),
  answeredBy: z.string().nullable(),
  decision: gateDecisionSchema.nullable(),
  override: gateOverrideSchema.nullable(),
  /** Until when an emergency's questions are to be answered (P3.1). */
  gateDueAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  result: callResultSchema.nullable(),
  activityId: z.string().nullable(),
});
export type CallBody = z.infer<typeof callBodySchema>;

/** A call in hand: its row, its body read with its schema. */
export interface CallInHand {
  readonly row: CallRow;
  readonly state: CallState;
  readonly body: CallBody;
}

/** Takes a row of the table, returns it with its body read. */
export function callOf(row: CallRow): CallInHand {
  return { row, state: callStateSchema.parse(row.state), body: callBodySchema.parse(row.body) };
}

/** True while somebody still owes the gate its answers: an emergency went first (P3.1). */
export function gateIsOwed(call: Pick<CallInHand, 'state' | 'body'>): boolean {
  return call.body.decision === null && call.state !== 'withdrawn';
}

/** The permission each step asks for. */
export const permissionOf: Record<CallAction, Action> = {
  acknowledge: 'call.answer',
  answerAfterwards: 'call.answer',
  goAnyway: 'call.answer',
  handBack: 'call.answer',
  finish: 'call.answer',
  insist: 'call.insist',
  withdraw: 'call.withdraw',
};

/** The roles in which a person may take a step on a call: those whose own right covers it. */
export function rolesFor(actor: Actor, action: CallAction, row: Pick<CallRow, 'school_id' | 'owner_id'>): Role[] {
  const target = { schoolId: row.school_id, ownerId: row.owner_id };
  return actor.grants
    .filter((grant) => decide({ ...actor, grants: [grant] }, permissionOf[action], target).ok)
    .map((grant) => grant.role);
}

/** The steps this person can take on this call now: what the buttons are drawn from. */
export function stepsOpenTo(actor: Actor, call: CallInHand): CallAction[] {
  return callActions.filter((action) => {
    if (action === 'answerAfterwards' && !gateIsOwed(call)) return false;
    return openActions(callTransitions, call.state, rolesFor(actor, action, call.row)).includes(action);
  });
}
