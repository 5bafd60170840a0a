import { describe, expect, test } from 'vitest';
import { testWorld } from '../../tests/support/world.ts';
import { UsageError } from './usage-error.ts';
import { runUser } from './user.ts';

const world = await testWorld();
const { service, program } = world;
const run = (line: string) => runUser(service, line.split(' ')).then(({ report }) => report);
const refusal = (line: string) =>
  run(line).then(
    () => '',
    (error: unknown) => (error instanceof UsageError ? error.message : `unexpected: ${String(error)}`),
  );

describe('opensro user', () => {
  test('the first administrator gets a link whose token no server sees', async () => {
    const { data } = await run('add --system-admin --email Root@town.example --name Root');
    expect(String(data.link)).toMatch(/\/app\/welcome#[\w-]{40,}$/);
    const again = await run('add --system-admin --email root@town.example --name Root');
    expect(again.data.id).toBe(data.id);
  });

  test('a role is added to those held, and the trail says it came from the command line', async () => {
    const ncesId = '170000100001';
    const { data } = await run(
      `add --email a@town.example --name Ann --program first --role schoolLeader --school ${ncesId}`,
    );
    expect(data.roles).toEqual([{ role: 'schoolLeader', schoolIds: [program.schools[0]] }]);
    const more = await run('add --email a@town.example --name Ann --program first --role supervisor');
    expect(more.data.roles).toHaveLength(2);
    const trail = await world.database.query<{ payload: string }>(
      'SELECT payload FROM audit_entry WHERE record_id = $1',
      [data.id],
    );
    expect(trail.map((entry) => JSON.parse(entry.payload).origin)).toEqual(['command line', 'command line']);
    const { data: listed } = await run('list --program first');
    expect(JSON.stringify(listed)).toContain('a@town.example');
  });

  test('a reset ends open sessions; disabling closes the account until it is enabled', async () => {
    const { officer } = program.people;
    expect((await run(`reset --email ${officer.email}`)).data.link).toContain('#');
    expect((await world.request(officer, 'GET', '/setup/overview')).statusCode).toBe(401);
    const { supervisor } = program.people;
    await run(`disable --email ${supervisor.email}`);
    expect((await world.request(supervisor, 'GET', '/setup/overview')).statusCode).toBe(401);
    expect((await run(`enable --email ${supervisor.email}`)).data).toMatchObject({ disabled: false });
  });

  test('[P7.8] every change of an account is in the trail of the accounts, once', async () => {
    const { id } = (await run('add --system-admin --email chain@town.example --name Chain')).data;
    await run('add --system-admin --email chain@town.example --name Chain');
    await run('disable --email chain@town.example');
    await run('enable --email chain@town.example');
    const events = await world.database.query<{ event: string }>(
      'SELECT event FROM account_event WHERE person_id = $1 ORDER BY id',
      [id],
    );
    expect(events.map((row) => row.event)).toEqual([
      'systemAdminMade',
      'linkMade',
      // Nobody has set a password yet, so asking again makes another link.
      'linkMade',
      'disabled',
      'enabled',
    ]);
  });

  test('each mistake is named with its remedy', async () => {
    const base = 'add --email b@town.example --name Bob';
    expect(await refusal('add --name Bob --system-admin')).toContain('--email is missing');
    expect(await refusal(`${base} --program nowhere --role officer`)).toContain('There are: first, second');
    expect(await refusal(`${base} --program first --role boss`)).toContain('There are: officer, supervisor');
    expect(await refusal(`${base} --program first --role schoolStaff`)).toContain('add --school NCESID');
    expect(await refusal(`${base} --program first --role schoolStaff --school 999999999999`)).toContain('no school');
    expect(await refusal(`${base} --program first --role officer --school 170000100001`)).toContain(
      'leave out --school',
    );
    expect(await refusal('add --email nobody --name Bob --program first --role officer')).toContain('email:');
    expect(await refusal('reset --email who@town.example')).toContain('there is no account');
    expect(await refusal('fly')).toContain('say what to do');
  });
});
