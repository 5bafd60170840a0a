import { z } from 'zod';
import { canonicalJson } from '../../domain/audit/chain.ts';
import { askGate } from '../../domain/calls/gate.ts';
import { type CallState, callResultSchema, gateAnswersSchema } from '../../domain/calls/record.ts';
import { advanceCall, type CallAction } from '../../domain/calls/transitions.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import { notify } from '../platform/notices.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { alertOfficers, officerOf } from './alert.ts';
import type { CallAnswer } from './answers.ts';
import { matterListOn } from './matters.ts';
import { readCall } from './queries.ts';
import { type CallBody, type CallInHand, callOf, permissionOf, rolesFor } from './record.ts';
import { addCallEvent, lockCall, reviewCall, saveCall } from './save.ts';

const reason = z.string().trim().max(500).default('');

/** A step of an officer. `id` from the device: the same step twice is one step. */
export const officerStepSchema = z.discriminatedUnion('action', [
  z.object({ id: idSchema, action: z.literal('acknowledge') }),
  z.object({ id: idSchema, action: z.literal('answerAfterwards'), answers: gateAnswersSchema }),
  z.object({ id: idSchema, action: z.literal('goAnyway'), reason }),
  z.object({ id: idSchema, action: z.literal('handBack'), reason }),
  z.object({
    id: idSchema,
    action: z.literal('finish'),
    result: callResultSchema,
    activityId: idSchema.nullable().default(null),
  }),
]);
export const insistSchema = z.object({ id: idSchema, reason });
export const withdrawSchema = z.object({ id: idSchema });

export type CallStep =
  | z.infer<typeof officerStepSchema>
  | (z.infer<typeof insistSchema> & { readonly action: 'insist' })
  | (z.infer<typeof withdrawSchema> & { readonly action: 'withdraw' });

interface Change {
  readonly body: CallBody;
  readonly officerId: string | null;
  readonly answeredAt: Date | null;
}

/** Steps that only the officer who is on the call may take. */
const onTheCall: readonly CallAction[] = ['finish', 'handBack'];

function changeOf(
  step: CallStep,
  call: CallInHand,
  by: { readonly personId: string; readonly officerId: string | null; readonly now: Date },
  askWith: (answers: z.infer<typeof gateAnswersSchema>) => CallBody['decision'],
): Change {
  const { body, row } = call;
  const at = by.now.toISOString();
  const kept = { officerId: row.officer_id, answeredAt: row.answered_at };
  switch (step.action) {
    case 'acknowledge':
      return { ...kept, officerId: by.officerId, body: { ...body, acknowledgedAt: at } };
    case 'goAnyway':
      return {
        ...kept,
        officerId: by.officerId,
        body: {
          ...body,
          acknowledgedAt: at,
          finishedAt: null,
          override: { to: 'officerResponds', reason: step.reason },
        },
      };
    case 'insist':
      // Whoever comes now is somebody new, even where an officer had handed it back.
      return {
        ...kept,
        officerId: null,
        body: {
          ...body,
          acknowledgedAt: null,
          finishedAt: null,
          override: { to: 'officerResponds', reason: step.reason },
        },
      };
    case 'handBack':
      return {
        ...kept,
        officerId: by.officerId ?? row.officer_id,
        body: { ...body, finishedAt: at, override: { to: 'schoolMatter', reason: step.reason } },
      };
    case 'answerAfterwards':
      return {
        officerId: row.officer_id,
        answeredAt: by.now,
        body: {
          ...body,
          answers: step.answers,
          answeredBy: by.personId,
          decision: askWith(step.answers),
          gateDueAt: null,
        },
      };
    case 'finish':
      return {
        ...kept,
        officerId: row.officer_id ?? by.officerId,
        body: { ...body, finishedAt: at, result: step.result, activityId: step.activityId },
      };
    case 'withdraw':
      return { ...kept, body: { ...body, finishedAt: at } };
  }
}

