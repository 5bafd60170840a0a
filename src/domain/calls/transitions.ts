import type { Role } from '../access/roles.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { advance, type Transition } from '../shared/workflow.ts';
import { askGate } from './gate.ts';
import type { CallRequest, CallState, GateDecision, InvolvementState, Matter } from './record.ts';

export const callActions = [
  'acknowledge',
  'answerAfterwards',
  'insist',
  'goAnyway',
  'handBack',
  'finish',
  'withdraw',
] as const;
export type CallAction = (typeof callActions)[number];

type Step = Transition<CallState, CallAction, Role>;

/**
 * 'requested': an officer is asked for and alerted. 'responding': an officer said 'I am on my way'.
 * A call handed back stays and counts (P3.1); the officer, the caller or the school's leader can override it with a reason.
 * Whether to go is for the officer on the spot; a supervisor answers for it afterwards, in the finding and the review.
 */
export const callTransitions: readonly Step[] = [
  { action: 'acknowledge', from: ['requested'], to: 'responding', roles: ['officer'], needsReason: false },
  { action: 'answerAfterwards', from: ['requested'], to: 'requested', roles: ['officer'], needsReason: false },
  { action: 'answerAfterwards', from: ['responding'], to: 'responding', roles: ['officer'], needsReason: false },
  { action: 'answerAfterwards', from: ['responded'], to: 'responded', roles: ['officer'], needsReason: false },
  // An emergency that was handed back before its questions were answered still owes the answers (P3.1).
  { action: 'answerAfterwards', from: ['handedBack'], to: 'handedBack', roles: ['officer'], needsReason: false },
  {
    action: 'insist',
    from: ['handedBack'],
    to: 'requested',
    roles: ['schoolStaff', 'schoolLeader'],
    needsReason: true,
  },
  { action: 'goAnyway', from: ['handedBack'], to: 'responding', roles: ['officer'], needsReason: true },
  {
    action: 'handBack',
    from: ['requested', 'responding'],
    to: 'handedBack',
    roles: ['officer'],
    needsReason: true,
  },
  { action: 'finish', from: ['responding'], to: 'responded', roles: ['officer'], needsReason: false },
  {
    action: 'withdraw',
    from: ['requested', 'handedBack'],
    to: 'withdrawn',
    roles: ['schoolStaff', 'schoolLeader', 'officer'],
    needsReason: false,
  },
];

/** The state after an action, or the refusal; see `advance`. */
export function advanceCall(
  from: CallState,
  action: CallAction,
  by: { roles: readonly Role[]; reason?: string | undefined },
): Result<CallState> {
  return advance(callTransitions, 'calls', from, action, by);
}

/**
 * Opens a call: asks the gate at once, so that the caller has the answer on the next screen.
 * Without answers only an emergency goes through; the officer answers the gate afterwards.
 */
export function openCall(
  request: Pick<CallRequest, 'answers' | 'emergency' | 'matterCode'>,
  matterList: readonly Matter[],
): Result<{ state: CallState; decision: GateDecision | null }> {
  if (!matterList.some((matter) => matter.code === request.matterCode)) {
    const code = 'calls.matterUnknown';
    return err({ code, status: 422, rule: 'calls.gateMatterUnknown', fields: [{ path: 'matterCode', code }] });
  }
  if (request.answers === null) {
    if (request.emergency) return ok({ state: 'requested', decision: null });
    const code = 'calls.answersMissing';
    return err({ code, status: 422, rule: 'calls.gateFirst', fields: [{ path: 'answers', code }] });
  }
  const decision = askGate({ answers: request.answers, matterCode: request.matterCode, matterList });
  // In an emergency the officer goes, whatever the gate says; a school matter then becomes a finding.
  const goes = request.emergency || decision.answer === 'officerResponds';
  return ok({ state: goes ? 'requested' : 'handedBack', decision });
}

export const involvementActions = ['resolve', 'takeBack', 'reopen'] as const;
export type InvolvementAction = (typeof involvementActions)[number];

export const involvementTransitions: readonly Transition<InvolvementState, InvolvementAction, Role>[] = [
  {
    action: 'resolve',
    from: ['open'],
    to: 'resolved',
    roles: ['supervisor', 'districtCoordinator'],
    needsReason: true,
  },
  // The undo of the one tap. The finding stays in the record, marked as taken back.
  { action: 'takeBack', from: ['open'], to: 'withdrawn', roles: ['officer'], needsReason: false },
  {
    action: 'reopen',
    from: ['resolved'],
    to: 'open',
    roles: ['supervisor', 'districtCoordinator'],
    needsReason: true,
  },
];
