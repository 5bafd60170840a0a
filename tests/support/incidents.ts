import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import type { IncidentDraft } from '../../src/domain/incidents/record.ts';
import type { IncidentView } from '../../src/server/incidents/views.ts';
import type { TestPerson, testWorld } from './world.ts';

// Incidents as an officer writes them: drafts that may be filed as they are, and the requests that bring them there.

export const occurredAt = '2026-10-14T09:12:00-05:00';

type Student = NonNullable<IncidentDraft['students']>[number];
type Action = NonNullable<IncidentDraft['actions']>[number];

export const student = (more: Partial<Student> = {}): Student => ({
  key: uuidv7(),
  role: 'subject',
  grade: '10',
  sex: 'M',
  races: ['white'],
  ageBand: '15to17',
  outcomes: ['returnedToSchool'],
  ...more,
});

export const whole = (more: Partial<IncidentDraft> = {}): IncidentDraft => ({
  what: { matterCode: 'assaultWithInjury', offense: '13B', setting: 'schoolGrounds', place: 'hallway', occurredAt },
  origin: {
    kind: 'selfInitiated',
    selfInitiatedReason: 'sawIt',
    why: 'Two students were fighting',
    gate: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
  },
  students: [student()],
  firstSteps: {
    talkedFirst: 'yes',
    deEscalation: ['calmVoice'],
    counselorCalled: 'yes',
    familyCalled: 'yes',
    restorativePractice: 'no',
    diversionOffered: 'notNeeded',
  },
  noActions: true,
  narrative: { text: 'Two students were fighting in the hallway. They were parted.', nameCheck: 'checked' },
  ...more,
});

export const search = (studentKey: string, more: Partial<Action> = {}): Action => ({
  key: uuidv7(),
  kind: 'search',
  studentKey,
  basis: ['reasonableSuspicion'],
  basisText: 'A witness saw a knife put into the bag.',
  deEscalationTried: ['calmVoice'],
  ageAndSize: { considered: 'yes', note: 'Tall, calm.' },
  disabilityModifications: { considered: 'yes', made: 'noneNeeded' },
  alternatives: ['schoolHandlesIt'],
  whyAlternativesFailed: 'A knife was seen.',
  search: { basis: 'reasonableSuspicion', scope: ['bag'], result: 'nothing', askedBySchool: 'no', adultWitness: 'yes' },
  ...more,
});

/** The steps from nothing to a filed incident, over HTTP, by the officer of a world unless another is named. */
export function incidentSteps({ request, program }: Awaited<ReturnType<typeof testWorld>>) {
  const { people } = program;
  async function started(person: TestPerson = people.officer, more: object = {}): Promise<string> {
    const id = uuidv7();
    const answer = await request(person, 'POST', '/incidents', { id, schoolId: program.schools[0], ...more });
    expect(answer.json()).toEqual({ id, revision: 1 });
    return id;
  }

  async function drafted(draft: IncidentDraft): Promise<{ id: string; revision: number }> {
    const id = await started();
    const saved = await request(people.officer, 'PUT', `/incidents/${id}/draft`, { revision: 1, draft });
    expect(saved.json()).toMatchObject({ revision: 2 });
    return { id, revision: 2 };
  }

  async function filed(draft: IncidentDraft = whole()): Promise<string> {
    const { id, revision } = await drafted(draft);
    const answer = await request(people.officer, 'POST', `/incidents/${id}/file`, { revision });
    expect(answer.json()).toMatchObject({ version: 1 });
    return id;
  }

  const view = async (person: TestPerson, id: string) =>
    (await request(person, 'GET', `/incidents/${id}`)).json() as IncidentView;

  return { started, drafted, filed, view };
}
