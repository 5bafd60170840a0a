import { isDeepStrictEqual } from 'node:util';
import { callerRoleSchema, type Place } from '../../domain/calls/record.ts';
import { completeness } from '../../domain/incidents/completeness.ts';
import type { IncidentDraft, Setting } from '../../domain/incidents/record.ts';
import { advanceIncident, saveDraft as checkDraft } from '../../domain/incidents/transitions.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { linkIncident } from '../calls/link.ts';
import { type CallInHand, callOf } from '../calls/record.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { loadIncident, rolesOf, type StoredIncident } from './load.ts';

export interface StartInput {
  readonly id: string;
  /** May be left out where a call names it. */
  readonly schoolId?: string | undefined;
  /** The call it answers; null or absent for what the officer came to alone or was asked on the spot. */
  readonly callId?: string | null | undefined;
  readonly originKind?: 'called' | 'selfInitiated' | undefined;
  /** ISO instant; now where absent. */
  readonly occurredAt?: string | undefined;
}

export interface Started {
  readonly id: string;
  readonly revision: number;
}

type OwnTarget = { readonly schoolId: string; readonly ownerId: string };
/** A first guess from the place, for the officer to correct: whether it counts as school-related (CRDC). */
function settingOf(place: Place): Setting {
  if (place === 'schoolBus' || place === 'busStop') return 'schoolTransport';
  if (place === 'offCampusEvent') return 'schoolEvent';
  return place === 'offCampus' || place === 'online' ? 'offCampus' : 'schoolGrounds';
}

/** What a call already knows is not asked again. */
function draftFromCall({ row, body }: CallInHand, occurredAt: string): IncidentDraft {
  const { place, placeDetail, description, throughDispatchFrom } = body.request;
  const role = callerRoleSchema.safeParse(row.caller_role);
  return {
    what: { matterCode: row.matter, occurredAt, place, placeDetail, setting: settingOf(place) },
    origin: {
      kind: 'called',
      callId: row.id,
      throughDispatchFrom,
      ...(role.success ? { callerRole: role.data } : {}),
      ...(description === '' ? {} : { why: description }),
    },
  };
}

async function lockCall(tx: Tx, callId: string | null | undefined): Promise<CallInHand | null> {
  if (callId == null) return null;
  const call = await tx.selectFrom('call').selectAll().where('id', '=', callId).forUpdate().executeTakeFirst();
  return call === undefined ? null : callOf(call);
}

/**
 * Starts a draft: from a call (place, matter, caller and school are taken over) or from nothing. The draft belongs to
 * the caller and nobody else sees it. The same id again, or the same call again, opens the draft that is there.
 * Refuses with 404 for a school or call that is not the program's, 409 for a call that another officer took or that
 * was withdrawn, 422 for someone who is no officer of the program.
 */
export function startIncident(service: Service, caller: Caller, input: StartInput): Promise<Result<Started>> {
  const { personId } = caller.actor;
  let call: CallInHand | null = null;
  if (input.callId == null && input.schoolId === undefined) {
    const fields = [{ path: 'schoolId', code: 'common:form.choose' }];
    return Promise.resolve(err({ code: 'common.invalid', status: 422, fields }));
  }
  return runCommand<OwnTarget, Started>(service, caller, {
    action: 'incident.write',
    target: async (tx) => {
      call = await lockCall(tx, input.callId);
      if (input.callId != null && call === null) return null;
      const wanted = call?.row.school_id ?? input.schoolId ?? '';
      const school = await tx.selectFrom('school').select('id').where('id', '=', wanted).executeTakeFirst();
      return school === undefined ? null : { schoolId: school.id, ownerId: personId };
    },
    work: (unit) => start(unit, input, call),
  });
}

