import type { Page } from '@playwright/test';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

async function sound(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P1.4] [P7.7] from what stands out to its corrective action, with what it was calculated with', async ({
  as,
}) => {
  const page = await as(demoPerson('coordinator'), '/corrective-actions');
  await page.getByRole('list', { name: 'Open' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: /^What it rested on/ })).toBeVisible();
  await expect(page.getByText(/^Black students were .* times as often as all other students/)).toBeVisible();
  await expect(page.getByText(/^Calculated with the values OpenSRO starts with/)).toBeVisible();
  await sound(page);
  await page.getByLabel('What came of it').fill('Talk with Marcus Webb.');
  await expect(page.getByText('This reads like a name: Marcus Webb.')).toBeVisible();

  await test.step('the same numbers stand in the explorer', async () => {
    await page.getByRole('link', { name: 'See the numbers' }).click();
    await expect(page.getByRole('heading', { name: 'Is every group treated alike?' })).toBeVisible();
    await expect(page.getByText('Stands out', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Change how it is measured' }).click();
  });

  await test.step('the state’s profile: what is missing is said at its field, and nothing was changed', async () => {
    await expect(page.getByRole('heading', { name: 'How differences between groups are measured' })).toBeVisible();
    await page.getByLabel('Smallest number of students with the outcome').fill('11');
    await page.getByRole('button', { name: 'Add its figures' }).click();
    await expect(page.getByLabel('Black students: with the outcome')).toBeVisible();
    await sound(page);
    await page.getByRole('button', { name: 'Save' }).click();
    const summary = page.getByRole('alert');
    await expect(summary.getByRole('link', { name: /^Smallest number of students with the outcome/ })).toBeVisible();
    await expect(summary.getByRole('link', { name: /^Publication and year/ })).toBeVisible();
    await sound(page);
  });
});

test('[P1.4] [P7.8] who leads the police compares groups as officers saw them', async ({ as }, { project }) => {
  // Each takes one of them: a code of a second step is good once.
  const person = demoPerson(project.name === 'phone' ? 'supervisor' : 'agencyLeader');
  const page = await as(person, '/explorer?measure=enforcement&rows=race&from=2026-01-01&to=2026-12-31');
  await expect(page.getByText('Monitoring indicator, not a legal finding', { exact: false })).toBeVisible();
  await expect(
    page.getByText('By what officers saw: of the times students of a group', { exact: false }),
  ).toBeVisible();
  await page.getByText(/^What is published about different students/).click();
  await sound(page);
  await page.goto('/app/corrective-actions');
  await page.getByRole('list', { name: 'Open' }).getByRole('link').first().click();
  await expect(page.getByText("the school's side sees them", { exact: false })).toBeVisible();
  await expect(page.getByRole('link', { name: 'See the numbers' })).toHaveCount(0);
  await sound(page);
});
