import type { IncidentBody } from '../../domain/incidents/record.ts';
import type { Tx } from '../platform/database/tenancy.ts';

export interface ProjectedHeader {
  readonly programId: string;
  readonly id: string;
  readonly schoolId: string;
  readonly day: string;
}

/** Builds the rows that statistics count, whole, from the version in force. */
export async function project(tx: Tx, header: ProjectedHeader, body: IncidentBody): Promise<void> {
  await tx.deleteFrom('incident_student').where('incident_id', '=', header.id).execute();
  await tx.deleteFrom('enforcement_action').where('incident_id', '=', header.id).execute();
  const common = {
    program_id: header.programId,
    incident_id: header.id,
    school_id: header.schoolId,
    local_day: header.day,
  };
  const subjects = body.students.filter((student) => student.role === 'subject');
  await tx
    .updateTable('incident')
    .set({ outcomes: [...new Set(subjects.flatMap((student) => student.outcomes))].sort() })
    .where('id', '=', header.id)
    .execute();
  await tx
    .insertInto('incident_student')
    .values(
      body.students.map((student) => ({
        ...common,
        student_key: student.key,
        role: student.role,
        grade: student.grade,
        sex: student.sex,
        races: [...student.races],
        age_band: student.ageBand,
        outcomes: [...student.outcomes],
        disability_known: student.disabilityKnown,
        el_known: student.englishLearnerKnown,
        enforcement: body.actions.some((action) => action.studentKey === student.key),
      })),
    )
    .execute();
  if (body.actions.length === 0) return;
  await tx
    .insertInto('enforcement_action')
    .values(
      body.actions.map((action, index) => ({
        ...common,
        action_no: index + 1,
        student_key: action.studentKey ?? null,
        kind: action.kind,
        offense: action.offense?.code ?? null,
        minutes: action.minutes ?? null,
        body: JSON.stringify(action),
      })),
    )
    .execute();
}
