import { canonicalJson } from '../../domain/audit/chain.ts';
import { type CallRequest, schoolCallerRoles } from '../../domain/calls/record.ts';
import { openCall } from '../../domain/calls/transitions.ts';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { alertOfficers, officerOf } from './alert.ts';
import type { CallAnswer } from './answers.ts';
import { matterListOn } from './matters.ts';
import { readCall } from './queries.ts';
import { type CallBody, callOf } from './record.ts';
import { addCallEvent, lockCall, reviewCall } from './save.ts';

/** A device's clock may be this far ahead before a time counts as 'in the future'. */
const clockSlackMs = 2 * 60_000;

function refuseField(code: string, path: string): { readonly ok: false; readonly error: Refusal } {
  return err({ code, status: 422, fields: [{ path, code }] });
}

/** Who enters a call how: the school's people on their page, the officer for a caller who asked by radio or in person. */
function checkEntry(caller: Caller, request: CallRequest): Result<null> {
  const roles = caller.actor.grants
    .filter((grant) => grant.schoolIds === null || grant.schoolIds.includes(request.schoolId))
    .map((grant) => grant.role);
  const atSchool = roles.includes('schoolStaff') || roles.includes('schoolLeader');
  const onStaffPage = request.enteredVia === 'staffPage';
  if (onStaffPage ? !atSchool : !roles.includes('officer')) return refuseField('calls.enteredViaWrong', 'enteredVia');
  const ofSchool = (schoolCallerRoles as readonly string[]).includes(request.callerRole);
  if (onStaffPage && !ofSchool) return refuseField('calls.callerRoleWrong', 'callerRole');
  if (request.callerRole !== 'dispatch' && request.throughDispatchFrom !== null)
    return refuseField('calls.notThroughDispatch', 'throughDispatchFrom');
  return ok(null);
}

/**
 * Asks for an officer (P3.1). The gate answers at once: handed back, or officers are alerted. In an emergency the
 * answers may come afterwards, by the day the program's policy sets. An officer who enters a call was called already
 * and is on the way unless the gate hands it back. The same request again changes nothing; 409 for other content.
 */
export async function requestCall(service: Service, caller: Caller, request: CallRequest): Promise<Result<CallAnswer>> {
  return runCommand(service, caller, {
    action: 'call.request',
    target: async (tx) => {
      const school = await tx.selectFrom('school').select('id').where('id', '=', request.schoolId).executeTakeFirst();
      return school === undefined ? null : { schoolId: school.id, ownerId: caller.actor.personId };
    },
    work: async (unit) => {
      const { tx, now } = unit;
      const { actor } = caller;
      const frame = await requireFrame(tx, actor.programId);
      const matters = await matterListOn(tx, frame.dayOf(now));
      const answer = async (): Promise<Result<CallAnswer>> => {
        const stored = await readCall(tx, actor, request.id, matters);
        return stored === null ? err({ code: 'common.notFound', status: 404 }) : ok(stored);
      };
      const again = async (): Promise<Result<CallAnswer> | null> => {
        const row = await lockCall(tx, request.id);
        if (row === null) return null;
        const same =
          row.owner_id === actor.personId && canonicalJson(callOf(row).body.request) === canonicalJson(request);
        if (!same) return err({ code: 'common.conflict', status: 409 });
        unit.unchanged();
        return answer();
      };
      const earlier = await again();
      if (earlier !== null) return earlier;

      const entry = checkEntry(caller, request);
      if (!entry.ok) return entry;
      const byOfficer = request.enteredVia !== 'staffPage';
      const late = new Date(request.requestedAt).getTime() - now.getTime();
      if (byOfficer && late > clockSlackMs) return refuseField('calls.inFuture', 'requestedAt');
      // A caller's wrong clock must never stand between them and help.
      const requestedAt = late > 0 ? now : new Date(request.requestedAt);
      const day = frame.dayOf(requestedAt);
      const opened = openCall(request, await matterListOn(tx, day));
      if (!opened.ok) return opened;
      const { decision } = opened.value;
      const officerId = byOfficer ? await officerOf(tx, actor.personId) : null;
      if (byOfficer && officerId === null) return err({ code: 'calls.noOfficerRecord', status: 422 });
      const goes = opened.value.state === 'requested';
      const state = goes && byOfficer ? 'responding' : opened.value.state;
      const body: CallBody = {
        request,
        answers: request.answers,
        answeredBy: decision === null ? null : actor.personId,
        decision,
        override: null,
        gateDueAt:
          decision === null ? frame.dueAfter(day, frame.policyOn(day).gateAfterwardsSchoolDays).toISOString() : null,
        acknowledgedAt: goes && byOfficer ? now.toISOString() : null,
        finishedAt: null,
        result: null,
        activityId: null,
      };
      const row = await tx
        .insertInto('call')
        .values({
          program_id: actor.programId,
          id: request.id,
          school_id: request.schoolId,
          school_year: frame.schoolYearOf(day),
          local_day: day,
          owner_id: actor.personId,
          caller_id: byOfficer ? null : actor.personId,
          caller_role: request.callerRole,
          officer_id: officerId,
          matter: request.matterCode,
          emergency: request.emergency,
          gate_answer: decision?.answer ?? null,
          state,
          requested_at: requestedAt,
          answered_at: decision === null ? null : now,
          body: JSON.stringify(body),
        })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doNothing())
        .returningAll()
        .executeTakeFirst();
      // The same request twice at once: the other one was first.
      if (row === undefined) return (await again()) ?? err({ code: 'common.conflict', status: 409 });

      const line = { programId: actor.programId, callId: row.id, at: now, personId: actor.personId };
      await addCallEvent(tx, { ...line, event: 'requested', detail: { gate: decision?.answer ?? null } });
      if (state === 'handedBack') await addCallEvent(tx, { ...line, personId: null, event: 'gateHandedBack' });
      if (state === 'responding') await addCallEvent(tx, { ...line, event: 'acknowledge' });
      if (state === 'requested') await alertOfficers(tx, now, frame, request);
      await unit.audit({
        event: 'call.requested',
        recordType: 'call',
        recordId: row.id,
        detail: { matter: row.matter, gate: row.gate_answer, emergency: row.emergency, state },
      });
      await reviewCall(unit, row);
      return answer();
    },
  });
}
