import type { BrowserContext, Page } from '@playwright/test';
import { dayOf, demoYears } from '../../demo/calendar.ts';
import { type DemoStudent, demoStudents } from '../../demo/students.ts';
import { settled } from '../support/app.ts';
import { demoPerson, expect, test } from '../support/people.ts';

/** Each project works in a school of its own, and so on an incident of its own. */
const places = {
  phone: { school: 0, leader: 'leader0', officer: 'officer0' },
  desktop: { school: 1, leader: 'leader1', officer: 'officer1' },
} as const;

interface Row {
  readonly id: string;
  readonly state: string;
  readonly studentCount: number;
  readonly attachedCount: number;
}

const nameOf = (student: DemoStudent): string => `${student.givenName} ${student.familyName}`;

/** A student of the school whose family name nobody else in the demonstration bears, so that a leak cannot hide. */
function someone(school: number, skip: number): DemoStudent {
  const all = demoStudents(1, demoYears(dayOf(new Date())).past.firstDay);
  const bearers = Map.groupBy(all, (student) => student.familyName);
  const fitting = all.filter(
    (student) =>
      student.school === school && student.familyName.includes('-') && bearers.get(student.familyName)?.length === 1,
  );
  const chosen = fitting[skip];
  if (chosen === undefined) throw new Error('The demonstration has no student with a name of their own here.');
  return chosen;
}

/** Everything the server answers in a browser, as text. */
function listen(context: BrowserContext): { all(): Promise<string> } {
  const bodies: Promise<string>[] = [];
  context.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    // An answer whose page has moved on has no body any more; what a later page shows is heard there.
    bodies.push(response.text().catch(() => ''));
  });
  return { all: async () => (await Promise.all(bodies)).join('\n') };
}

async function programOf(page: Page): Promise<string> {
  const me = await (await page.request.get('/api/me')).json();
  return `/api/programs/${me.memberships[0].programId}`;
}

