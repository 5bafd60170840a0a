import type { Selectable } from 'kysely';
import type { HandEntry, RecordedFacts } from '../../domain/roster/record.ts';
import { countingYear, recordedFacts } from '../../domain/roster/rules.ts';
import { gradeSchema, sexSchema, yesNoUnknownSchema } from '../../domain/shared/people.ts';
import { racesSchema } from '../../domain/shared/race.ts';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Database } from '../platform/database/tables/index.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { requirePurpose } from './purpose.ts';
import { openIdentity } from './vault.ts';

export type AttachInput = {
  readonly incidentId: string;
  readonly studentKey: string;
} & ({ readonly rosterStudentId: string } | { readonly byHand: HandEntry });

export interface Attached {
  readonly students: number;
  readonly attached: number;
}

/** A filed incident of the program; a draft is its officer's alone and does not exist for the school's side. */
export interface FiledIncident {
  readonly id: string;
  readonly schoolId: string;
  readonly ownerId: string;
  readonly localDay: string;
  readonly students: number;
  readonly studentKeys: readonly string[];
}

/** Loads a filed incident, locked where its attachments are about to change. Null: there is none. */
export async function filedIncident(tx: Tx, id: string, lock: boolean): Promise<FiledIncident | null> {
  let query = tx
    .selectFrom('incident')
    .select(['id', 'school_id', 'owner_id', 'local_day', 'student_count'])
    .where('id', '=', id)
    .where('state', 'in', ['filed', 'amended']);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  // Asked even where there is no such incident: one out of reach must take no longer than one that does not exist.
  const students = await tx
    .selectFrom('incident_student')
    .select('student_key')
    .where('incident_id', '=', id)
    .execute();
  if (row === undefined) return null;
  return {
    id: row.id,
    schoolId: row.school_id,
    ownerId: row.owner_id,
    localDay: row.local_day,
    students: row.student_count,
    studentKeys: students.map((student) => student.student_key),
  };
}

type Stored = Selectable<Database['student_identity']>;

/** Who a student is, as it will be kept: facts, the pseudonym, and where both came from. */
interface Resolved {
  readonly rosterStudentId: string | null;
  readonly number: string;
  readonly facts: RecordedFacts;
}

const refuseField = (path: string, code: string): Refusal => ({
  code,
  status: 422,
  rule: 'P7.8',
  fields: [{ path, code }],
});

async function fromRoster(unit: Unit<FiledIncident>, service: Service, id: string): Promise<Result<Resolved>> {
  const { tx, target, caller } = unit;
  const row = await tx
    .selectFrom('roster_student')
    .selectAll()
    .where('id', '=', id)
    .where('school_id', '=', target.schoolId)
    .where('active', '=', true)
    .executeTakeFirst();
  // A student of another school and no student at all look the same.
  if (row === undefined) return err(refuseField('rosterStudentId', 'roster.notInThisRoster'));
  const identity = openIdentity(service.keys, caller.actor.programId, row.identity);
  const facts = recordedFacts(
    {
      grade: gradeSchema.parse(row.grade),
      sex: sexSchema.parse(row.sex),
      races: racesSchema.parse(row.races),
      birthDate: identity.birthDate,
      idea: yesNoUnknownSchema.parse(row.idea),
      section504: yesNoUnknownSchema.parse(row.section504),
      englishLearner: yesNoUnknownSchema.parse(row.el),
    },
    target.localDay,
  );
  return ok({ rosterStudentId: row.id, number: identity.number, facts });
}

