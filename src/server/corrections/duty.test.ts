import { v7 as uuidv7 } from 'uuid';
import { beforeAll, expect, it } from 'vitest';
import { plantStandingOut } from '../../../tests/support/disparity.ts';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';

const world = await testWorld();
const { people, schools } = world.program;
beforeAll(() => plantStandingOut(world));

interface Duty {
  readonly kind: string;
  readonly recordId: string;
  readonly schoolName: string | null;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly link: string;
}

const duties = async (person: TestPerson): Promise<Duty[]> =>
  (await world.request(person, 'GET', '/duties')).json().items.filter(({ kind }: Duty) => kind === 'corrective');

async function open(ownerId: string, schoolId: string | null): Promise<string> {
  const id = uuidv7();
  const answer = await world.request(people.districtCoordinator, 'POST', '/corrective-actions', {
    id,
    about: {
      ...{ measure: 'studentsArrested', dimension: 'crdcRace', group: 'BL', comparison: 'allOthers', schoolId },
      ...{ from: '2026-08-17', to: '2026-10-14' },
    },
    ...{ ownerId, dueOn: '2026-10-16', steps: ['lookIntoRecords'], note: 'Look into it together.' },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return id;
}

it('[P1.4] a corrective action waits for its owner until the end of its day, of a school or of the whole program', async () => {
  const whole = await open(people.supervisor.id, null);
  const atSchool = await open(people.schoolLeader.id, schools[0]);
  expect(await duties(people.supervisor)).toMatchObject([
    { recordId: whole, schoolName: null, dueAt: '2026-10-17T04:59:00.000Z', link: `/corrective-actions/${whole}` },
  ]);
  expect(await duties(people.schoolLeader)).toMatchObject([{ recordId: atSchool, schoolName: 'Lincoln High' }]);
  for (const other of [people.agencyLeader, people.districtCoordinator, people.otherSchoolLeader, people.officer]) {
    expect(await duties(other)).toEqual([]);
  }
  const end = await world.request(people.supervisor, 'POST', `/corrective-actions/${whole}/end`, {
    ...{ step: 'dismiss', words: 'Two arrests at one event explain it.' },
  });
  expect(end.statusCode).toBe(200);
  expect(await duties(people.supervisor)).toEqual([]);
});

it('[P1.4] who may open one can choose its owner from those who lead there', async () => {
  const owners = async (query: string): Promise<string[]> =>
    (await world.request(people.supervisor, 'GET', `/corrective-actions/owners${query}`))
      .json()
      .owners.map(({ id }: { id: string }) => id);
  const leaders = [people.supervisor, people.agencyLeader, people.districtCoordinator].map(({ id }) => id);
  expect((await owners('')).toSorted()).toEqual(leaders.toSorted());
  expect((await owners(`?schoolId=${schools[0]}`)).toSorted()).toEqual([...leaders, people.schoolLeader.id].toSorted());
});
