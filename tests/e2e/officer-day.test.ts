import type { Page } from '@playwright/test';
import { showRecoveryCode } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

const today = (page: Page) => page.getByRole('list', { name: 'Today' }).getByRole('listitem');
const line = (page: Page) => page.locator('.osr-outbox');

test('[D6] [P7.2] a routine contact takes at most four taps, a favourite one, and it can be taken back', async ({
  program,
  as,
}) => {
  const page = await as(program.people.officer);
  await expect(page.getByText('Nothing logged yet.')).toBeVisible();
  await expect(page.getByText(program.schools[0].name).first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await test.step('three taps from the day page: log, kind, minutes', async () => {
    await page.getByRole('link', { name: 'Log contact' }).click();
    await page.getByRole('button', { name: 'Mentoring or informal talk' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: /, 10 min/ }).click();
    await expect(page.getByText(/Saved \d/)).toBeVisible();
    await expect(today(page)).toHaveCount(1);
    await expect(page.getByText('1 entry, 10 min')).toBeVisible();
  });

  await test.step('what was logged is now a favourite: one tap', async () => {
    await expect(page.getByRole('heading', { name: 'Often here' })).toBeVisible();
    const favourite = page.locator('.osr-often').getByRole('button').first();
    await favourite.click();
    await expect(today(page)).toHaveCount(2);
    await expectAccessible(page);
  });

  await test.step('undo instead of a question', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Taken back.')).toBeVisible();
    await expect(page.getByText('1 entry, 10 min')).toBeVisible();
  });
});

test('[D6] without a network a contact is kept and sent once; a lost session loses nothing', async ({
  program,
  as,
  provoked,
}) => {
  provoked.consoleText(/net::ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const { officer } = program.people;
  const page = await as(officer);
  await expect(page.getByRole('heading', { name: 'To begin with' })).toBeVisible();
  // The pages the next taps lead to are fetched with the day.
  await page.waitForLoadState('networkidle');

  await test.step('no network: a calm line, the entry stands in the list', async () => {
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Log contact' }).click();
    await page.getByRole('button', { name: 'Mentoring or informal talk' }).click();
    await page.getByRole('button', { name: /, 20 min/ }).click();
    await expect(line(page)).toContainText('No network. Kept on this device, 1 to send.');
    await expect(today(page)).toHaveText(/Waiting to be sent/);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  await test.step('the network is back: sent by itself, exactly one record', async () => {
    await page.context().setOffline(false);
    await expect(line(page)).toHaveCount(0);
    await expect(today(page)).toHaveCount(1);
    await expect(today(page)).not.toHaveText(/Waiting/);
    const elsewhere = await as(officer);
    await expect(elsewhere.getByText('1 entry, 20 min')).toBeVisible();
  });

  await test.step('what a failed save says, and what was typed stays', async () => {
    await page.getByRole('link', { name: 'Log contact' }).click();
    await page.getByRole('button', { name: 'Other', exact: true }).click();
    await page.getByRole('button', { name: /, 5 min/ }).click();
    await expect(page.getByRole('alert').first()).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Note').fill('Helped to look for a lost bike.');
    await page.reload();
    await expect(page.getByLabel('Note')).toHaveValue('Helped to look for a lost bike.');
  });

  await test.step('the session ended in between: sign in again in place, and it is saved', async () => {
    await page.context().clearCookies();
    await page.getByRole('button', { name: /, 5 min/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await expect(dialog).toBeVisible();
    await expectAccessible(page);
    await expect(page.getByLabel('Note')).toHaveValue('Helped to look for a lost bike.');
    await dialog.getByLabel('Password').fill(officer.password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await showRecoveryCode(dialog, officer);
    await expect(page.getByText('2 entries, 25 min')).toBeVisible();
  });
});