/**
 * Takes one step of the call's workflow: who may and from which state stands in the domain's one transition table.
 * Refuses with 409 when the call has moved on or another officer is on it, 422 when the reason is missing. An override
 * of the gate, or an officer at a school matter, becomes a finding at once (P3.2).
 */
export async function takeStep(
  service: Service,
  caller: Caller,
  callId: string,
  step: CallStep,
): Promise<Result<CallAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: permissionOf[step.action],
    target: async (tx) => {
      const row = await lockCall(tx, callId);
      return row === null ? null : { schoolId: row.school_id, ownerId: row.owner_id, row };
    },
    work: async (unit) => {
      const { tx, now } = unit;
      const call = callOf(unit.target.row);
      const frame = await requireFrame(tx, actor.programId);
      const matters = await matterListOn(tx, call.row.local_day);
      const answer = async (): Promise<Result<CallAnswer>> => {
        const stored = await readCall(tx, actor, callId, matters);
        return stored === null ? err({ code: 'common.notFound', status: 404 }) : ok(stored);
      };
      const taken = await tx.selectFrom('call_event').select('detail').where('call_id', '=', callId).execute();
      const before = taken
        .map((row) => row.detail.step)
        .find((one) => (one as { id?: unknown } | undefined)?.id === step.id);
      if (before !== undefined) {
        if (canonicalJson(before) !== canonicalJson(step)) return err({ code: 'common.conflict', status: 409 });
        unit.unchanged();
        return answer();
      }

      const roles = rolesFor(actor, step.action, call.row);
      const words = 'reason' in step ? step.reason : undefined;
      const next = advanceCall(call.state, step.action, { roles, reason: words });
      if (!next.ok) return next;
      if (step.action === 'answerAfterwards' && call.body.decision !== null)
        return err({ code: 'calls.alreadyAnswered', status: 409 });
      const officerId = await officerOf(tx, actor.personId);
      if (roles.includes('officer') && step.action !== 'withdraw' && officerId === null)
        return err({ code: 'calls.noOfficerRecord', status: 422 });
      const others = call.state === 'responding' && call.row.officer_id !== null && call.row.officer_id !== officerId;
      if (others && onTheCall.includes(step.action)) return err({ code: 'calls.otherOfficer', status: 409 });

      const change = changeOf(step, call, { personId: actor.personId, officerId, now }, (answers) =>
        askGate({ answers, matterCode: call.row.matter, matterList: matters }),
      );
      const saved = await saveCall(tx, callId, next.value, change.body, {
        officer_id: change.officerId,
        answered_at: change.answeredAt,
      });
      await addCallEvent(tx, {
        programId: actor.programId,
        callId,
        at: now,
        personId: actor.personId,
        event: step.action,
        detail: { step, ...(words === undefined ? {} : { reason: words }) },
      });
      await unit.audit({
        event: step.action === 'withdraw' ? 'call.withdrawn' : 'call.answered',
        recordType: 'call',
        recordId: callId,
        detail: { action: step.action, from: call.state, to: next.value, gate: saved.gate_answer },
      });
      if (step.action === 'insist')
        await alertOfficers(tx, now, frame, { id: callId, schoolId: saved.school_id, emergency: saved.emergency });
      if (step.action === 'handBack') await tellCaller(unit, frame.programId, call, next.value);
      await reviewCall(unit, saved);
      return answer();
    },
  });
}

/** An officer who hands a call back says so to the one who asked. */
async function tellCaller(
  unit: { readonly tx: Parameters<typeof notify>[0]; readonly now: Date },
  programId: string,
  call: CallInHand,
  state: CallState,
): Promise<void> {
  if (call.row.caller_id === null || state !== 'handedBack') return;
  const { tx, now } = unit;
  const school = await tx.selectFrom('school').select('name').where('id', '=', call.row.school_id).executeTakeFirst();
  await notify(
    tx,
    now,
    {
      programId,
      kind: 'callHandedBack',
      recordType: 'call',
      recordId: call.row.id,
      params: { school: school?.name ?? '' },
    },
    [call.row.caller_id],
  );
}
