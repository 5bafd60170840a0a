import { v7 as uuidv7 } from 'uuid';
import type { CallRequest } from '../../src/domain/calls/record.ts';
import type { IncidentDraft } from '../../src/domain/incidents/record.ts';
import type { ReviewForm } from '../../src/domain/reviews/record.ts';
import { type BenchPerson, entry } from './programs.ts';

/** Sends one request of a person, counted under a name; the answer's body. */
export type Send = <T>(name: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<T>;

/** Something a person sits down to do: one or more requests, with a pause of their own between steps. */
export interface Act {
  /** How often it is done beside the others of the role. */
  readonly weight: number;
  run(person: BenchPerson, send: Send, pause: () => Promise<void>): Promise<void>;
}

const now = (): string => new Date(Date.now() - 60_000).toISOString();

function incident(at: string): IncidentDraft {
  return {
    what: { matterCode: 'fightActive', offense: null, setting: 'schoolGrounds', place: 'hallway', occurredAt: at },
    origin: {
      kind: 'selfInitiated',
      selfInitiatedReason: 'sawIt',
      why: 'Two students were fighting.',
      gate: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
    },
    students: [
      {
        key: uuidv7(),
        role: 'subject',
        grade: '08',
        sex: 'M',
        races: ['white'],
        ageBand: '13to14',
        outcomes: ['returnedToSchool'],
      },
    ],
    firstSteps: {
      talkedFirst: 'yes',
      deEscalation: ['calmVoice'],
      counselorCalled: 'yes',
      familyCalled: 'yes',
      restorativePractice: 'notNeeded',
      diversionOffered: 'no',
    },
    noActions: true,
    actions: [],
    narrative: { text: 'I came between the two and they stopped.', nameCheck: 'checked' },
  };
}

const logContact: Act = {
  weight: 5,
  run: async (person, send) => {
    await send('log a contact', 'POST', '/activities', { id: uuidv7(), reason: null, ...entry(person) });
  },
};

const openDay: Act = {
  weight: 3,
  run: async (_person, send) => {
    await send('open the day', 'GET', '/day');
    await send('open calls', 'GET', '/calls?which=open&limit=25');
  },
};

const writeIncident: Act = {
  weight: 1,
  run: async (person, send, pause) => {
    const [id, at] = [uuidv7(), now()];
    const start = { id, schoolId: person.schoolId, originKind: 'selfInitiated', occurredAt: at };
    let { revision } = await send<{ revision: number }>('start an incident', 'POST', '/incidents', start);
    const { what, origin, ...rest } = incident(at);
    for (const draft of [{ what }, { origin }, rest]) {
      await pause();
      const saved = await send<{ revision: number }>('save a step', 'PUT', `/incidents/${id}/draft`, {
        revision,
        draft,
      });
      revision = saved.revision;
    }
    await pause();
    await send('file an incident', 'POST', `/incidents/${id}/file`, { revision });
  },
};

interface OpenCall {
  readonly id: string;
  readonly actions: readonly string[];
}

/** Only the first officer of a school takes its calls, so that two never take the same one. */
const answerCall: Act = {
  weight: 1,
  run: async (person, send, pause) => {
    const { calls } = await send<{ calls: OpenCall[] }>(
      'open calls',
      'GET',
      `/calls?which=open&limit=25&schoolId=${person.schoolId}`,
    );
    const call = calls.find(({ actions }) => actions.includes('acknowledge') || actions.includes('finish'));
    if (!person.first || call === undefined) return;
    const step = (body: object): Promise<unknown> =>
      send('answer a call', 'POST', `/calls/${call.id}/steps`, { id: uuidv7(), ...body });
    if (call.actions.includes('acknowledge')) {
      await step({ action: 'acknowledge' });
      await pause();
    }
    await step({ action: 'finish', result: 'nothingNeeded', activityId: null });
  },
};

const readIncidents: Act = {
  weight: 1,
  run: async (_person, send, pause) => {
    const { items } = await send<{ items: { id: string }[] }>('open incidents', 'GET', '/incidents?state=filed');
    const [chosen] = items;
    if (chosen === undefined) return;
    await pause();
    await send('read an incident', 'GET', `/incidents/${chosen.id}`);
    await send('read its answers', 'GET', `/incidents/${chosen.id}/reviews`);
  },
};

const firstScreen: Act = {
  weight: 3,
  run: async (person, send) => {
    await send('school at a glance', 'GET', `/school/summary?schoolId=${person.schoolId}`);
    await send('waiting for an answer', 'GET', '/reviews/waiting?side=school&limit=20');
  },
};

const answerIncident: Act = {
  weight: 2,
  run: async (_person, send, pause) => {
    const { items: waiting } = await send<{ items: { incidentId: string; again: boolean }[] }>(
      'waiting for an answer',
      'GET',
      '/reviews/waiting?side=school&limit=20',
    );
    const chosen = waiting.find(({ again }) => !again);
    if (chosen === undefined) return;
    await send('read an incident', 'GET', `/incidents/${chosen.incidentId}`);
    await pause();
    const form: ReviewForm = {
      incidentVersion: 1,
      baseVersion: 0,
      involvementAppropriate: 'yes',
      actionAppropriate: 'notApplicable',
      comment: '',
      reason: '',
      wordsChecked: true,
    };
    await send('answer an incident', 'PUT', `/incidents/${chosen.incidentId}/reviews/school`, form);
  },
};

const askForOfficer: Act = {
  weight: 1,
  run: async (person, send, pause) => {
    await send('open the request form', 'GET', '/calls/matters');
    const matterCode = 'fightActive';
    const answers = { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' } as const;
    await pause();
    await send('ask the gate', 'POST', '/calls/preview', { matterCode, answers });
    const body: CallRequest = {
      id: uuidv7(),
      schoolId: person.schoolId,
      requestedAt: now(),
      callerRole: 'administrator',
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode,
      place: 'hallway',
      placeDetail: '',
      description: 'Two students, second floor.',
      emergency: false,
      answers,
    };
    await send('ask for an officer', 'POST', '/calls', body);
  },
};

const lookAtNumbers: Act = {
  weight: 1,
  run: async (_person, send) => {
    await send('numbers of the year', 'GET', '/numbers');
  },
};

/** What officers and school leaders do in the course of a day, most often first. */
export const acts: Readonly<Record<BenchPerson['role'], readonly Act[]>> = {
  officer: [logContact, openDay, writeIncident, answerCall, readIncidents],
  schoolLeader: [firstScreen, answerIncident, readIncidents, askForOfficer, lookAtNumbers],
};
