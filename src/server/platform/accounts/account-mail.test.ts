import { afterAll, describe, expect, it } from 'vitest';
import { accountEvents, anew, enrol, newClient, testPassword, withPassword } from '../../../../tests/support/client.ts';
import { startMailServer } from '../../../../tests/support/mail-server.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { buildApp } from '../../app.ts';
import { sendMails } from '../jobs/mailer.ts';
import { hasText } from '../texts.ts';
import { accountMailKinds } from './account-mail.ts';

const mail = await startMailServer();
const world = await testWorld({ SMTP_URL: mail.url, PUBLIC_URL: 'http://sro.example' });
afterAll(() => mail.stop());
const { program, database, clock, service } = world;
const { programAdmin } = program.people;
const later = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
};
const newPassword = 'quite another sentence';

/** Sends what waits and returns the mails to an address that came since. */
async function mailsTo(email: string) {
  const before = mail.mails.length;
  await sendMails(service);
  return mail.mails.slice(before).filter((each) => each.to.includes(email));
}
const tokenIn = (text: string | undefined): string => /#([\w-]{40,})/.exec(text ?? '')?.[1] ?? '';
const use = (token: string, password = newPassword) =>
  world.app.inject({ method: 'POST', url: '/api/invitation', payload: { token, password } });
const ask = (email: string) => world.app.inject({ method: 'POST', url: '/api/recovery', payload: { email } });

