import { expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';

const world = await testWorld();
const { people } = world.program;

it('[P3.2] a change made on the set-up page holds for the calls of that day', async () => {
  const list = async () => (await world.request(people.schoolStaff, 'GET', '/calls/matters')).json();
  const [shipped] = await list();
  const own = {
    ...shipped,
    code: 'skateboards',
    label: { en: 'Skateboards indoors', es: 'Patinetas adentro' },
    holdsFrom: '2026-10-14',
    listed: true,
    reason: 'The board asked for it.',
  };
  const set = await world.request(people.programAdmin, 'POST', '/setup/matters', own);
  expect(set.statusCode, set.body).toBe(200);
  expect(await list()).toContainEqual(expect.objectContaining({ code: 'skateboards', class: shipped.class }));
});
