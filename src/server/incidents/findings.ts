import type { GateDecision } from '../../domain/calls/record.ts';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import { involvementSourceOf } from '../../domain/incidents/rules.ts';
import { raiseFinding } from '../findings/raise.ts';
import type { Unit } from '../platform/commands.ts';
import type { StoredIncident } from './load.ts';

type Loaded = { readonly schoolId: string; readonly ownerId: string; readonly incident: StoredIncident };

/**
 * Raises improper involvement where the gate says that the matter was the school's (P3.2, P3.3): the supervisor and
 * the district are alerted and settle it. What else the rules notice is shown with the record and answered in the
 * reviews of both sides (P7.6), so that it is not settled in two places.
 */
export async function raiseFindings(unit: Unit<Loaded>, body: IncidentBody, gate: GateDecision | null): Promise<void> {
  const source = involvementSourceOf(body, gate);
  if (source === null) return;
  const { incident } = unit.target;
  const call =
    incident.callId === null
      ? undefined
      : await unit.tx.selectFrom('call').select('caller_id').where('id', '=', incident.callId).executeTakeFirst();
  await raiseFinding(unit, {
    programId: unit.caller.actor.programId,
    source,
    schoolId: incident.schoolId,
    callId: incident.callId,
    incidentId: incident.id,
    ownerId: incident.ownerId,
    callerId: call?.caller_id ?? null,
    callerRole: body.origin.callerRole,
    matter: body.what.matterCode,
    raisedBy: null,
  });
}
