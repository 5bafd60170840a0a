import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildApp } from '../../src/server/app.ts';
import { jobs } from '../../src/server/jobs.ts';
import { inProgram } from '../../src/server/platform/database/tenancy.ts';
import { buildServer } from '../../src/server/platform/http/server.ts';
import { startClockwork } from '../../src/server/platform/jobs/clockwork.ts';
import { logOptions } from '../../src/server/platform/logging.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { Method } from '../support/operations.ts';
import { makeRecords, type RecordSet } from '../support/records.ts';
import { identityIn, rosterBundle, rosterForm, rosterPeople } from '../support/roster-people.ts';
import { personKeys, type TestPerson, testWorld } from '../support/world.ts';

/**
 * Who a student is leaves the vault by one door: an answer to the school's side. A world is worked through from import
 * to mail, and filled with wrong inputs that hold names; then everything else that left the server is searched for
 * every name, number and birth date of the roster.
 */
const world = await testWorld();
const { program, database } = world;
const { recordsOfficer, schoolLeader, officer, programAdmin, schoolStaff } = program.people;
const students = rosterPeople(40);
const [jane = students[0], john = students[2]] = students;
if (jane === undefined || john === undefined) throw new Error('no students');

const lines: string[] = [];
const log = { write: (line: string) => void lines.push(line) };
const mail = await startMailServer();
const service = {
  ...world.service,
  config: { ...world.service.config, smtpUrl: mail.url },
  log: pino(logOptions('trace'), log),
};
const app = await buildApp(service, { ...logOptions('trace'), stream: log });
afterAll(async () => {
  await app.close();
  await mail.stop();
});

interface Sent {
  readonly who: string;
  readonly what: string;
  readonly answer: LightMyRequestResponse;
}
const sent: Sent[] = [];

