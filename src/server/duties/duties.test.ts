import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer } from '../../../tests/support/mail-server.ts';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import type { CallRequest } from '../../domain/calls/record.ts';
import { requestCall } from '../calls/commands.ts';
import { takeStep } from '../calls/steps.ts';
import { raiseLeanedOn } from '../findings/commands.ts';
import { startClockwork } from '../platform/jobs/clockwork.ts';
import { sendMails } from '../platform/jobs/mailer.ts';
import type { Service } from '../platform/service.ts';
import { sendReminders } from './reminders.ts';

const world = await testWorld();
const { people, schools } = world.program;
const start = new Date('2026-10-14T15:00:00Z');
let mail: MailServer | null = null;

async function call(part: Partial<CallRequest>): Promise<string> {
  const id = uuidv7();
  const result = await requestCall(world.service, people.schoolStaff.caller, {
    id,
    schoolId: schools[0],
    requestedAt: world.clock.now.toISOString(),
    callerRole: 'teacher',
    throughDispatchFrom: null,
    enteredVia: 'staffPage',
    matterCode: 'phoneUse',
    place: 'classroom',
    placeDetail: '',
    description: 'He is called Jordan and sits in row three',
    emergency: false,
    answers: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
    ...part,
  });
  expect(result).toMatchObject({ ok: true });
  return id;
}

async function leanedOn(): Promise<string> {
  const id = uuidv7();
  const result = await raiseLeanedOn(world.service, people.officer.caller, {
    id,
    schoolId: schools[0],
    callId: await call({}),
    incidentId: null,
    callerRole: null,
    note: 'Jordan again',
  });
  expect(result).toMatchObject({ ok: true });
  return id;
}

const withMail = (url: string): Service => ({ ...world.service, config: { ...world.service.config, smtpUrl: url } });
const duties = async (person: TestPerson) => (await world.request(person, 'GET', '/duties')).json().items as Duty[];

interface Duty {
  readonly kind: string;
  readonly recordId: string;
  readonly link: string;
  readonly overdue: boolean;
  readonly dueAt: string | null;
}

beforeEach(async () => {
  world.clock.now = start;
  await world.database.query('DELETE FROM finding; DELETE FROM notification; DELETE FROM mail_outbox');
});
afterEach(async () => {
  await mail?.stop();
  mail = null;
});

describe('what waits for a person', () => {
  it('[P3.1] an officer sees emergencies first, then calls of the own school, then answers owed to the gate', async () => {
    const emergency = await call({ emergency: true, answers: null });
    const owed = await call({ emergency: true, answers: null });
    await takeStep(world.service, people.officer.caller, owed, { id: uuidv7(), action: 'acknowledge' });
    const waiting = await call({ matterCode: 'intruder' });
    const mine = await duties(people.officer);
    expect(mine.map(({ kind, recordId }) => ({ kind, recordId }))).toEqual([
      { kind: 'emergency', recordId: emergency },
      { kind: 'callWaiting', recordId: waiting },
      { kind: 'gateAfterwards', recordId: owed },
    ]);
    expect(mine[2]).toMatchObject({ link: `/calls/${owed}`, dueAt: '2026-10-16T04:59:00.000Z', overdue: false });
    // The other officer's school is another one: only the emergency concerns both.
    expect((await duties(people.otherOfficer)).map((duty) => duty.kind)).toEqual(['emergency']);
    expect(await duties(people.schoolStaff)).toEqual([]);
  });

  it('[P3.1] a call at a school without an officer waits for every officer', async () => {
    const end = (day: string | null) =>
      world.database.query('UPDATE assignment SET until_day = $2 WHERE school_id = $1', [schools[0], day]);
    const waiting = await call({ matterCode: 'intruder' });
    const sees = async () => (await duties(people.otherOfficer)).some((duty) => duty.recordId === waiting);
    expect(await sees()).toBe(false);
    await end('2026-10-13');
    expect(await sees()).toBe(true);
    await end(null);
  });

  it('[P3.3] supervisor and coordinator see findings to settle with their clock; an incident said to come is due', async () => {
    const id = await leanedOn();
    for (const person of [people.supervisor, people.districtCoordinator]) {
      expect(await duties(person)).toMatchObject([{ kind: 'finding', recordId: id, link: `/findings/${id}` }]);
    }
    const gone = await call({ matterCode: 'intruder' });
    await takeStep(world.service, people.officer.caller, gone, { id: uuidv7(), action: 'acknowledge' });
    await takeStep(world.service, people.officer.caller, gone, {
      id: uuidv7(),
      action: 'finish',
      result: 'incident',
      activityId: null,
    });
    expect(await duties(people.officer)).toContainEqual(
      expect.objectContaining({ kind: 'incidentToWrite', link: `/incidents/new?call=${gone}` }),
    );
  });

  it("shows a person's own notices and lets them be marked as read", async () => {
    await leanedOn();
    const [notice] = (await world.request(people.supervisor, 'GET', '/notices')).json() as {
      id: string;
      body: string;
      read: boolean;
    }[];
    expect(notice?.body).toContain('by October 16, 2026');
    await world.request(people.officer, 'POST', '/notices/read', { ids: [notice?.id] });
    expect((await world.request(people.supervisor, 'GET', '/notices')).json()[0]).toMatchObject({ read: false });
    await world.request(people.supervisor, 'POST', '/notices/read', { ids: [notice?.id] });
    expect((await world.request(people.supervisor, 'GET', '/notices')).json()[0]).toMatchObject({ read: true });
  });
});

