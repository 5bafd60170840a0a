import type { Target } from '../../domain/access/roles.ts';
import type { Unit } from '../platform/commands.ts';
import { officerOf } from './alert.ts';
import { callOf } from './record.ts';
import { addCallEvent, lockCall, reviewCall, saveCall } from './save.ts';

/**
 * Ties an incident to the call it came from, in the incident's own transaction: the call is then answered with the
 * result 'incident'. A call handed back stays so. Returns false where there is no such call or it has another incident.
 */
export async function linkIncident(
  unit: Pick<Unit<Target>, 'tx' | 'now' | 'audit' | 'caller'>,
  callId: string,
  incidentId: string,
): Promise<boolean> {
  const { tx, now } = unit;
  const { actor } = unit.caller;
  const row = await lockCall(tx, callId);
  if (row === null || (row.incident_id !== null && row.incident_id !== incidentId)) return false;
  if (row.incident_id === incidentId) return true;
  const call = callOf(row);
  const moves = call.state === 'requested' || call.state === 'responding';
  const at = now.toISOString();
  const saved = await saveCall(
    tx,
    callId,
    moves ? 'responded' : call.state,
    {
      ...call.body,
      acknowledgedAt: call.body.acknowledgedAt ?? (moves ? at : null),
      finishedAt: call.body.finishedAt ?? at,
      result: moves || call.state === 'responded' ? 'incident' : call.body.result,
    },
    { incident_id: incidentId, officer_id: row.officer_id ?? (await officerOf(tx, actor.personId)) },
  );
  await addCallEvent(tx, {
    programId: row.program_id,
    callId,
    at: now,
    personId: actor.personId,
    event: 'incidentLinked',
    detail: { incidentId },
  });
  await unit.audit({
    event: 'call.answered',
    recordType: 'call',
    recordId: callId,
    detail: { action: 'incidentLinked', incidentId, to: saved.state },
  });
  await reviewCall(unit, saved);
  return true;
}