async function send(
  person: TestPerson | null,
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const answer = await app.inject({
    method,
    url: path.startsWith('/') && !path.startsWith('/~') ? path : `/api/programs/${program.id}${path.slice(2)}`,
    headers: { ...(person === null ? {} : { 'x-csrf-token': person.csrfToken }), ...headers },
    cookies: person === null ? {} : { opensro: person.cookie },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  sent.push({ who: person?.name ?? 'nobody', what: `${method} ${path}`, answer });
  return answer;
}

/** A path within the program. */
const at = (path: string): string => `/~${path}`;

async function importRoster(person: TestPerson, files: Readonly<Record<string, string>>, dryRun = false) {
  const { payload, type } = rosterForm(files);
  const upload = (query: string) =>
    send(person, 'POST', at(`/imports/roster?${query}`), payload, { 'content-type': type });
  const checked = await upload('dryRun=true');
  const digest = (checked.json() as { digest?: string }).digest ?? '';
  return dryRun || digest === '' ? checked : upload(`digest=${digest}`);
}

let records: RecordSet;

/** What the day is meant to be like: the roster comes in, students are found, attached and looked at. */
async function properTraffic(): Promise<void> {
  const imported = await importRoster(recordsOfficer, rosterBundle(students));
  expect(imported.json(), imported.body).toMatchObject({ added: 40, refused: false });
  records = await makeRecords({ ...world, service }, program, 0);
  await send(schoolLeader, 'POST', at('/identity/purpose'), { purpose: 'attachToIncident' });
  const [schoolId] = program.schools;
  for (const text of [jane?.family, jane?.number, jane?.given, 'nobody at all']) {
    const found = await send(schoolLeader, 'POST', at('/roster/search'), { schoolId, text });
    expect(found.statusCode, found.body).toBe(200);
  }
  const found = await send(schoolLeader, 'POST', at('/roster/search'), { schoolId, text: jane?.family });
  const [hit] = (found.json() as { hits: { id: string; name: string }[] }).hits;
  expect(hit?.name).toContain(jane?.family);
  const student = `/incidents/${records.filed}/students/${records.studentKey}`;
  expect((await send(schoolLeader, 'PUT', at(`${student}/identity`), { rosterStudentId: hit?.id })).statusCode).toBe(
    200,
  );
  expect((await send(schoolLeader, 'POST', at(`${student}/name`), {})).body).toContain(jane?.family);
  const facts = {
    grade: '10',
    sex: 'F',
    races: ['white'],
    ageBand: '15to17',
    disability: 'none',
    englishLearner: 'no',
  };
  const byHand = { studentNumber: john?.number, facts, reason: 'notOnRoster' };
  await send(schoolLeader, 'PUT', at(`${student}/identity`), { byHand });
  await send(schoolStaff, 'POST', at('/calls'), {
    ...{ id: uuidv7(), schoolId, requestedAt: world.clock.now.toISOString(), callerRole: 'teacher' },
    ...{
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode: 'fightActive',
      place: 'hallway',
      placeDetail: '',
    },
    ...{ description: `${jane?.given} ${jane?.family} hits`, emergency: true, answers: null },
  });
  for (const key of personKeys)
    for (const path of ['/incidents', `/incidents/${records.filed}`, `/incidents/${records.filed}/attached`, '/trail'])
      await send(program.people[key], 'GET', at(path));
}

/** What goes wrong, each time with a name in it. */
async function wrongTraffic(): Promise<void> {
  const name = `${jane?.given} ${jane?.family}`;
  const encoded = encodeURIComponent(name);
  const bent = [
    rosterBundle(students, (rows) => rows.users?.push([...(rows.users[1] ?? [])])),
    rosterBundle(students, (rows) => rows.demographics?.[1]?.splice(3, 1, `born ${jane?.birthDate} ${name}`)),
    rosterBundle(students, (rows) => rows.users?.[1]?.splice(10, 1, `grade of ${name}`)),
    rosterBundle(students, (rows) => rows.users?.[1]?.splice(3, 1, `school of ${name}`)),
    rosterBundle(students, (rows) => rows.users?.[1]?.splice(4, 1, name)),
    { 'orgs.csv': `${name},${jane?.number}\n"unclosed ${name}` },
  ];
  for (const files of bent)
    for (const person of [recordsOfficer, schoolLeader]) await importRoster(person, files, true);
  for (const person of [null, officer, programAdmin, schoolLeader, program.people.supervisor]) {
    for (const path of [`/${encoded}`, `/api/${encoded}`, `/app/${encoded}`, `/program/${encoded}?x=${encoded}`])
      await send(person, 'GET', path);
    for (const path of [
      `/incidents/${encoded}`,
      `/incidents?officerId=${encoded}`,
      `/trail?recordId=${encoded}&event=${encoded}`,
    ])
      await send(person, 'GET', at(path));
    await send(person, 'POST', '/api/session', { email: `${jane?.given}@example.org`, password: name });
    await send(person, 'POST', '/api/invitation', { token: `${name}${'x'.repeat(20)}`, password: name });
    await send(person, 'POST', '/api/recovery', { email: `${jane?.family}@example.org` });
    await send(person, 'POST', at('/roster/search'), { schoolId: program.schools[1], text: name });
    await send(person, 'POST', at('/activities'), { id: name, kind: name, note: name, startedAt: jane?.birthDate });
    await send(person, 'PUT', at(`/incidents/${records.draft}/draft`), { revision: 1, draft: { narrative: name } });
    await send(person, 'PUT', at(`/incidents/${records.filed}/students/${records.studentKey}/identity`), {
      byHand: { studentNumber: jane?.number, reason: name },
    });
    await send(person, 'POST', at('/calls'), `{"description": "${name}" ${name}`, {
      'content-type': 'application/json',
    });
    await send(person, 'POST', at('/calls'), name, { 'content-type': `text/${jane?.family}` });
    await send(person, 'GET', `/api/me`, undefined, {
      cookie: `opensro=${encoded}`,
      'user-agent': name,
      referer: name,
    });
    await send(person, 'PATCH', '/api/me', { language: name });
  }
}

/** A database that refuses what it is given, and code that throws what it holds. */
async function failures(): Promise<void> {
  const bare = await buildServer(service, { ...logOptions('trace'), stream: log });
  const open = { config: { access: 'public' } } as const;
  const name = jane?.family ?? '';
  bare.get('/api/broken/type', open, () => sql`SELECT ${name}::int`.execute(service.databases.app));
  bare.get('/api/broken/key', open, () =>
    inProgram(service, { programId: program.id }, (tx) =>
      sql`INSERT INTO member (program_id, person_id, name, email) SELECT program_id, person_id, ${name}, ${name} FROM member`.execute(
        tx,
      ),
    ),
  );
  bare.get('/api/broken/check', open, () =>
    sql`INSERT INTO account_person (id, email, name) VALUES (${uuidv7()}, ${name}, ${name})`.execute(
      service.databases.auth,
    ),
  );
  bare.get('/api/broken/json', open, async () => JSON.parse(`{"name": ${name}`) as unknown);
  bare.get('/api/broken/twice', open, async (_, reply) => {
    await reply.send({});
    return reply.send({ name });
  });
  for (const kind of ['type', 'key', 'check', 'json', 'twice'])
    sent.push({
      who: 'nobody',
      what: kind,
      answer: await bare.inject({
        method: 'GET',
        url: `/api/broken/${kind}?${name}=${name}`,
        headers: { cookie: name },
      }),
    });
  const address = await bare.listen({ port: 0, host: '127.0.0.1' });
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => {
      socket.write(`GET /${name} HTTP/9.9\r\nX: ${name}\r\n\r\n`);
    });
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
  await bare.close();
  const failing = {
    name: 'failing',
    everyMs: 60_000,
    run: () => sql`SELECT ${name}::uuid`.execute(service.databases.worker),
  };
  const clockwork = startClockwork(service, [...jobs, failing]);
  await clockwork.stop();
}

beforeAll(async () => {
  await properTraffic();
  await wrongTraffic();
  await failures();
});

describe('[P7.8] no name, number or birth date of the roster is', () => {
  it('in the log, at any level, which does tell what happened', () => {
    const text = lines.join('');
    expect(lines.length).toBeGreaterThan(100);
    expect(identityIn(text, students)).toEqual([]);
    for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
    const told = lines.map(
      (line) => JSON.parse(line) as { requestId?: string; route?: string; err?: { code?: string } },
    );
    expect(told.some(({ requestId, route }) => requestId && route === '/api/programs/:programId/roster/search')).toBe(
      true,
    );
    const codes = told.flatMap(({ err }) => err?.code ?? []);
    expect(codes).toEqual(expect.arrayContaining(['22P02', '23505', '23514']));
  });

  it('in PostgreSQL’s own log', async () => {
    const text = readFileSync(inject('clusterLog'), 'utf8');
    expect(text).toContain('database system is ready');
    expect(identityIn(text, students)).toEqual([]);
    const settings = await database.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN ('log_statement', 'log_min_duration_statement', 'log_parameter_max_length',
         'log_parameter_max_length_on_error', 'log_min_error_statement', 'log_error_verbosity', 'log_min_messages') ORDER BY 1`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      log_error_verbosity: 'terse',
      log_min_duration_statement: '-1',
      log_min_error_statement: 'panic',
      log_min_messages: 'log',
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
      log_statement: 'none',
    });
  });

  it('in an error, whoever gets it', () => {
    const errors = sent.filter(({ answer }) => answer.statusCode >= 400);
    expect(errors.length).toBeGreaterThan(60);
    for (const { who, what, answer } of errors)
      expect(identityIn(answer.body, students), `${who}: ${what}`).toEqual([]);
  });

  it('in the report of an import, right or wrong', () => {
    const reports = sent.filter(({ what }) => what.includes('/imports/roster'));
    expect(reports.some(({ answer }) => answer.body.includes('"refused":true'))).toBe(true);
    for (const { who, what, answer } of reports)
      expect(identityIn(answer.body, students), `${who}: ${what}`).toEqual([]);
  });

  it('in any answer to the police side or to nobody', () => {
    const police = ['officer', 'otherOfficer', 'supervisor', 'agencyLeader'].map((role) => `${role} of first`);
    const own = /POST \/~\/activities|\/draft|POST \/~\/calls/;
    for (const { who, what, answer } of sent.filter(
      (one) => [...police, 'nobody'].includes(one.who) && !own.test(one.what),
    ))
      expect(identityIn(answer.body, students), `${who}: ${what}`).toEqual([]);
  });

  it('in an address the server names: redirects, links, links in mails', async () => {
    // The app's own pages repeat no address either: a page is the same for every path.
    const locations = sent
      .map(({ answer }) => `${answer.headers.location ?? ''} ${answer.headers.link ?? ''}`)
      .join('\n');
    expect(identityIn(locations, students)).toEqual([]);
    const links = await database.query('SELECT link, params FROM mail_outbox');
    expect(links.length).toBeGreaterThan(0);
    expect(identityIn(JSON.stringify(links), students)).toEqual([]);
  });

  it('in a mail or a notice', async () => {
    expect(mail.mails.length).toBeGreaterThan(0);
    expect(identityIn(JSON.stringify(mail.mails), students)).toEqual([]);
    expect(identityIn(JSON.stringify(await database.query('SELECT * FROM notification')), students)).toEqual([]);
  });

  it('in the trail of the program or of the accounts', async () => {
    const trails = [
      await database.query('SELECT payload FROM audit_entry'),
      await database.query('SELECT * FROM account_event'),
      await database.query('SELECT summary FROM import_run'),
    ];
    expect(identityIn(JSON.stringify(trails), students)).toEqual([]);
  });

  it('and one planted in a log line is found', () => {
    const found = `{"level":30,"msg":"searched for ${jane?.family?.toUpperCase()}"}\n`;
    expect(identityIn(lines.join('') + found, students)).toEqual([`family: ${jane?.family}`]);
  });
});
