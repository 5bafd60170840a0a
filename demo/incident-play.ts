import { saveDraft, startIncident } from '../src/server/incidents/commands.ts';
import { amendIncident, fileIncident } from '../src/server/incidents/filing.ts';
import { answerReview } from '../src/server/reviews/answer.ts';
import { attachStudent } from '../src/server/roster/attach.ts';
import type { PlannedAnswer, PlannedIncident } from './incident-plan.ts';
import { must } from './setup.ts';
import { at, callerOf, later, type YearInput } from './stage.ts';

/** Filed within the last six days: the school's part is still to be done. */
const isRecent = (input: YearInput, incident: PlannedIncident): boolean =>
  incident.filedAt > later(input.now, -6 * 24 * 60);

async function answer(
  input: YearInput,
  incident: PlannedIncident,
  side: 'police' | 'school',
  planned: PlannedAnswer,
): Promise<void> {
  const moment = later(incident.filedAt, planned.afterHours * 60);
  // Whoever has not had the time yet still has the answer to give; school leaders have last week's before them.
  if (moment > input.now || (side === 'school' && isRecent(input, incident))) return;
  const who = callerOf(input, side === 'police' ? 'supervisor' : `leader${incident.school}`);
  must(
    'answer a review',
    await answerReview(at(input, moment), who, {
      incidentId: incident.id,
      side,
      incidentVersion: incident.amended ? 2 : 1,
      baseVersion: 0,
      reason: '',
      involvementAppropriate: planned.involvement,
      actionAppropriate: planned.action,
      comment: planned.comment,
      wordsChecked: true,
    }),
  );
}

/** Plays one incident: written and filed by the officer, attached by the school, answered by both sides. */
export async function playIncident(input: YearInput, incident: PlannedIncident): Promise<void> {
  const { program } = input;
  const officer = callerOf(input, `officer${incident.officer}`);
  const schoolId = program.schoolIds[incident.school] ?? '';
  const callId = incident.call?.request.id ?? null;
  const started = must(
    'start an incident',
    await startIncident(at(input, incident.startedAt), officer, {
      id: incident.id,
      schoolId,
      callId,
      occurredAt: incident.startedAt.toISOString(),
    }),
  );
  const saved = must(
    'save a draft',
    await saveDraft(at(input, incident.filedAt), officer, {
      id: incident.id,
      revision: started.revision,
      draft: incident.draft,
    }),
  );
  must(
    'file an incident',
    await fileIncident(at(input, incident.filedAt), officer, { id: incident.id, revision: saved.revision }),
  );
  if (incident.amended) {
    const body = {
      ...incident.draft,
      narrative: {
        text: `${incident.draft.narrative?.text ?? ''} Added later: the counselor called the family the same day.`,
        nameCheck: 'checked' as const,
      },
    };
    must(
      'amend an incident',
      await amendIncident(at(input, later(incident.filedAt, 90)), officer, {
        id: incident.id,
        baseVersion: 1,
        reason: 'Something was left out.',
        body,
      }),
    );
  }
  const leader = callerOf(input, `leader${incident.school}`);
  const attachedAt = later(incident.filedAt, 120);
  for (const { key, student } of isRecent(input, incident) ? [] : incident.attached) {
    if (student === null) continue;
    const rosterStudentId = program.rosterIds.get(student.number) ?? '';
    must(
      'attach a student',
      await attachStudent(at(input, attachedAt), leader, { incidentId: incident.id, studentKey: key, rosterStudentId }),
    );
  }
  await answer(input, incident, 'police', incident.police);
  await answer(input, incident, 'school', incident.school_);
}
