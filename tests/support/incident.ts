import { expect, type Page } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import type { IncidentDraft } from '../../src/domain/incidents/record.ts';
import type { OwnProgram } from './program.ts';

/** Sends a change as the person signed in on the page, past the form: for what a walk begins with. */
async function change<T>(
  page: Page,
  program: OwnProgram,
  method: 'POST' | 'PUT',
  path: string,
  data: object,
): Promise<T> {
  const { csrfToken } = (await (await page.request.get('/api/me')).json()) as { csrfToken: string };
  const url = `/api/programs/${program.id}${path}`;
  const response = await page.request.fetch(url, { method, data, headers: { 'x-csrf-token': csrfToken } });
  expect(response.ok(), `${response.status()} ${path}: ${await response.text()}`).toBe(true);
  return (await response.json()) as T;
}

/** A draft of the officer on the page with everything it needs: a talk, and no police power used. Returns its id. */
export async function makeDraft(page: Page, program: OwnProgram): Promise<{ id: string; revision: number }> {
  const id = uuidv7();
  const occurredAt = new Date(Date.now() - 3_600_000).toISOString();
  const schoolId = program.schools[0].id;
  const body = { id, schoolId, originKind: 'selfInitiated', occurredAt };
  const { revision } = await change<{ revision: number }>(page, program, 'POST', '/incidents', body);
  const draft: IncidentDraft = {
    what: { matterCode: 'fightActive', offense: null, setting: 'schoolGrounds', place: 'hallway', occurredAt },
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
  const saved = await change<{ revision: number }>(page, program, 'PUT', `/incidents/${id}/draft`, { revision, draft });
  return { id, revision: saved.revision };
}

/** The same, filed. */
export async function fileIncident(page: Page, program: OwnProgram): Promise<string> {
  const { id, revision } = await makeDraft(page, program);
  await change(page, program, 'POST', `/incidents/${id}/file`, { revision });
  return id;
}
