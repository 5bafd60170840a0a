import type { Target } from '../../domain/access/roles.ts';
import type { CallState } from '../../domain/calls/record.ts';
import { gateFinding } from '../../domain/calls/rules.ts';
import { raiseFinding } from '../findings/raise.ts';
import type { Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { type CallBody, type CallRow, callOf } from './record.ts';

/** Adds a line to what happened to a call. The call's row is locked by the caller, so the numbers do not collide. */
export async function addCallEvent(
  tx: Tx,
  line: {
    readonly programId: string;
    readonly callId: string;
    readonly at: Date;
    readonly personId: string | null;
    readonly event: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { seq } = await tx
    .selectFrom('call_event')
    .select((select) => select.fn.coalesce(select.fn.max('seq'), select.lit(0)).as('seq'))
    .where('call_id', '=', line.callId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('call_event')
    .values({
      program_id: line.programId,
      call_id: line.callId,
      seq: Number(seq) + 1,
      at: line.at,
      person_id: line.personId,
      event: line.event,
      detail: JSON.stringify(line.detail ?? {}),
    })
    .execute();
}

/** Loads and locks a call's row; null where the program has none of this id. */
export async function lockCall(tx: Tx, callId: string): Promise<CallRow | null> {
  return (await tx.selectFrom('call').selectAll().where('id', '=', callId).forUpdate().executeTakeFirst()) ?? null;
}

/** Writes a call's new state and body, with the columns that lists and figures read. */
export async function saveCall(
  tx: Tx,
  callId: string,
  state: CallState,
  body: CallBody,
  columns: {
    readonly officer_id?: string | null;
    readonly answered_at?: Date | null;
    readonly incident_id?: string | null;
  } = {},
): Promise<CallRow> {
  return tx
    .updateTable('call')
    .set({ state, gate_answer: body.decision?.answer ?? null, body: JSON.stringify(body), ...columns })
    .where('id', '=', callId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Raises the finding a call's answer and override amount to, where they do: an officer at a school matter, or a
 * threat handed back (P3.1, P3.2). Safe to ask after every step: a call has one finding a rule.
 */
export async function reviewCall(unit: Pick<Unit<Target>, 'tx' | 'now' | 'audit'>, row: CallRow): Promise<void> {
  const { state, body } = callOf(row);
  if (body.decision === null) return;
  const responded = state === 'responding' || state === 'responded';
  const found = gateFinding(body.decision, body.override, responded);
  if (found === null) return;
  const officer =
    row.officer_id === null
      ? undefined
      : await unit.tx.selectFrom('officer').select('person_id').where('id', '=', row.officer_id).executeTakeFirst();
  await raiseFinding(unit, {
    programId: row.program_id,
    source: found.source,
    schoolId: row.school_id,
    callId: row.id,
    incidentId: row.incident_id,
    ownerId: officer?.person_id ?? null,
    callerId: row.caller_id,
    callerRole: row.caller_role,
    matter: row.matter,
    raisedBy: null,
    // Who settles it reads why the answer was overridden without opening the call.
    note: body.override?.reason ?? '',
  });
}