async function start(unit: Unit<OwnTarget>, input: StartInput, call: CallInHand | null): Promise<Result<Started>> {
  const { tx, now, caller, target } = unit;
  const { personId, programId } = caller.actor;
  const there = await existing(tx, input.id, call?.row.id ?? null);
  if (there !== null) {
    if (there.ownerId !== personId) {
      return err(
        there.id === input.id
          ? { code: 'common.conflict', status: 409 }
          : { code: 'incidents.callOfOther', status: 409 },
      );
    }
    if (there.id === input.id && (there.callId !== (call?.row.id ?? null) || there.schoolId !== target.schoolId)) {
      return err({ code: 'common.conflict', status: 409 });
    }
    unit.unchanged();
    return ok({ id: there.id, revision: there.draftRevision });
  }
  const officer = await tx
    .selectFrom('officer')
    .select('id')
    .where('person_id', '=', personId)
    .where('active', '=', true)
    .executeTakeFirst();
  if (officer === undefined) return err({ code: 'incidents.noOfficer', status: 422 });
  if (call !== null) {
    const taken =
      call.row.officer_id !== null && call.row.officer_id !== officer.id && call.row.officer_id !== personId;
    if (taken) return err({ code: 'incidents.callOfOther', status: 409 });
    if (call.state === 'withdrawn') return err({ code: 'incidents.callWithdrawn', status: 409 });
  }
  const frame = await requireFrame(tx, programId);
  const occurred = input.occurredAt ?? (call?.row.requested_at ?? now).toISOString();
  const kind = input.originKind;
  const draft: IncidentDraft =
    call === null
      ? { what: { occurredAt: occurred }, ...(kind === undefined ? {} : { origin: { kind } }) }
      : draftFromCall(call, occurred);
  const day = frame.dayOf(occurred);
  const made = await tx
    .insertInto('incident')
    .values({
      program_id: programId,
      id: input.id,
      school_id: target.schoolId,
      school_year: frame.schoolYearOf(day),
      local_day: day,
      occurred_at: occurred,
      owner_id: personId,
      officer_id: officer.id,
      call_id: call?.row.id ?? null,
      origin: draft.origin?.kind ?? null,
      matter: draft.what?.matterCode ?? null,
      state: 'draft',
      draft: JSON.stringify(draft),
      draft_revision: 1,
      draft_saved_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows === 0n) {
    // Someone else's request came first: this is the second of two at once.
    const first = await existing(tx, input.id, call?.row.id ?? null);
    if (first === null || first.ownerId !== personId) return err({ code: 'common.conflict', status: 409 });
    unit.unchanged();
    return ok({ id: first.id, revision: first.draftRevision });
  }
  if (call !== null && !(await linkIncident(unit, call.row.id, input.id))) {
    return err({ code: 'incidents.callOfOther', status: 409 });
  }
  await unit.audit({
    event: 'incident.started',
    recordType: 'incident',
    recordId: input.id,
    detail: { callId: call?.row.id ?? null },
  });
  return ok({ id: input.id, revision: 1 });
}

async function existing(tx: Tx, id: string, callId: string | null): Promise<StoredIncident | null> {
  const own = await loadIncident(tx, id, true);
  if (own !== null || callId === null) return own;
  const row = await tx.selectFrom('incident').select('id').where('call_id', '=', callId).executeTakeFirst();
  return row === undefined ? null : loadIncident(tx, row.id, true);
}

export interface SaveDraftInput {
  readonly id: string;
  /** The revision the writer had before; see `Started` and `Saved`. */
  readonly revision: number;
  /** The parts of the form that changed; each replaces that part, the others stay. */
  readonly draft: IncidentDraft;
  /** Another school, where no call has settled it. */
  readonly schoolId?: string | undefined;
}

export interface Saved {
  readonly revision: number;
  readonly savedAt: string;
  readonly missing: number;
}

type Loaded = OwnTarget & { readonly incident: StoredIncident };

/** Loads and locks an incident as the target of a command on it. */
export async function targetOf(tx: Tx, id: string): Promise<Loaded | null> {
  const incident = await loadIncident(tx, id, true);
  return incident === null ? null : { schoolId: incident.schoolId, ownerId: incident.ownerId, incident };
}

/** The draft as it will stand: the call it answers is the record's own and cannot be written from outside. */
export function withCall(draft: IncidentDraft, callId: string | null): IncidentDraft {
  return draft.origin === undefined ? draft : { ...draft, origin: { ...draft.origin, callId } };
}

/**
 * Saves some steps of a draft. Refuses with 409 `common.changedMeanwhile` when another device saved since `revision`
 * (what is saved is then read with GET), 409 once it is filed, 422 for facts only the student may volunteer (P7.5).
 * What is saved already is answered as saved, whatever the revision: a retry is no conflict.
 */
export function saveDraft(service: Service, caller: Caller, input: SaveDraftInput): Promise<Result<Saved>> {
  return runCommand<Loaded, Saved>(service, caller, {
    action: 'incident.write',
    target: (tx) => targetOf(tx, input.id),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const { incident } = target;
      const open = advanceIncident(incident.state, 'save', { roles: rolesOf(caller) });
      if (!open.ok) return err(open.error);
      const stored = incident.draft ?? {};
      const next = withCall({ ...stored, ...input.draft }, incident.callId);
      const schoolId = input.schoolId ?? incident.schoolId;
      const missing = completeness(next).length;
      if (isDeepStrictEqual(next, stored) && schoolId === incident.schoolId) {
        unit.unchanged();
        const savedAt = (incident.draftSavedAt ?? now).toISOString();
        return ok({ revision: incident.draftRevision, savedAt, missing });
      }
      if (input.revision !== incident.draftRevision) return err({ code: 'common.changedMeanwhile', status: 409 });
      const allowed = checkDraft(next);
      if (!allowed.ok) return err(allowed.error);
      if (schoolId !== incident.schoolId) {
        const school = await tx.selectFrom('school').select('id').where('id', '=', schoolId).executeTakeFirst();
        const code = 'incidents.schoolSettled';
        if (incident.callId !== null || school === undefined) {
          return err({ code, status: 422, fields: [{ path: 'schoolId', code }] });
        }
      }
      const frame = await requireFrame(tx, caller.actor.programId);
      const occurred = next.what?.occurredAt ?? incident.occurredAt.toISOString();
      const day = frame.dayOf(occurred);
      await tx
        .updateTable('incident')
        .set({
          school_id: schoolId,
          draft: JSON.stringify(next),
          draft_revision: incident.draftRevision + 1,
          draft_saved_at: now,
          occurred_at: occurred,
          local_day: day,
          school_year: frame.schoolYearOf(day),
          origin: next.origin?.kind ?? null,
          matter: next.what?.matterCode ?? null,
          student_count: next.students?.length ?? 0,
        })
        .where('id', '=', incident.id)
        .execute();
      await unit.audit({
        event: 'incident.draftSaved',
        recordType: 'incident',
        recordId: incident.id,
        detail: { revision: incident.draftRevision + 1, parts: Object.keys(input.draft), missing },
      });
      return ok({ revision: incident.draftRevision + 1, savedAt: now.toISOString(), missing });
    },
  });
}

