import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityBody } from '../../../src/domain/activities/record.ts';
import type { CallRequest } from '../../../src/domain/calls/record.ts';
import type { IncidentDraft } from '../../../src/domain/incidents/record.ts';
import type { Ledger } from './ledger.ts';
import type { FaultProgram, Writer } from './program.ts';

/** A phone waits so long for an answer (src/web/api/client.ts). */
const answerMs = 20_000;
/** No fault of a run lasts longer; a write not acknowledged by then is a fault itself. */
const giveUpMs = 240_000;

export interface Writers {
  /** Lets every write under way be acknowledged and starts no more; returns when all are still. */
  pause(): Promise<void>;
  resume(): void;
  /** Ends all writers, after their last write is acknowledged. Throws where one was refused. */
  stop(): Promise<void>;
}

export interface WritersOptions {
  readonly url: string;
  readonly program: FaultProgram;
  readonly ledger: Ledger;
  readonly random: () => number;
  /** Whether a connection that breaks is a fault: true where the server itself is never stopped. */
  readonly serverStays: boolean;
  /** How the server ended for good; null while it runs or is being started again. */
  readonly ended: () => string | null;
}

interface Still {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/**
 * Starts one writer a person of the program. Each writes activities, incidents and their amendments, or calls, one
 * request after the other, and sends each again under the same id, with the same content, until it is acknowledged: as
 * the phone's outbox does.
 */
export function startWriters(options: WritersOptions): Writers {
  const { ledger } = options;
  let paused: Still | null = null;
  let stopped = false;
  let busy = 0;

  async function gate(): Promise<boolean> {
    while (paused !== null && !stopped) await paused.promise;
    return !stopped;
  }

  /** One write, sent until it is acknowledged. Returns its answer, or null when there shall be no more writes. */
  async function write<T>(writer: Writer, method: string, path: string, body: object): Promise<T | null> {
    // Paused again between the gate's word and here: back to the gate.
    do if (!(await gate())) return null;
    while (paused !== null && !stopped);
    busy += 1;
    try {
      const began = Date.now();
      while (Date.now() - began < giveUpMs && options.ended() === null) {
        const answer = await once<T>(options, writer, method, path, body);
        if (answer !== null) {
          ledger.acknowledged += 1;
          return answer;
        }
        ledger.retries += 1;
        await sleep(50 + options.random() * 200);
      }
      throw new Error(options.ended() ?? `${method} ${path} was not acknowledged in ${giveUpMs / 1000} s`);
    } finally {
      busy -= 1;
    }
  }

  const running = Promise.allSettled(
    options.program.writers.map(async (writer) => {
      for (let turn = 0; !stopped; turn += 1) {
        if (writer.role === 'schoolStaff') await writeCall(options, write, writer);
        else if (turn % 4 === 3) await writeIncident(options, write, writer);
        else await writeActivity(options, write, writer, turn % 2 === 1);
      }
    }),
  );
  return {
    async pause() {
      const still = Promise.withResolvers<void>();
      paused = still;
      while (busy > 0) await sleep(10);
    },
    resume() {
      paused?.resolve();
      paused = null;
    },
    async stop() {
      stopped = true;
      paused?.resolve();
      for (const outcome of await running) if (outcome.status === 'rejected') ledger.fault(String(outcome.reason));
    },
  };
}

type Write = <T>(writer: Writer, method: string, path: string, body: object) => Promise<T | null>;

/** Sends once. Returns the body of an acknowledgement; null where sending again is right. Throws for a refusal. */
async function once<T>(
  { url, program, ledger, serverStays }: WritersOptions,
  writer: Writer,
  method: string,
  path: string,
  body: object,
): Promise<T | null> {
  const began = performance.now();
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${url}/api/programs/${program.id}${path}`, {
      method,
      headers: writer.headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    text = await answer.text();
  } catch (error) {
    ledger.refused(0);
    if (serverStays) ledger.fault(`${method} ${path}: no answer (${String(error)})`);
    return null;
  } finally {
    ledger.slowestMs = Math.max(ledger.slowestMs, performance.now() - began);
  }
  if (answer.ok) return JSON.parse(text) as T;
  ledger.refused(answer.status);
  if (answer.status === 503) {
    if (!isReadable(answer, text)) ledger.fault(`unreadable 503: ${text.slice(0, 200)}`);
    return null;
  }
  throw new Error(`${method} ${path} was refused with ${answer.status}: ${text.slice(0, 500)}`);
}

/** A problem in words, with what to do and when to try again. */
export function isReadable(answer: Response, text: string): boolean {
  if (!(answer.headers.get('content-type') ?? '').startsWith('application/problem+json')) return false;
  const problem = JSON.parse(text) as { code?: string; title?: string; detail?: string };
  const known = problem.code === 'common.unavailable' || problem.code === 'common.noRoom';
  return known && (problem.title ?? '') !== '' && (problem.detail ?? '') !== '' && answer.headers.has('retry-after');
}

let written = 0;
/** A text that no other write of the run has. */
const newMark = (): string => {
  written += 1;
  return `mark ${process.pid} ${written}`;
};

async function writeActivity({ program, ledger }: WritersOptions, write: Write, writer: Writer, change: boolean) {
  const id = uuidv7();
  const body = (note: string): ActivityBody => ({
    kind: 'mentoring',
    topic: 'informalTalk',
    schoolId: program.schoolId,
    startedAt: new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000).toISOString(),
    minutes: 10,
    role: 'informalCounselor',
    statutoryFunction: 'other',
    functionOtherReason: 'relationshipBuilding',
    audience: 'students',
    audienceSize: 3,
    note,
  });
  const [first, second] = [newMark(), newMark()];
  // The content is made once: what is sent again is the same to the letter.
  const logged = await write(writer, 'POST', '/activities', { id, reason: null, ...body(first) });
  if (logged === null) return;
  ledger.of(id, 'activity').versions.push(first);
  if (!change) return;
  const changed = await write(writer, 'PUT', `/activities/${id}`, { baseVersion: 1, reason: null, body: body(second) });
  if (changed !== null) ledger.of(id, 'activity').versions.push(second);
}

async function writeCall({ program, ledger }: WritersOptions, write: Write, writer: Writer) {
  const mark = newMark();
  const call: CallRequest = {
    id: uuidv7(),
    schoolId: program.schoolId,
    requestedAt: new Date().toISOString(),
    callerRole: 'teacher',
    throughDispatchFrom: null,
    enteredVia: 'staffPage',
    matterCode: 'phoneUse',
    place: 'classroom',
    placeDetail: '204',
    description: mark,
    emergency: false,
    answers: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
  };
  if ((await write(writer, 'POST', '/calls', call)) !== null) ledger.of(call.id, 'call').versions.push(mark);
}

/** A whole incident, told in one text. */
function incident(occurredAt: string, key: string, text: string): IncidentDraft {
  return {
    what: { matterCode: 'fightActive', offense: '13B', setting: 'schoolGrounds', place: 'hallway', occurredAt },
    origin: {
      kind: 'selfInitiated',
      selfInitiatedReason: 'sawIt',
      why: 'Two students were fighting',
      gate: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
    },
    students: [
      {
        key,
        role: 'subject',
        grade: '10',
        sex: 'M',
        races: ['white'],
        ageBand: '15to17',
        outcomes: ['returnedToSchool'],
      },
    ],
    firstSteps: {
      talkedFirst: 'yes',
      deEscalation: ['calmVoice'],
      counselorCalled: 'yes',
      familyCalled: 'yes',
      restorativePractice: 'no',
      diversionOffered: 'notNeeded',
    },
    noActions: true,
    narrative: { text, nameCheck: 'checked' },
  };
}

async function writeIncident({ program, ledger }: WritersOptions, write: Write, writer: Writer) {
  const [id, key, first, second] = [uuidv7(), uuidv7(), newMark(), newMark()];
  const occurredAt = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  const told = (mark: string): IncidentDraft => incident(occurredAt, key, `The two were parted. ${mark}`);
  const started = await write(writer, 'POST', '/incidents', { id, schoolId: program.schoolId });
  if (started === null) return;
  const record = ledger.of(id, 'incident');
  record.draft = { revision: 1, mark: null };
  const saved = await write<{ revision: number }>(writer, 'PUT', `/incidents/${id}/draft`, {
    revision: 1,
    draft: told(first),
  });
  if (saved === null) return;
  record.draft = { revision: saved.revision, mark: first };
  const filed = await write(writer, 'POST', `/incidents/${id}/file`, { revision: saved.revision });
  if (filed === null) return;
  record.draft = null;
  record.versions.push(first);
  const amendment = { baseVersion: 1, reason: 'A clearer text.', body: told(second) };
  if ((await write(writer, 'POST', `/incidents/${id}/amend`, amendment)) !== null) record.versions.push(second);
}