test('[P7.4] [P7.8] a school leader attaches a student from the roster; the police side never learns who', async ({
  as,
}, { project }) => {
  test.setTimeout(120_000);
  const place = places[project.name === 'phone' ? 'phone' : 'desktop'];
  const mistaken = someone(place.school, 0);
  const student = someone(place.school, 1);
  const secrets = [student.familyName, student.number, student.sourcedId];

  const page = await as(demoPerson(place.leader));
  const api = await programOf(page);
  const list: { items: readonly Row[] } = await (await page.request.get(`${api}/incidents?limit=100`)).json();
  const incident = list.items.find((row) => row.state !== 'draft' && row.attachedCount < row.studentCount);
  if (incident === undefined) throw new Error('The demonstration has no incident whose students are not attached.');
  const heard = listen(page.context());
  const record = page.getByRole('heading', { level: 3 }).locator('..').filter({ hasText: 'Not attached yet' }).first();

  await test.step('the records are locked; the purpose is asked once', async () => {
    await page.goto(`/app/incidents/${incident.id}`);
    await expect(page.getByText(`Attached: ${incident.attachedCount} of ${incident.studentCount}`)).toBeVisible();
    await page.getByRole('button', { name: 'Open student records' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('alert')).toContainText('This needs an answer.');
    await page.getByRole('radio', { name: 'Attach students to an incident' }).check();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('Purpose: Attach students to an incident')).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: 'Open student records' }).click();
    await expect(page.getByText('Purpose: Attach students to an incident')).toBeVisible();
  });

  await test.step('a search by name finds, a search for nobody says what to do', async () => {
    await record.getByRole('button', { name: /^Find student for/ }).click();
    const search = page.getByLabel('Name or student number');
    await search.fill('Zzyzx');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByText("Nobody on this school's roster fits.")).toBeVisible();
    await search.fill(mistaken.familyName);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('button', { name: `Choose ${nameOf(mistaken)}` }).click();
    await expect(page.getByText(`Attached: ${incident.attachedCount + 1} of ${incident.studentCount}`)).toBeVisible();
  });

  await test.step('a mistake is mended: another student, found by the number', async () => {
    const button = page.getByRole('button', { name: /^Change who/ });
    await button.first().click();
    await page.getByLabel('Name or student number').fill(student.number);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByRole('list', { name: 'Students found' }).getByRole('listitem')).toHaveCount(1);
    await page.getByRole('button', { name: `Choose ${nameOf(student)}` }).click();
    await expect(page.getByRole('button', { name: `Choose ${nameOf(student)}` })).toHaveCount(0);
  });

  await test.step('what the school recorded stands beside what the officer saw', async () => {
    const table = page.getByRole('table', { name: /seen and recorded$/ }).first();
    // On a phone the headers are repeated in front of each cell.
    await expect(table.getByRole('columnheader', { name: 'School record', includeHidden: true })).toHaveCount(1);
    const race = table.getByRole('row').filter({ hasText: 'Race and ethnicity' });
    await expect(race.getByRole('cell')).toHaveCount(2);
    await page
      .getByRole('button', { name: /^Show the name of/ })
      .first()
      .click();
    await expect(page.getByText(nameOf(student))).toBeVisible();
    // Proof that what is searched for on the police side below can be found where it is.
    const told = await heard.all();
    expect(told).toContain(student.familyName);
  });

  for (const key of [place.officer, 'supervisor', 'agencyLeader']) {
    await test.step(`${key} sees that somebody is attached, and never who`, async () => {
      const police = await as(demoPerson(key));
      const answers = listen(police.context());
      const paths = [
        `/incidents/${incident.id}`,
        '/incidents',
        '/due',
        '/findings',
        '/calls',
        ...(key === 'officer0' || key === 'officer1' ? ['/day'] : ['/reviews/half-year']),
        ...(key === 'supervisor' ? ['/supervision'] : []),
        ...(key === 'agencyLeader' ? ['/audit', '/audit?event=identity.read', '/audit?event=identity.attached'] : []),
      ];
      for (const path of paths) {
        await police.goto(`/app${path}`);
        await settled(police);
        const shown = await police.locator('body').innerText();
        for (const secret of secrets) expect(shown, `${path} shown to ${key}`).not.toContain(secret);
        if (path === `/incidents/${incident.id}`) {
          await expect(
            police.getByText(`Attached: ${incident.attachedCount + 1} of ${incident.studentCount}`),
          ).toBeVisible();
          await expect(police.getByRole('button', { name: 'Open student records' })).toHaveCount(0);
        }
      }
      // Nor by asking the server past the pages.
      const { csrfToken } = await (await police.request.get('/api/me')).json();
      const headers = { 'x-csrf-token': csrfToken };
      const asked = [
        await police.request.get(`${api}/incidents/${incident.id}/identities`),
        await police.request.get(`${api}/identity/purpose`),
        await police.request.post(`${api}/identity/purpose`, { headers, data: { purpose: 'attachToIncident' } }),
        await police.request.get(`${api}/incidents/${incident.id}`),
        await police.request.get(`${api}/incidents/${incident.id}/versions`),
        await police.request.get(`${api}/incidents/${incident.id}/reviews`),
        await police.request.get(`${api}/incidents/${incident.id}/attached`),
      ];
      expect(asked.slice(0, 3).every((one) => one.status() === 403 || one.status() === 404)).toBe(true);
      const told = [await answers.all(), ...(await Promise.all(asked.map((one) => one.text())))].join('\n');
      expect(told).toContain(incident.id);
      for (const secret of secrets) expect(told, `answers to ${key}`).not.toContain(secret);
      await police.context().close();
    });
  }

  await test.step('each look stands in the trail, with its purpose and without a name', async () => {
    for (const key of ['coordinator', 'records']) {
      const reader = await as(demoPerson(key), `/audit?recordId=${incident.id}`);
      await expect(reader.getByRole('rowgroup').getByText('Attached a student').first()).toBeVisible();
      await expect(reader.getByRole('rowgroup').getByText('Looked at who a student is').first()).toBeVisible();
      const row = reader.getByRole('row').filter({ hasText: 'Looked at who a student is' }).first();
      await expect(row).toContainText(demoPerson(place.leader).name);
      await expect(row).toContainText('Attach students to an incident');
      const shown = await reader.locator('body').innerText();
      for (const secret of secrets) expect(shown).not.toContain(secret);
      await reader.context().close();
    }
    // The search itself is there too, about the school and not about whom.
    const records = await as(demoPerson('records'), '/audit?event=identity.searched');
    const row = records
      .getByRole('row')
      .filter({ hasText: demoPerson(place.leader).name })
      .first();
    await expect(row).toContainText('Searched the roster');
    await expect(row).toContainText('Attach students to an incident');
  });
});