/**
 * Throws a draft away, with a reason that stays in the trail; the words of the draft do not. A filed record cannot be
 * discarded. The call it answered can be answered anew.
 */
export function discardDraft(
  service: Service,
  caller: Caller,
  input: { readonly id: string; readonly reason: string },
): Promise<Result<{ readonly ok: true }>> {
  return runCommand<Loaded, { readonly ok: true }>(service, caller, {
    action: 'incident.write',
    target: (tx) => targetOf(tx, input.id),
    work: async (unit) => {
      const { tx, target } = unit;
      const { incident } = target;
      if (incident.state === 'discarded') {
        unit.unchanged();
        return ok({ ok: true });
      }
      const next = advanceIncident(incident.state, 'discard', { roles: rolesOf(caller), reason: input.reason });
      if (!next.ok) return err(next.error);
      await tx
        .updateTable('incident')
        .set({ state: next.value, draft: null, call_id: null, student_count: 0 })
        .where('id', '=', incident.id)
        .execute();
      if (incident.callId !== null) {
        await tx.updateTable('call').set({ incident_id: null }).where('id', '=', incident.callId).execute();
      }
      await unit.audit({
        event: 'incident.discarded',
        recordType: 'incident',
        recordId: incident.id,
        purpose: input.reason.trim(),
        detail: { callId: incident.callId },
      });
      return ok({ ok: true });
    },
  });
}
