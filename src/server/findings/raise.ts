import { v7 as uuidv7 } from 'uuid';
import type { Target } from '../../domain/access/roles.ts';
import type { InvolvementSource } from '../../domain/calls/record.ts';
import { leanedOnRule, raiseInvolvement, schoolMatterRule, threatHandedBackRule } from '../../domain/calls/rules.ts';
import type { Rule } from '../../domain/principles/record.ts';
import type { Unit } from '../platform/commands.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import { requireFrame } from '../platform/program.ts';

const ruleOf: Record<InvolvementSource, Rule> = {
  leanedOn: leanedOnRule,
  overrideToSchoolMatter: schoolMatterRule,
  respondedToSchoolMatter: schoolMatterRule,
  selfInitiated: schoolMatterRule,
  threatHandedBack: threatHandedBackRule,
};

/** What is kept of a finding beside its columns. */
export interface FindingBody {
  readonly source: InvolvementSource;
  readonly note: string;
  readonly callId: string | null;
  readonly incidentId: string | null;
  readonly outcomeNote: string;
  /** Earlier outcomes of a finding that was opened again. */
  readonly earlier: readonly { readonly outcome: string; readonly note: string; readonly reopened: string }[];
}

export interface NewFinding {
  /** From the device for the one tap; made here for findings of a rule. */
  readonly id?: string;
  readonly programId: string;
  readonly source: InvolvementSource;
  readonly schoolId: string;
  readonly callId: string | null;
  readonly incidentId: string | null;
  /** The officer concerned, as a person. */
  readonly ownerId: string | null;
  readonly callerId: string | null;
  readonly callerRole: string | null;
  readonly matter: string | null;
  /** Null where a rule raised it. */
  readonly raisedBy: string | null;
  readonly note?: string;
}

/**
 * Raises a finding of improper involvement and alerts supervisors and district coordinators at once, in the app and by
 * mail (P3.3). One finding a rule and record: an incident that came from a call shares the call's finding, so that
 * the same event is never settled twice. Returns the finding's id and whether
 * anything was written.
 */
export async function raiseFinding(
  unit: Pick<Unit<Target>, 'tx' | 'now' | 'audit'>,
  input: NewFinding,
): Promise<{ id: string; changed: boolean }> {
  const { tx, now } = unit;
  const rule = ruleOf[input.source];
  const id = input.id ?? uuidv7();
  const [recordType, recordId] = await subjectOf(unit, input, id, rule.id);
  const frame = await requireFrame(tx, input.programId);
  const day = frame.dayOf(now);
  const policy = frame.policyOn(day);
  const involvement = raiseInvolvement({
    id,
    schoolId: input.schoolId,
    callId: input.callId,
    incidentId: input.incidentId,
    source: input.source,
    note: input.note ?? '',
    raisedAt: now.toISOString(),
    raisedBy: input.raisedBy,
    onDate: day,
    schoolDays: policy.improperInvolvementSchoolDays,
    calendars: frame.schoolYears,
  });
  const body: FindingBody = {
    source: input.source,
    note: involvement.note,
    callId: input.callId,
    incidentId: input.incidentId,
    outcomeNote: '',
    earlier: [],
  };
  const made = await tx
    .insertInto('finding')
    .values({
      program_id: input.programId,
      id,
      rule: rule.id,
      requirement: rule.requirement,
      record_type: recordType,
      record_id: recordId,
      school_id: input.schoolId,
      owner_id: input.ownerId,
      caller_id: input.callerId,
      caller_role: input.callerRole,
      matter: input.matter,
      leaned_on: input.source === 'leanedOn',
      state: involvement.state,
      raised_by: input.raisedBy,
      raised_at: now,
      local_day: day,
      due_at: frame.momentOf(involvement.dueOn, '23:59'),
      body: JSON.stringify(body),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return joinEarlier(unit, input, { id, rule: rule.id, recordType, recordId });
  await unit.audit({
    event: 'finding.raised',
    recordType: 'finding',
    recordId: id,
    detail: { rule: rule.id, source: input.source, recordType, recordId },
  });
  const school = await tx.selectFrom('school').select('name').where('id', '=', input.schoolId).executeTakeFirst();
  await notify(
    tx,
    now,
    {
      programId: input.programId,
      kind: input.source === 'threatHandedBack' ? 'threatHandedBack' : 'improperInvolvementRaised',
      recordType: 'finding',
      recordId: id,
      params: { school: school?.name ?? '', due: involvement.dueOn },
      ...(policy.mailOn ? { mail: { link: `/app/findings/${id}` } } : {}),
    },
    await holdersOf(tx, ['supervisor', 'districtCoordinator'], input.schoolId, now),
  );
  return { id, changed: true };
}

/**
 * What a finding is about: the call, else the incident, else itself. One that was taken back does not keep the officer
 * from tapping again: the new one then stands for itself.
 */
async function subjectOf(
  { tx }: Pick<Unit<Target>, 'tx'>,
  input: NewFinding,
  id: string,
  rule: string,
): Promise<readonly [type: string, id: string]> {
  const subject =
    input.callId !== null
      ? (['call', input.callId] as const)
      : input.incidentId !== null
        ? (['incident', input.incidentId] as const)
        : null;
  if (subject === null) return ['finding', id];
  const takenBack = await tx
    .selectFrom('finding')
    .select('id')
    .where('rule', '=', rule)
    .where('record_type', '=', subject[0])
    .where('record_id', '=', subject[1])
    .where('state', '=', 'withdrawn')
    .executeTakeFirst();
  return takenBack === undefined || takenBack.id === id ? subject : ['finding', id];
}

/**
 * The finding there is already learns of the officer and the incident that came to it later. Returns its id and
 * whether it learned anything.
 */
async function joinEarlier(
  unit: Pick<Unit<Target>, 'tx' | 'audit'>,
  input: NewFinding,
  key: { readonly id: string; readonly rule: string; readonly recordType: string; readonly recordId: string },
): Promise<{ id: string; changed: boolean }> {
  const earlier = await unit.tx
    .selectFrom('finding')
    .select(['id', 'owner_id', 'body'])
    .where((where) =>
      where.or([
        where('id', '=', key.id),
        where.and([
          where('rule', '=', key.rule),
          where('record_type', '=', key.recordType),
          where('record_id', '=', key.recordId),
        ]),
      ]),
    )
    .forUpdate()
    .executeTakeFirstOrThrow();
  const ownerId = earlier.owner_id ?? input.ownerId;
  const incidentId = earlier.body.incidentId ?? input.incidentId;
  const changed = ownerId !== earlier.owner_id || incidentId !== earlier.body.incidentId;
  if (changed) {
    await unit.tx
      .updateTable('finding')
      .set({ owner_id: ownerId, body: JSON.stringify({ ...earlier.body, incidentId }) })
      .where('id', '=', earlier.id)
      .execute();
    await unit.audit({
      event: 'finding.joined',
      recordType: 'finding',
      recordId: earlier.id,
      detail: { incidentId, officer: ownerId !== earlier.owner_id },
    });
  }
  return { id: earlier.id, changed };
}
