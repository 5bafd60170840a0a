import { type LookPurpose, type RecordedFacts, recordedFactsSchema } from '../../domain/roster/record.ts';
import { type Grade, gradeSchema } from '../../domain/shared/people.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand, runQuery } from '../platform/commands.ts';
import type { Caller, Service } from '../platform/service.ts';
import { type Attached, type FiledIncident, filedIncident, hasRoster } from './attach.ts';
import { requirePurpose } from './purpose.ts';
import { nameOf } from './search.ts';
import { openIdentity } from './vault.ts';

/** What the school recorded of one involved student. Without a name: that is opened one by one. */
interface RecordedStudent {
  readonly studentKey: string;
  readonly source: 'roster' | 'byHand';
  readonly facts: RecordedFacts;
  readonly attachedAt: string;
}

export interface Identities {
  readonly purpose: LookPurpose;
  readonly schoolId: string;
  readonly rosterLoaded: boolean;
  readonly students: RecordedStudent[];
}

/** What the school's side attached to an incident's students, no names. A look: it needs a purpose and is logged (P7.8). */
export function identitiesOf(service: Service, caller: Caller, incidentId: string): Promise<Result<Identities>> {
  return runCommand<FiledIncident, Identities>(service, caller, {
    action: 'identity.read',
    vault: true,
    target: (tx) => filedIncident(tx, incidentId, false),
    work: async (unit) => {
      const { tx, target } = unit;
      const purpose = await requirePurpose(unit);
      if (!purpose.ok) return purpose;
      const rows = await tx
        .selectFrom('student_identity')
        .selectAll()
        .where('incident_id', '=', incidentId)
        .orderBy('student_key')
        .execute();
      await unit.audit({
        event: 'identity.read',
        recordType: 'incident',
        recordId: incidentId,
        purpose: purpose.value,
        detail: { students: rows.length, names: 0 },
      });
      return ok({
        purpose: purpose.value,
        schoolId: target.schoolId,
        rosterLoaded: await hasRoster(tx, target.schoolId),
        students: rows.map((row) => ({
          studentKey: row.student_key,
          source: row.source === 'roster' ? 'roster' : 'byHand',
          facts: recordedFactsSchema.parse({
            grade: row.grade,
            sex: row.sex,
            races: row.races,
            ageBand: row.age_band,
            disability: row.disability,
            englishLearner: row.el,
          }),
          attachedAt: row.attached_at.toISOString(),
        })),
      });
    },
  });
}

/** The name behind one attachment; null where it was entered by hand (then no name is kept) or the student has left. */
export interface OpenedName {
  readonly name: string | null;
  readonly grade: Grade | null;
}

/** Opens the name of one attached student. A look of its own in the trail (P7.8); 404 where nothing is attached. */
export function openName(
  service: Service,
  caller: Caller,
  input: { readonly incidentId: string; readonly studentKey: string },
): Promise<Result<OpenedName>> {
  return runCommand<FiledIncident, OpenedName>(service, caller, {
    action: 'identity.read',
    vault: true,
    target: (tx) => filedIncident(tx, input.incidentId, false),
    work: async (unit) => {
      const purpose = await requirePurpose(unit);
      if (!purpose.ok) return purpose;
      const row = await unit.tx
        .selectFrom('student_identity')
        .leftJoin('roster_student', (join) =>
          join
            .onRef('roster_student.program_id', '=', 'student_identity.program_id')
            .onRef('roster_student.id', '=', 'student_identity.roster_student_id'),
        )
        .select(['student_identity.grade', 'roster_student.identity'])
        .where('incident_id', '=', input.incidentId)
        .where('student_key', '=', input.studentKey)
        .executeTakeFirst();
      if (row === undefined) return err(notFound);
      await unit.audit({
        event: 'identity.read',
        recordType: 'incident',
        recordId: input.incidentId,
        purpose: purpose.value,
        detail: { student: input.studentKey, names: row.identity === null ? 0 : 1 },
      });
      if (row.identity === null) return ok({ name: null, grade: null });
      const identity = openIdentity(service.keys, caller.actor.programId, row.identity);
      return ok({ name: nameOf(identity), grade: gradeSchema.parse(row.grade) });
    },
  });
}

/** How many of an incident's students are attached: all that the police side learns (design idea 4). */
export function attachedCount(service: Service, caller: Caller, incidentId: string): Promise<Result<Attached>> {
  return runQuery(service, caller, {
    action: 'incident.read',
    read: async ({ tx, reach }) => {
      const row = await tx
        .selectFrom('incident')
        .select(['school_id', 'owner_id', 'student_count', 'attached_count'])
        .where('id', '=', incidentId)
        .where('state', 'in', ['filed', 'amended'])
        .executeTakeFirst();
      const within =
        row !== undefined &&
        (reach.kind === 'all' ||
          reach.schoolIds.includes(row.school_id) ||
          (reach.ownerId !== null && reach.ownerId === row.owner_id));
      return within ? ok({ students: row.student_count, attached: row.attached_count }) : err(notFound);
    },
  });
}