describe('an invitation', () => {
  it('[P7.8] goes to the person by mail, and nobody else sees the link', async () => {
    const input = { email: 'nina@first.example', name: 'Nina', title: null, language: 'es' };
    const grants = [{ role: 'schoolStaff', schoolIds: [program.schools[0]] }];
    const added = await world.request(programAdmin, 'POST', '/setup/people', { ...input, grants });
    expect(added.json()).toMatchObject({ link: null, mailed: true });
    const again = await world.request(programAdmin, 'POST', `/setup/people/${added.json().person.id}/link`);
    expect(again.json()).toEqual({ link: null, mailed: true });
    const [waiting] = await database.query<{ row: string }>(
      'SELECT account_mail::text AS row FROM account_mail LIMIT 1',
    );
    expect(waiting?.row).not.toContain('welcome');
    const [first, second] = await mailsTo(input.email);
    expect(second?.subject).toBe('Le invitaron a OpenSRO');
    expect(second?.text).toContain('http://sro.example/app/welcome#');
    expect((await use(tokenIn(first?.text))).statusCode).toBe(404);
    expect((await use(tokenIn(second?.text))).statusCode).toBe(200);
    expect((await newClient(world).signIn(input.email, newPassword)).json()).toMatchObject({ state: 'open' });
    const left = await database.query(
      'SELECT 1 FROM account_mail WHERE sent_at IS NOT NULL AND sealed_link IS NOT NULL',
    );
    expect(left).toEqual([]);
  });

  it('is shown to the administrator where there is no mail server', async () => {
    const without = await buildApp({ ...service, config: { ...service.config, smtpUrl: null } }, false);
    const answer = await without.inject({
      method: 'POST',
      url: `/api/programs/${program.id}/setup/people`,
      headers: { 'x-csrf-token': programAdmin.csrfToken },
      cookies: { opensro: programAdmin.cookie },
      payload: {
        ...{ email: 'omar@first.example', name: 'Omar', title: null, language: 'en' },
        grants: [{ role: 'schoolStaff', schoolIds: [program.schools[0]] }],
      },
    });
    expect(answer.json()).toMatchObject({ mailed: false });
    expect(answer.json().link).toMatch(/\/app\/welcome#/);
    expect((await without.inject({ method: 'GET', url: '/api/session' })).json()).toMatchObject({
      recoveryByMail: false,
    });
    await without.close();
  });
});

describe('a forgotten password', () => {
  it('[P7.8] is set anew by a link in a mail, once, within an hour; sessions end, the second factor stays', async () => {
    const { supervisor } = program.people;
    const client = newClient(world);
    await enrol(world, client, supervisor);
    const answers = [await ask(` ${supervisor.email.toUpperCase()} `), await ask('nobody@first.example')];
    expect(answers.map((answer) => [answer.statusCode, answer.body])).toEqual(Array(2).fill([200, '{"ok":true}']));
    const [received, none] = [
      await mailsTo(supervisor.email),
      mail.mails.filter((each) => each.to.includes('nobody@first.example')),
    ];
    expect(none).toEqual([]);
    const text = received.find((each) => each.text.includes('/app/recovery#'))?.text;
    const token = tokenIn(text);
    expect((await use(token, 'short')).statusCode).toBe(422);
    expect((await use(token)).statusCode).toBe(200);
    expect((await use(token)).statusCode).toBe(404);
    expect((await client.send('GET', '/api/me')).statusCode).toBe(401);
    expect((await newClient(world).signIn(supervisor.email, testPassword)).statusCode).toBe(401);
    const begun = await newClient(world).signIn(supervisor.email, newPassword);
    expect(begun.json()).toMatchObject({ state: 'secondFactor' });
    expect((await mailsTo(supervisor.email)).map((each) => each.subject)).toEqual([
      'Your OpenSRO password was changed',
    ]);
    const events = await accountEvents(world, supervisor.id);
    expect(events).toEqual(expect.arrayContaining(['recoveryAsked', 'recoveryUsed']));
    await ask(supervisor.email);
    const late = tokenIn((await mailsTo(supervisor.email))[0]?.text);
    later(61);
    expect((await use(late)).statusCode).toBe(404);
  });

  it('[P7.8] does the same work for every address, fills no mailbox, and voids no administrator’s link', async () => {
    const { schoolStaff } = program.people;
    const link = await world.request(await anew(world, programAdmin), 'POST', `/setup/people/${schoolStaff.id}/link`);
    expect(link.json()).toMatchObject({ mailed: true });
    for (let count = 0; count < 6; count += 1) expect((await ask(schoolStaff.email)).statusCode).toBe(200);
    const texts = (await mailsTo(schoolStaff.email)).map((each) => each.text);
    expect(texts.filter((text) => text.includes('/app/recovery#'))).toHaveLength(3);
    expect((await use(tokenIn(texts.find((text) => text.includes('/app/welcome#'))))).statusCode).toBe(200);
    // One link was used: no other of the same person works any more.
    expect((await use(tokenIn(texts.find((text) => text.includes('/app/recovery#'))))).statusCode).toBe(404);
    const counted = await database.query<{ event: string; n: number }>(
      "SELECT (person_id IS NULL)::text AS event, count(*)::int AS n FROM account_event WHERE event = 'recoveryAsked' GROUP BY 1 ORDER BY 1",
    );
    expect(counted.reduce((sum, row) => sum + row.n, 0)).toBe(9);
  });

  it('opens a locked account', async () => {
    const { email } = await withPassword(world, program.people.otherSchoolStaff);
    for (let count = 0; count < 5; count += 1) await newClient(world).signIn(email, 'not the password');
    expect((await newClient(world).signIn(email)).statusCode).toBe(401);
    await ask(email);
    const texts = (await mailsTo(email)).map((each) => each.text);
    expect((await use(tokenIn(texts.find((text) => text.includes('/app/recovery#'))))).statusCode).toBe(200);
    expect((await newClient(world).signIn(email, newPassword)).json()).toMatchObject({ state: 'open' });
  });
});

describe('the mails about an account', () => {
  it('have their texts, for every kind', () => {
    for (const kind of accountMailKinds) {
      for (const part of ['subject', 'body'])
        expect(hasText(`signIn:mails.${kind}.${part}`), `${kind} ${part}`).toBe(true);
    }
  });
});