/** Whether the school has a roster to search. */
export async function hasRoster(tx: Tx, schoolId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('roster_student')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('active', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function fromHand(unit: Unit<FiledIncident>, entry: HandEntry): Promise<Result<Resolved>> {
  if (entry.reason === null && (await hasRoster(unit.tx, unit.target.schoolId))) {
    return err(refuseField('byHand.reason', 'roster.handReasonMissing'));
  }
  return ok({ rosterStudentId: null, number: entry.studentNumber, facts: entry.facts });
}

function sameAs(before: Stored, after: ReturnType<typeof toRow>): boolean {
  // Chosen again from the roster it is the same attachment, even where the roster has changed since that day.
  if (after.roster_student_id !== null) return before.roster_student_id === after.roster_student_id;
  const facts = ['sex', 'age_band', 'grade', 'disability', 'el', 'source'] as const;
  return (
    before.roster_student_id === null &&
    before.pseudonym.equals(after.pseudonym) &&
    facts.every((fact) => before[fact] === after[fact]) &&
    before.races.join() === after.races.join()
  );
}

/**
 * Says who an involved student is: from the school's roster, or by hand where no roster helps. Keeps the recorded
 * facts and a pseudonym that counts the student once in a school year; a number typed by hand is kept nowhere. What
 * the officer perceived stays as it is (P7.4, P7.8). The same again changes nothing; another student replaces the
 * first, and both the letting go and the attaching are in the trail. Refuses without a purpose (409), a student who
 * is already attached to another of this incident (422), and what is out of reach (404).
 */
export function attachStudent(service: Service, caller: Caller, input: AttachInput): Promise<Result<Attached>> {
  return runCommand<FiledIncident, Attached>(service, caller, {
    action: 'identity.attach',
    vault: true,
    target: (tx) => filedIncident(tx, input.incidentId, true),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const purpose = await requirePurpose(unit);
      if (!purpose.ok) return purpose;
      if (!target.studentKeys.includes(input.studentKey)) return err({ code: 'common.notFound', status: 404 });
      const who =
        'byHand' in input ? await fromHand(unit, input.byHand) : await fromRoster(unit, service, input.rosterStudentId);
      if (!who.ok) return who;
      const { schoolYears } = await requireFrame(tx, caller.actor.programId);
      const row = toRow(service, unit, input.studentKey, who.value, countingYear(schoolYears, target.localDay));
      const stored = await tx.selectFrom('student_identity').selectAll().where('incident_id', '=', target.id).execute();
      const before = stored.find((one) => one.student_key === input.studentKey);
      if (before !== undefined && sameAs(before, row)) {
        unit.unchanged();
        return ok({ students: target.students, attached: stored.length });
      }
      if (stored.some((one) => one.student_key !== input.studentKey && one.pseudonym.equals(row.pseudonym))) {
        const path = 'byHand' in input ? 'byHand.studentNumber' : 'rosterStudentId';
        return err(refuseField(path, 'roster.sameStudentTwice'));
      }
      const note = { recordType: 'incident', recordId: target.id, purpose: purpose.value } as const;
      if (before !== undefined) {
        await removeRow(tx, target.id, input.studentKey);
        await unit.audit({
          ...note,
          event: 'identity.detached',
          detail: { student: input.studentKey, replaced: true },
        });
      }
      await tx
        .insertInto('student_identity')
        .values({ ...row, attached_by: caller.actor.personId, attached_at: now })
        .execute();
      const attached = await recount(tx, target.id);
      const reason = 'byHand' in input ? input.byHand.reason : null;
      await unit.audit({
        ...note,
        event: 'identity.attached',
        detail: { student: input.studentKey, source: row.source, ...(reason === null ? {} : { reason }) },
      });
      return ok({ students: target.students, attached });
    },
  });
}

function toRow(service: Service, unit: Unit<FiledIncident>, studentKey: string, who: Resolved, schoolYear: string) {
  const { programId } = unit.caller.actor;
  const { facts } = who;
  return {
    program_id: programId,
    incident_id: unit.target.id,
    student_key: studentKey,
    school_id: unit.target.schoolId,
    school_year: schoolYear,
    roster_student_id: who.rosterStudentId,
    pseudonym: service.keys.pseudonym(programId, schoolYear, who.number),
    races: facts.races,
    sex: facts.sex,
    age_band: facts.ageBand,
    grade: facts.grade,
    disability: facts.disability,
    el: facts.englishLearner,
    source: who.rosterStudentId === null ? 'byHand' : 'roster',
  };
}

async function removeRow(tx: Tx, incidentId: string, studentKey: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('student_identity')
    .where('incident_id', '=', incidentId)
    .where('student_key', '=', studentKey)
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

async function countAttached(tx: Tx, incidentId: string): Promise<number> {
  const { attached } = await tx
    .selectFrom('student_identity')
    .select((select) => select.fn.countAll<number>().as('attached'))
    .where('incident_id', '=', incidentId)
    .executeTakeFirstOrThrow();
  return attached;
}

/** Brings the count that both sides see to what the vault holds, in the same transaction. */
async function recount(tx: Tx, incidentId: string): Promise<number> {
  const attached = await countAttached(tx, incidentId);
  await tx.updateTable('incident').set({ attached_count: attached }).where('id', '=', incidentId).execute();
  return attached;
}

/** Takes back who an involved student is. Where nothing is attached, nothing changes. */
export function detachStudent(
  service: Service,
  caller: Caller,
  input: { readonly incidentId: string; readonly studentKey: string },
): Promise<Result<Attached>> {
  return runCommand<FiledIncident, Attached>(service, caller, {
    action: 'identity.attach',
    vault: true,
    target: (tx) => filedIncident(tx, input.incidentId, true),
    work: async (unit) => {
      const { tx, target } = unit;
      const purpose = await requirePurpose(unit);
      if (!purpose.ok) return purpose;
      if (!target.studentKeys.includes(input.studentKey)) return err({ code: 'common.notFound', status: 404 });
      if (!(await removeRow(tx, target.id, input.studentKey))) {
        unit.unchanged();
        return ok({ students: target.students, attached: await countAttached(tx, target.id) });
      }
      await unit.audit({
        event: 'identity.detached',
        recordType: 'incident',
        recordId: target.id,
        purpose: purpose.value,
        detail: { student: input.studentKey, replaced: false },
      });
      return ok({ students: target.students, attached: await recount(tx, target.id) });
    },
  });
}