describe('reminders', () => {
  it('[P3.3] one reminder of a finding due by the next school day, however often and at once the job runs', async () => {
    const id = await leanedOn();
    expect(await sendReminders(world.service)).toBe(0);
    world.clock.now = new Date('2026-10-15T15:00:00Z');
    const sent = await Promise.all([sendReminders(world.service), sendReminders(world.service)]);
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await sendReminders(world.service)).toBe(0);
    world.clock.now = new Date('2026-10-20T15:00:00Z');
    expect(await sendReminders(world.service)).toBe(0);
    const reminded = await world.database.query<{ person_id: string; params: { due: string } }>(
      `SELECT person_id, params FROM notification WHERE kind = 'findingDue' AND record_id = $1`,
      [id],
    );
    expect(reminded).toHaveLength(2);
    expect(reminded[0]?.params.due).toBe('2026-10-16');
    const trail = await world.database.query(
      `SELECT role FROM audit_entry WHERE event = 'reminder.sent' AND record_id = $1`,
      [id],
    );
    expect(trail).toEqual([{ role: 'system' }]);
  });

  it('[P3.3] reminds on Friday of what is due on Monday, never at night, and not of what is settled', async () => {
    world.clock.now = new Date('2026-10-15T15:00:00Z');
    const id = await leanedOn();
    world.clock.now = new Date('2026-10-16T10:00:00Z');
    expect(await sendReminders(world.service)).toBe(0);
    world.clock.now = new Date('2026-10-16T15:00:00Z');
    expect(await sendReminders(world.service)).toBe(1);
    await world.database.query(`UPDATE finding SET state = 'resolved', reminded_at = NULL WHERE id = $1`, [id]);
    expect(await sendReminders(world.service)).toBe(0);
  });

  it('[P7.6] reminds the side whose answer to an incident is due, and not the other', async () => {
    const incidentId = uuidv7();
    await world.database.query(
      `INSERT INTO incident (program_id, id, school_id, local_day, occurred_at, owner_id, officer_id, state)
       VALUES ($1, $2, $3, '2026-10-12', now(), $4, $5, 'filed')`,
      [world.program.id, incidentId, schools[0], people.officer.id, world.program.officerIds[0]],
    );
    for (const [side, due] of [
      ['school', '2026-10-14T23:00:00Z'],
      ['police', '2026-10-21T23:00:00Z'],
    ]) {
      await world.database.query(
        `INSERT INTO review (program_id, incident_id, side, school_id, owner_id, state, asked_at, due_at) VALUES ($1, $2, $3, $4, $5, 'open', now(), $6)`,
        [world.program.id, incidentId, side, schools[0], people.officer.id, due],
      );
    }
    expect(await sendReminders(world.service)).toBe(1);
    const told = await world.database.query(`SELECT person_id FROM notification WHERE kind = 'reviewDue'`);
    expect(told).toEqual([{ person_id: people.schoolLeader.id }]);
    expect(await duties(people.schoolLeader)).toMatchObject([
      { kind: 'reviewSchool', link: `/incidents/${incidentId}` },
    ]);
    expect((await duties(people.supervisor)).map((duty) => duty.kind)).toEqual(['reviewPolice']);
  });
});

