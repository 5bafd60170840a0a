import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

async function sound(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P7.3] [P7.4] the coordinator asks, keeps the question and goes from a number to an incident', async ({ as }, {
  project,
}) => {
  const page = await as(
    demoPerson('coordinator'),
    '/explorer?measure=incidents&rows=school&from=2026-01-01&to=2026-05-31',
  );
  await expect(page.getByRole('heading', { name: 'Incidents with an officer, by school' })).toBeVisible();
  await sound(page);
  await page.getByLabel('What to count').selectOption({ label: 'Students in incidents, each time' });
  await page.getByLabel('By', { exact: true }).selectOption({ label: 'Race and ethnicity' });
  await page.getByLabel('And by').selectOption({ label: 'School' });
  await expect(page).toHaveURL(/measure=involvements.*rows=race.*columns=school/);
  await expect(page.getByRole('rowheader', { name: 'Not known' })).toBeVisible();
  await sound(page);

  await test.step('only some are counted, each with the way to take it back', async () => {
    await page.getByText('Count only some').click();
    await page.getByLabel('Only by').selectOption({ label: 'Sex' });
    await page.getByRole('group', { name: 'Which ones' }).getByText('Female').click();
    await expect(page).toHaveURL(/filters=sex%3AF/);
    await page.getByLabel('Only by').selectOption({ label: 'Type of offense' });
    await page.getByRole('combobox', { name: 'Which ones' }).fill('vandal');
    await page.getByRole('listbox', { name: 'Which ones' }).getByRole('option').first().click();
    const chosen = page.getByRole('region', { name: 'Counting only' });
    await expect(chosen.getByRole('button', { name: /^Remove this choice: / })).toHaveCount(2);
    // It stands beside the numbers too, so that it is on paper with them.
    await expect(
      page.getByText(/Counted here: Sex: Female; Type of offense: .*; As the officer saw it\./),
    ).toBeVisible();
    await sound(page);
    await chosen.getByRole('button', { name: 'Remove this choice: Sex: Female' }).click();
    await expect(page).not.toHaveURL(/sex/);
    await expect(chosen.getByRole('button')).toHaveCount(1);
    await chosen.getByRole('button').click();
    await expect(chosen).toHaveCount(0);
    await expect(page).not.toHaveURL(/filters/);
  });

  await test.step('a saved question is there again', async () => {
    await page.getByText('Saved questions').click();
    // Phone and desktop are one person's, at the same time.
    const name = `By race, ${project.name}`;
    await page.getByLabel('Name for this question').fill(name);
    await page.getByRole('button', { name: 'Save this question' }).click();
    const saved = page.getByRole('link', { name, exact: true });
    await expect(saved).toBeVisible();
    await sound(page);
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    await expect(saved).toHaveCount(0);
  });

  await page
    .getByRole('link', { name: /, All: show the records$/ })
    .last()
    .click();
  await expect(page.getByRole('heading', { name: 'The records behind the number' })).toBeVisible();
  await sound(page);
  await page.getByRole('list', { name: 'The records behind the number' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/app\/incidents\//);
  await settled(page);
});

test('[P1.4] [P10.2] whether groups are treated alike is said in sentences, with the label', async ({ as }) => {
  const page = await as(
    demoPerson('coordinator'),
    '/explorer?measure=studentsInvolved&rows=crdcRace&from=2026-01-01&to=2026-05-31',
  );
  await expect(page.getByRole('heading', { name: 'Is every group treated alike?' })).toBeVisible();
  await expect(page.getByText('Monitoring indicator, not a legal finding', { exact: false })).toBeVisible();
  await sound(page);
});

test('[P1.4] [P7.8] who leads the police sees what officers wrote, and the corrective actions', async ({ as }, {
  project,
}) => {
  // Each takes one of them: a code of a second step is good once.
  const person = demoPerson(project.name === 'phone' ? 'agencyLeader' : 'supervisor');
  const page = await as(person, '/explorer?measure=studentsArrested');
  await expect(page.getByText('How many different students there were rests on', { exact: false })).toBeVisible();
  await sound(page);
  await page.getByRole('link', { name: 'Corrective actions' }).click();
  await expect(page.getByRole('heading', { name: 'Corrective actions' })).toBeVisible();
  await sound(page);
  await page.goto('/app/report?month=2026-03');
  await expect(page.getByRole('heading', { name: 'Report of March 2026' })).toBeVisible();
  await sound(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as PDF' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('report-2026-03-en.pdf');
  expect(readFileSync(await file.path(), 'latin1')).toMatch(/^%PDF-1\.7/);
});
