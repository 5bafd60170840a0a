import { askGate } from '../../domain/calls/gate.ts';
import type { GateDecision, Matter } from '../../domain/calls/record.ts';
import type { IncidentBody } from '../../domain/incidents/record.ts';

/** The gate as it stood: the call's own decision where there was a call, and the list of that day. */
export interface GateFacts {
  readonly decision: GateDecision | null;
  readonly matterList: readonly Matter[];
}

/** What the gate says of an incident: the call's decision as kept, else worked out from the answers the officer gave. */
export function gateOf(body: IncidentBody, { decision, matterList }: GateFacts): GateDecision | null {
  if (decision !== null) return decision;
  if (body.origin.gate === null) return null;
  return askGate({ answers: body.origin.gate, matterCode: body.what.matterCode, matterList });
}
