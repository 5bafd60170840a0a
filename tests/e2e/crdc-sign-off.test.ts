import type { Page } from '@playwright/test';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

async function sound(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P1.5] the coordinator goes from a count to the incident behind it, and to what is missing', async ({ as }) => {
  const page = await as(demoPerson('coordinator'), '/crdc');
  await sound(page);
  await page.getByRole('link', { name: 'CRDC 2025-26' }).click();
  await expect(page.getByRole('heading', { name: 'CRDC 2025-26' })).toBeVisible();
  await sound(page);

  await test.step('what is missing leads to its record', async () => {
    const reason = page.getByText('The school has not said who the student is.', { exact: false }).first();
    await reason.click();
    await sound(page);
    await page
      .getByRole('list', { name: 'The school has not said who the student is.' })
      .getByRole('link')
      .first()
      .click();
    await expect(page).toHaveURL(/\/app\/incidents\//);
    await page.goBack();
  });

  await page.getByRole('link', { name: 'Cedar Bend High School', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Cedar Bend High School' })).toBeVisible();
  await sound(page);
  const row = page.getByRole('row', { name: /^Without disability · All races · Male/ }).first();
  const n = Number(await row.getByRole('cell').last().innerText());
  await row.getByRole('link').click();
  await expect(page.getByText(`${n} student`, { exact: false })).toBeVisible();
  await sound(page);
  const incidents = page.getByRole('list', { name: 'Incidents behind this count' }).getByRole('link');
  expect(await incidents.count()).toBeGreaterThanOrEqual(n);
  await incidents.first().click();
  await expect(page).toHaveURL(/\/app\/incidents\//);
  await settled(page);
});

test('[P1.5] the coordinator signs, the records officer sees who did, in Spanish too', async ({ as, program }) => {
  const { people } = program;
  const admin = await as(people.admin);
  const me = await (await admin.request.get('/api/me')).json();
  const added = await admin.request.post(`/api/programs/${program.id}/setup/school-years`, {
    data: { firstDay: '2025-08-18', lastDay: '2026-06-05', holidays: [] },
    headers: { 'x-csrf-token': me.csrfToken },
  });
  expect(added.status()).toBe(201);

  const page = await as(people.coordinator, '/crdc/2025-26');
  await expect(page.getByText('Nobody has signed these counts yet.')).toBeVisible();
  await expect(page.getByText('Nothing is missing.')).toBeVisible();
  await sound(page);
  await page.getByRole('button', { name: 'Sign these counts' }).click();
  await expect(page.getByText(`${people.coordinator.name},`, { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign these counts' })).toHaveCount(0);
  await sound(page);

  const records = await as(people.records, '/crdc/2025-26');
  await expect(records.getByText(`${people.coordinator.name},`, { exact: false }).first()).toBeVisible();
  await records.goto('/app/me');
  await records.getByRole('button', { name: 'Español' }).first().click();
  await expect(records.locator('html')).toHaveAttribute('lang', 'es');
  await records.goto('/app/crdc/2025-26');
  await expect(records.getByText('Firmado', { exact: true })).toBeVisible();
  await sound(records);
});