describe('mail', () => {
  it('[P3.3] reaches supervisor and district through a real SMTP server, each in the own language, with no student data', async () => {
    await world.database.query(`UPDATE member SET language = 'es' WHERE person_id = $1`, [
      people.districtCoordinator.id,
    ]);
    const id = await leanedOn();
    mail = await startMailServer();
    const service = withMail(mail.url);
    const both = await Promise.all([sendMails(service), sendMails(service)]);
    expect(both.reduce((sum, { sent }) => sum + sent, 0)).toBe(2);
    expect(await sendMails(service)).toEqual({ sent: 0, failed: 0 });
    const to = (person: TestPerson) => mail?.mails.filter((one) => one.to.includes(person.email)) ?? [];
    expect(to(people.supervisor)).toHaveLength(1);
    expect(to(people.supervisor)[0]).toMatchObject({ subject: 'To settle: an officer was asked into a school matter' });
    expect(to(people.supervisor)[0]?.text).toContain('October 16, 2026');
    expect(to(people.supervisor)[0]?.text).toContain(`/app/findings/${id}`);
    expect(to(people.districtCoordinator)[0]?.subject).toBe(
      'Por resolver: se llamó a un oficial para un asunto escolar',
    );
    expect(to(people.districtCoordinator)[0]?.text).toContain('16 de octubre de 2026');
    for (const one of mail.mails) expect(one.text).not.toMatch(/Jordan|row three|\{\{/);
  });

  it('[P3.3] is kept while the mail server is down and sent later, once', async () => {
    await leanedOn();
    mail = await startMailServer();
    const { url } = mail;
    await mail.stop();
    mail = null;
    expect(await sendMails(withMail(url))).toEqual({ sent: 0, failed: 1 });
    const [waiting] = await world.database.query<{ attempts: number; last_error: string }>(
      'SELECT attempts, last_error FROM mail_outbox WHERE attempts > 0',
    );
    expect(waiting).toMatchObject({ attempts: 1, last_error: expect.stringMatching(/ECONNREFUSED|connect/) });
    mail = await startMailServer();
    world.clock.now = new Date(start.getTime() + 31_000);
    expect(await sendMails(withMail(mail.url))).toEqual({ sent: 2, failed: 0 });
    expect(mail.mails).toHaveLength(2);
  });

  it('is not sent where the program has mail turned off; the notice in the app is there anyway', async () => {
    await world.database.query(
      `INSERT INTO program_policy (program_id, holds_from, policy, set_at) VALUES ($1, '2026-08-01', $2, now())`,
      [
        world.program.id,
        JSON.stringify({
          reviewSchoolDays: 5,
          enforcementReviewSchoolDays: 3,
          improperInvolvementSchoolDays: 2,
          gateAfterwardsSchoolDays: 1,
          documentationMinutesPerDay: 45,
          repeatCallerThreshold: 3,
          mailOn: false,
        }),
      ],
    );
    await leanedOn();
    expect(await world.database.query('SELECT 1 FROM mail_outbox')).toEqual([]);
    expect(await world.database.query('SELECT 1 FROM notification')).toHaveLength(2);
    await world.database.query('DELETE FROM program_policy');
  });

  it('goes out by the clockwork, which stops only when the run under way is done', async () => {
    await leanedOn();
    mail = await startMailServer();
    const clockwork = startClockwork(withMail(mail.url), [
      { name: 'mail', everyMs: 60_000, run: (service) => sendMails(service) },
    ]);
    await clockwork.stop();
    expect(mail.mails).toHaveLength(2);
  });
});
