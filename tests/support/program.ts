import { randomInt } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { demoPassword, systemAdmin } from '../../demo/cast.ts';
import type { Role } from '../../src/domain/access/roles.ts';
import { addDays } from '../../src/domain/shared/dates.ts';
import { expectMail } from './page.ts';
import { answer, type Person, signInWith } from './second-step.ts';

export type { Person };

/** Everyone a walk may need. The officer is assigned to the first school, the other officer to the second. */
const cast = {
  officer: { name: 'Ana Reyes', role: 'officer' },
  otherOfficer: { name: 'Marcus Hill', role: 'officer' },
  supervisor: { name: 'Denise Carter', role: 'supervisor' },
  agencyLeader: { name: 'Walter Brooks', role: 'agencyLeader' },
  leader: { name: 'Ruth Lindqvist', role: 'schoolLeader', school: 0 },
  otherLeader: { name: 'Andre Coleman', role: 'schoolLeader', school: 1 },
  staff: { name: 'Maria Santos', role: 'schoolStaff', school: 0 },
  coordinator: { name: 'Monica Fields', role: 'districtCoordinator' },
  records: { name: 'Alan Pryor', role: 'recordsOfficer' },
} as const satisfies Record<string, { name: string; role: Role; school?: 0 | 1 }>;

type CastKey = keyof typeof cast;

/** A program that only one test knows. */
export interface OwnProgram {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly schools: readonly [
    { readonly id: string; readonly name: string },
    { readonly id: string; readonly name: string },
  ];
  readonly people: Readonly<Record<CastKey | 'admin', Person>>;
}

const password = 'the walks of this test';

/** Signs a request context in and returns how it changes things: its session's token belongs to every change. */
async function signedIn(api: APIRequestContext, person: Person) {
  const csrfToken = await signInWith(api, person);
  return async <T>(method: 'POST' | 'PUT', path: string, data: object): Promise<T> =>
    answer<T>(await api.fetch(path, { method, data, headers: { 'x-csrf-token': csrfToken } }));
}

/** Uses the link a new person was mailed, as they would on the welcome page. */
async function setPassword(api: APIRequestContext, email: string): Promise<void> {
  const { text } = await expectMail((mail) => mail.to.includes(email) && mail.text.includes('/app/welcome#'));
  const token = /\/app\/welcome#(\S+)/.exec(text)?.[1];
  await answer(await api.post('/api/invitation', { data: { token, password } }));
}

/**
 * Sets up a program through the server's own doors: two schools, a school year around today, two officers with their
 * assignments, and a person of every role with a password. `open` makes a fresh request context.
 */
export async function makeProgram(open: () => Promise<APIRequestContext>): Promise<OwnProgram> {
  const id = uuidv7();
  const slug = `walk-${id.slice(-12)}`;
  const leaId = `17${String(randomInt(100_000)).padStart(5, '0')}`;
  const name = `Walk ${id.slice(-5)} SRO program`;
  const mail = (key: string): string => `${key.toLowerCase()}@${slug}.example`;
  const person = (key: CastKey | 'admin', called: string): Person => ({
    name: called,
    email: mail(key),
    password,
    recoveryCodes: [],
  });
  const agency = 'Cedar Falls Police Department';

  const system = await signedIn(await open(), { ...systemAdmin, password: demoPassword, recoveryCodes: [] });
  const admin = person('admin', 'Irene Castillo');
  await system('POST', '/api/programs', {
    id,
    slug,
    name,
    agency: { name: agency, kind: 'municipalPolice', ori: 'IL0999900' },
    district: { name: 'Cedar Falls Schools', leaId, state: 'IL' },
    timeZone: 'America/Chicago',
    admin: { email: admin.email, name: admin.name, language: 'en' },
  });
  const api = await open();
  await setPassword(api, admin.email);
  const send = await signedIn(api, admin);
  const change = <T = unknown>(method: 'POST' | 'PUT', path: string, data: object): Promise<T> =>
    send<T>(method, `/api/programs/${id}${path}`, data);

  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Chicago' });
  const firstDay = addDays(today, -90);
  await change('POST', '/setup/school-years', { firstDay, lastDay: addDays(today, 180), holidays: [] });
  const schools = [
    { id: uuidv7(), name: 'Lincoln Middle School', grades: ['06', '07', '08'] },
    { id: uuidv7(), name: 'Roosevelt High School', grades: ['09', '10', '11', '12'] },
  ] as const;
  for (const [index, school] of schools.entries()) {
    const { id: schoolId, ...rest } = school;
    await change('PUT', `/setup/schools/${schoolId}`, { ...rest, ncesId: `${leaId}0000${index + 1}`, open: true });
  }

  const keys = Object.keys(cast) as CastKey[];
  const made = await Promise.all(
    keys.map(async (key) => {
      const { name: called, role, ...at } = cast[key];
      const schoolIds = 'school' in at ? [schools[at.school].id] : null;
      const { person: added } = await change<{ person: { id: string } }>('POST', '/setup/people', {
        name: called,
        email: mail(key),
        title: null,
        language: 'en',
        grants: [{ role, schoolIds }],
      });
      await setPassword(api, mail(key));
      return [key, added.id] as const;
    }),
  );
  const ids = Object.fromEntries(made);
  for (const [index, key] of (['officer', 'otherOfficer'] as const).entries()) {
    const officerId = uuidv7();
    await change('PUT', `/setup/officers/${officerId}`, {
      kind: 'SRO',
      name: cast[key].name,
      badge: String(100 + index),
      employingAgency: agency,
      swornOn: '2018-05-01',
      personId: ids[key],
      active: true,
    });
    await change('PUT', `/setup/assignments/${uuidv7()}`, {
      officerId,
      schoolId: schools[index]?.id,
      from: firstDay,
      until: null,
      // Every day and hour, so that the day of the test makes no difference.
      weekdays: [0, 1, 2, 3, 4, 5, 6],
      fromTime: null,
      untilTime: null,
    });
  }
  return {
    id,
    name,
    slug,
    schools: [schools[0], schools[1]],
    people: Object.fromEntries([...keys.map((key) => [key, person(key, cast[key].name)]), ['admin', admin]]),
  } as OwnProgram;
}
