import { z } from 'zod';
import type { AuditEvent } from '../../domain/audit/events.ts';
import { callerRoleSchema, type ImproperInvolvement, type Resolution } from '../../domain/calls/record.ts';
import { resolveInvolvement } from '../../domain/calls/rules.ts';
import { type InvolvementAction, involvementTransitions } from '../../domain/calls/transitions.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { advance } from '../../domain/shared/workflow.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { FindingAnswer } from './answers.ts';
import { type FindingRow, findingBody, findingRolesFor, readFinding } from './queries.ts';
import { type FindingBody, raiseFinding } from './raise.ts';

/** 'The school leaned on me': one tap on a call, on an incident, or on neither (asked in the hallway). */
export const leanedOnSchema = z.object({
  id: idSchema,
  schoolId: idSchema,
  callId: idSchema.nullable(),
  incidentId: idSchema.nullable(),
  callerRole: callerRoleSchema.nullable(),
  note: z.string().trim().max(500),
});
export type LeanedOn = z.infer<typeof leanedOnSchema>;

async function answered(tx: Tx, caller: Caller, id: string, now: Date): Promise<Result<FindingAnswer>> {
  const stored = await readFinding(tx, caller.actor, null, id, now);
  return stored === null ? err(notFound) : ok(stored);
}

/**
 * Raises 'the school leaned on me' (P3.3); supervisor and district hear of it at once. The same id again, or another
 * tap on the same call, changes nothing; 409 where the id stands for something else. 404 where the call or the
 * officer's own incident does not exist.
 */
export async function raiseLeanedOn(service: Service, caller: Caller, input: LeanedOn): Promise<Result<FindingAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'finding.raise',
    target: async (tx) => {
      const call =
        input.callId === null
          ? undefined
          : await tx
              .selectFrom('call')
              .select(['school_id', 'caller_id', 'caller_role', 'matter', 'incident_id'])
              .where('id', '=', input.callId)
              .executeTakeFirst();
      const incident =
        input.incidentId === null
          ? undefined
          : await tx
              .selectFrom('incident')
              .select(['school_id', 'matter', 'owner_id'])
              .where('id', '=', input.incidentId)
              .where('owner_id', '=', actor.personId)
              .executeTakeFirst();
      const schoolId = call?.school_id ?? incident?.school_id ?? input.schoolId;
      const school = await tx.selectFrom('school').select('id').where('id', '=', schoolId).executeTakeFirst();
      const missing =
        school === undefined ||
        (input.callId !== null && call === undefined) ||
        (input.incidentId !== null && incident === undefined);
      return missing ? null : { schoolId, ownerId: actor.personId, call, incident };
    },
    work: async (unit) => {
      const { call, incident, schoolId } = unit.target;
      const sent = await unit.tx.selectFrom('finding').selectAll().where('id', '=', input.id).executeTakeFirst();
      if (sent !== undefined) {
        const body = findingBody(sent);
        const same =
          sent.raised_by === actor.personId &&
          sent.school_id === schoolId &&
          body.callId === input.callId &&
          body.note === input.note;
        if (!same) return err({ code: 'common.conflict', status: 409 });
        unit.unchanged();
        return answered(unit.tx, caller, sent.id, unit.now);
      }
      const { id, changed } = await raiseFinding(unit, {
        id: input.id,
        programId: actor.programId,
        source: 'leanedOn',
        schoolId,
        callId: input.callId,
        incidentId: input.incidentId ?? call?.incident_id ?? null,
        ownerId: actor.personId,
        callerId: call?.caller_id ?? null,
        callerRole: call?.caller_role ?? input.callerRole,
        matter: call?.matter ?? incident?.matter ?? null,
        raisedBy: actor.personId,
        note: input.note,
      });
      if (!changed) unit.unchanged();
      return answered(unit.tx, caller, id, unit.now);
    },
  });
}

interface FindingTarget {
  readonly schoolId: string;
  readonly ownerId: string | null;
  readonly row: FindingRow;
}

async function lockFinding(tx: Tx, id: string): Promise<FindingTarget | null> {
  const row = await tx.selectFrom('finding').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : { schoolId: row.school_id, ownerId: row.raised_by, row };
}

function involvementOf(row: FindingRow, dueOn: string): ImproperInvolvement {
  const body = findingBody(row);
  return {
    id: row.id,
    schoolId: row.school_id,
    callId: body.callId,
    incidentId: body.incidentId,
    source: body.source,
    note: body.note,
    raisedAt: row.raised_at.toISOString(),
    raisedBy: row.raised_by,
    dueOn,
    state: row.state as ImproperInvolvement['state'],
    outcome: row.outcome as ImproperInvolvement['outcome'],
    outcomeNote: body.outcomeNote,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by,
  };
}

const trailOf = {
  resolve: 'finding.resolved',
  reopen: 'finding.reopened',
  takeBack: 'finding.withdrawn',
} as const satisfies Record<InvolvementAction, AuditEvent>;

