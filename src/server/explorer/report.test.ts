import { expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { announceReports } from './report.ts';

const world = await testWorld();
const { people } = world.program;

it('[P7.3] those who lead are told of the month’s report once, with a link and no figure', async () => {
  world.clock.now = new Date('2026-10-14T15:00:00Z');
  expect(await announceReports(world.service)).toBe(0);
  world.clock.now = new Date('2026-11-01T11:00:00Z');
  expect(await announceReports(world.service), 'at night').toBe(0);
  world.clock.now = new Date('2026-11-01T15:00:00Z');
  const told = await Promise.all([announceReports(world.service), announceReports(world.service)]);
  expect(told.reduce((sum, n) => sum + n, 0)).toBe(10);
  const mails = await world.database.query<{ to_email: string; params: object; link: string }>(
    'SELECT to_email, params, link FROM mail_outbox WHERE program_id = $1',
    [world.program.id],
  );
  expect(mails.map(({ to_email }) => to_email).toSorted()).toEqual(
    [people.agencyLeader, people.districtCoordinator, people.otherSchoolLeader, people.schoolLeader, people.supervisor]
      .map(({ email }) => email)
      .toSorted(),
  );
  expect(new Set(mails.map(({ params, link }) => JSON.stringify([params, link])))).toEqual(
    new Set([JSON.stringify([{ to: '2026-10-31' }, '/app/report?month=2026-10'])]),
  );
  const notices = await world.database.query('SELECT 1 FROM notification WHERE kind = $1 AND program_id = $2', [
    'monthlyReport',
    world.program.id,
  ]);
  expect(notices).toHaveLength(5);
});
