import type { Assignment, OfficerKind, PartnerKind } from '../../domain/officers/record.ts';
import { checkAssignable, checkAssignment, onlySwornOfficersRule } from '../../domain/officers/rules.ts';
import {
  type AssignmentInput,
  assignmentOf,
  type OfficerInput,
  type PartnerInput,
} from '../../domain/officers/setup.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import type { AssignmentView, OfficerView, PartnerView } from './officer-queries.ts';
import { readAssignments } from './officer-queries.ts';
import { same } from './programs.ts';

const refuse = (path: string, code: string, status: 409 | 422 = 422) => err({ code, status, fields: [{ path, code }] });

/** 422 under D1's rule: no oath, no officer. The words name the statute. */
function notSworn(path: string): Result<never> {
  const code = 'setup.notSworn';
  const rule = onlySwornOfficersRule.id;
  return err({ code, status: 422, rule, fields: [{ path, code, rule }] });
}

async function holdsOfficerRole(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('membership')
    .select('id')
    .where('person_id', '=', personId)
    .where('role', '=', 'officer')
    .where((where) => where.or([where('ended_at', 'is', null), where('ended_at', '>', now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Adds or changes an officer. Only a sworn SRO or SBLE is one (D1, 34 U.S.C. 10389(4)); anyone else is refused with
 * the rule and can be listed as a community partner. The account linked must hold the officer role.
 */
export function saveOfficer(
  service: Service,
  caller: Caller,
  id: string,
  input: OfficerInput,
): Promise<Result<OfficerView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'officer.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const kind = checkAssignable(input.kind);
      if (!kind.ok) return kind;
      if (input.swornOn === null) return notSworn('swornOn');
      const row = {
        person_id: input.personId,
        kind: kind.value,
        name: input.name,
        badge: input.badge === '' ? null : input.badge,
        employing_agency: input.employingAgency,
        sworn_date: input.swornOn,
        active: input.active,
      };
      const after: OfficerView = { id, ...input, kind: kind.value, badge: row.badge, swornOn: input.swornOn };
      const before = await tx.selectFrom('officer').selectAll().where('id', '=', id).executeTakeFirst();
      if (before !== undefined && same(before, { ...before, ...row })) {
        unchanged();
        return ok(after);
      }
      if (input.personId !== null && before?.person_id !== input.personId) {
        if (!(await holdsOfficerRole(tx, input.personId, now))) return refuse('personId', 'setup.personIsNoOfficer');
        const other = await tx
          .selectFrom('officer')
          .select('id')
          .where('person_id', '=', input.personId)
          .where('id', '!=', id)
          .executeTakeFirst();
        if (other !== undefined) return refuse('personId', 'setup.personIsOtherOfficer', 409);
      }
      const assignments = before === undefined ? [] : await readAssignments(tx, { officerId: id });
      if (assignments.some((assignment) => assignment.from < row.sworn_date))
        return refuse('swornOn', 'setup.swornAfterAssigned');
      const today = (await requireFrame(tx, programId)).dayOf(now);
      if (!input.active && assignments.some((assignment) => assignment.until === null || assignment.until > today))
        return refuse('active', 'setup.officerStillAssigned');
      await tx
        .insertInto('officer')
        .values({ program_id: programId, id, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doUpdateSet(row))
        .execute();
      await audit({
        event: 'officer.saved',
        recordType: 'officer',
        recordId: id,
        detail: { kind: row.kind, active: row.active, linked: row.person_id !== null },
      });
      return ok(after);
    },
  });
}

/** Adds or changes a community partner: a person in schools who is no officer (D1). An officer's kind is refused. */
export function savePartner(
  service: Service,
  caller: Caller,
  id: string,
  input: PartnerInput,
): Promise<Result<PartnerView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'officer.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, audit, unchanged }) => {
      const { kind } = input;
      if (kind === 'SRO' || kind === 'SBLE') return refuse('kind', 'setup.officerIsNoPartner');
      const row = {
        kind,
        name: input.name,
        organisation: input.organization === '' ? null : input.organization,
        active: input.active,
      };
      const after: PartnerView = { id, kind, name: row.name, organization: row.organisation, active: row.active };
      const before = await tx.selectFrom('community_partner').selectAll().where('id', '=', id).executeTakeFirst();
      if (before !== undefined && same(before, { ...before, ...row })) {
        unchanged();
        return ok(after);
      }
      await tx
        .insertInto('community_partner')
        .values({ program_id: programId, id, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doUpdateSet(row))
        .execute();
      await audit({
        event: 'partner.saved',
        recordType: 'partner',
        recordId: id,
        detail: { kind, active: row.active },
      });
      return ok(after);
    },
  });
}

/** The officer an assignment is for; a partner's id gets D1's refusal. */
async function assignee(tx: Tx, officerId: string): Promise<Result<{ kind: OfficerKind; swornOn: string }>> {
  const officer = await tx.selectFrom('officer').selectAll().where('id', '=', officerId).executeTakeFirst();
  if (officer !== undefined) {
    if (!officer.active) return refuse('officerId', 'setup.officerInactive');
    return ok({ kind: officer.kind as OfficerKind, swornOn: officer.sworn_date });
  }
  const partner = await tx
    .selectFrom('community_partner')
    .select('kind')
    .where('id', '=', officerId)
    .executeTakeFirst();
  if (partner === undefined) return refuse('officerId', 'setup.officerUnknown');
  const assignable = checkAssignable(partner.kind as PartnerKind);
  if (assignable.ok) return refuse('officerId', 'setup.officerUnknown');
  const fields = (assignable.error.fields ?? []).map((field) => ({ ...field, path: 'officerId' }));
  return err({ ...assignable.error, fields });
}

/**
 * Assigns an officer to a school for a span of days, or changes an assignment (D1, D4). Refused: partners, days before
 * the oath, an overlap with another assignment of the officer at the same school, a closed school.
 */
export function saveAssignment(
  service: Service,
  caller: Caller,
  id: string,
  input: AssignmentInput,
): Promise<Result<AssignmentView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'assignment.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, audit, unchanged }) => {
      const after: AssignmentView = { id, ...input, weekdays: [...new Set(input.weekdays)].sort() };
      const all = await readAssignments(tx, {});
      const before = all.find((one) => one.id === id);
      if (before !== undefined && same(before, after)) {
        unchanged();
        return ok(before);
      }
      const officer = await assignee(tx, input.officerId);
      if (!officer.ok) return officer;
      const school = await tx.selectFrom('school').select('active').where('id', '=', input.schoolId).executeTakeFirst();
      if (school === undefined) return refuse('schoolId', 'setup.schoolUnknown');
      if (!school.active && before?.schoolId !== input.schoolId) return refuse('schoolId', 'setup.schoolClosed');
      const others: Assignment[] = all.map((one) => assignmentOf(one.id, one));
      const checked = checkAssignment(assignmentOf(id, after), officer.value, others);
      if (!checked.ok) return checked;
      const row = {
        officer_id: after.officerId,
        school_id: after.schoolId,
        from_day: after.from,
        until_day: after.until,
        weekdays: [...after.weekdays],
        from_time: after.fromTime,
        until_time: after.untilTime,
      };
      await tx
        .insertInto('assignment')
        .values({ program_id: programId, id, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doUpdateSet(row))
        .execute();
      await audit({
        event: 'assignment.saved',
        recordType: 'assignment',
        recordId: id,
        detail: { officerId: after.officerId, schoolId: after.schoolId, from: after.from, until: after.until },
      });
      return ok(after);
    },
  });
}