async function saveFinding(
  unit: Unit<FindingTarget>,
  action: InvolvementAction,
  columns: { state: string; outcome?: string | null; resolved_by?: string | null; resolved_at?: Date | null },
  body: FindingBody,
  clock: { due_at?: Date; reminded_at?: null } = {},
): Promise<void> {
  const { row } = unit.target;
  await unit.tx
    .updateTable('finding')
    .set({ ...columns, ...clock, body: JSON.stringify(body) })
    .where('id', '=', row.id)
    .execute();
  await unit.audit({
    event: trailOf[action],
    recordType: 'finding',
    recordId: row.id,
    detail: { action, from: row.state, to: columns.state, outcome: columns.outcome ?? null },
  });
}

/** Tells people, in the app, what became of the finding. */
async function tell(
  { tx, now, caller, target }: Unit<FindingTarget>,
  kind: 'findingResolved' | 'findingTakenBack',
  personIds: readonly string[],
): Promise<void> {
  const { id, school_id: schoolId } = target.row;
  const school = await tx.selectFrom('school').select('name').where('id', '=', schoolId).executeTakeFirst();
  const { programId } = caller.actor;
  const params = { school: school?.name ?? '' };
  await notify(tx, now, { programId, kind, recordType: 'finding', recordId: id, params }, personIds);
}

/** Settles a finding with an outcome and a note (P3.3). The officer concerned hears of it. 409 where it is settled. */
export async function resolveFinding(
  service: Service,
  caller: Caller,
  findingId: string,
  resolution: Resolution,
): Promise<Result<FindingAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'finding.resolve',
    target: (tx) => lockFinding(tx, findingId),
    work: async (unit) => {
      const { tx, now } = unit;
      const { row } = unit.target;
      const body = findingBody(row);
      const same =
        row.state === 'resolved' &&
        row.resolved_by === actor.personId &&
        row.outcome === resolution.outcome &&
        body.outcomeNote === resolution.note;
      if (same) {
        unit.unchanged();
        return answered(tx, caller, row.id, now);
      }
      const frame = await requireFrame(tx, actor.programId);
      const next = resolveInvolvement(involvementOf(row, frame.dayOf(row.due_at ?? row.raised_at)), resolution, {
        personId: actor.personId,
        roles: findingRolesFor(actor, 'resolve', row),
        at: now.toISOString(),
      });
      if (!next.ok) return next;
      await saveFinding(
        unit,
        'resolve',
        { state: next.value.state, outcome: next.value.outcome, resolved_by: actor.personId, resolved_at: now },
        { ...body, outcomeNote: next.value.outcomeNote },
      );
      const concerned = new Set([row.owner_id, row.raised_by].flatMap((id) => (id === null ? [] : [id])));
      concerned.delete(actor.personId);
      await tell(unit, 'findingResolved', [...concerned]);
      return answered(tx, caller, row.id, now);
    },
  });
}

/**
 * Opens a settled finding again with a reason; its earlier outcome stays readable and the clock starts anew. The same
 * request again changes nothing.
 */
export async function reopenFinding(
  service: Service,
  caller: Caller,
  findingId: string,
  reason: string,
): Promise<Result<FindingAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'finding.resolve',
    target: (tx) => lockFinding(tx, findingId),
    work: async (unit) => {
      const { tx, now } = unit;
      const { row } = unit.target;
      const body = findingBody(row);
      const state = row.state as ImproperInvolvement['state'];
      if (state === 'open' && body.earlier.at(-1)?.reopened === reason.trim()) {
        unit.unchanged();
        return answered(tx, caller, row.id, now);
      }
      const roles = findingRolesFor(actor, 'reopen', row);
      const next = advance(involvementTransitions, 'calls.finding', state, 'reopen', { roles, reason });
      if (!next.ok) return next;
      const frame = await requireFrame(tx, actor.programId);
      const day = frame.dayOf(now);
      await saveFinding(
        unit,
        'reopen',
        { state: next.value, outcome: null, resolved_by: null, resolved_at: null },
        {
          ...body,
          outcomeNote: '',
          earlier: [...body.earlier, { outcome: row.outcome ?? '', note: body.outcomeNote, reopened: reason.trim() }],
        },
        { due_at: frame.dueAfter(day, frame.policyOn(day).improperInvolvementSchoolDays), reminded_at: null },
      );
      return answered(tx, caller, row.id, now);
    },
  });
}

/** The undo of the one tap, by the officer who made it. It stays in the record; those who were alerted hear of it. */
export async function takeBackFinding(
  service: Service,
  caller: Caller,
  findingId: string,
): Promise<Result<FindingAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'finding.raise',
    target: (tx) => lockFinding(tx, findingId),
    work: async (unit) => {
      const { tx, now } = unit;
      const { row } = unit.target;
      const state = row.state as ImproperInvolvement['state'];
      if (state === 'withdrawn') {
        unit.unchanged();
        return answered(tx, caller, row.id, now);
      }
      const roles = findingRolesFor(actor, 'takeBack', row);
      const next = advance(involvementTransitions, 'calls.finding', state, 'takeBack', { roles });
      if (!next.ok) return next;
      await saveFinding(unit, 'takeBack', { state: next.value }, findingBody(row));
      await tell(
        unit,
        'findingTakenBack',
        await holdersOf(tx, ['supervisor', 'districtCoordinator'], row.school_id, now),
      );
      return answered(tx, caller, row.id, now);
    },
  });
}
