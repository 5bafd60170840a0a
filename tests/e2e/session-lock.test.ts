import type { Page } from '@playwright/test';
import { signInFirstTime } from '../support/app.ts';
import { makeDraft } from '../support/incident.ts';
import { expectAccessible } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

const lock = (page: Page) => page.getByRole('dialog', { name: 'Locked' });
const note = (page: Page) => page.getByLabel('Note');

async function openLog(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Log contact' }).click();
  await page.getByRole('button', { name: 'Other', exact: true }).click();
}

/** Opens the app with a clock of the test's own, so that half an hour passes in a moment. */
async function withClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.reload();
}

test('[P7.8] [P7.2] half an hour without a touch locks the page; what was typed and what waits to be sent stays', async ({
  program,
  as,
  provoked,
}, { project }) => {
  test.skip(project.name !== 'phone', 'The lock knows no width; its look on a desktop is the next test.');
  provoked.consoleText(/net::ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const { officer, otherOfficer } = program.people;
  const page = await as(officer, '/day');
  await withClock(page);
  await openLog(page);

  await test.step('without a network: one entry waits, the next is being written, then the page locks', async () => {
    await note(page).fill('Waits for the network.');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: /, 5 min/ }).click();
    await expect(page.locator('.osr-outbox')).toContainText('1 to send');
    await openLog(page);
    await note(page).fill('Still being written.');
    await page.clock.fastForward('31:00');
    await expect(lock(page)).toBeVisible();
    await expect(lock(page)).toContainText('There is no network.');
    await expect(note(page)).toBeHidden();
    await expect(page).toHaveTitle('Locked · OpenSRO');
    await expectAccessible(page);
  });
  await test.step('with the network back the session is locked on the server too', async () => {
    await page.context().setOffline(false);
    await expect(lock(page).getByLabel('Password')).toBeVisible();
    expect((await page.request.get('/api/me')).status()).toBe(401);
    await expectAccessible(page);
  });
  await test.step('a wrong password is said at the field', async () => {
    await lock(page).getByLabel('Password').fill('not this one');
    await lock(page).getByRole('button', { name: 'Unlock' }).click();
    await expect(lock(page).getByRole('alert')).toContainText('The password is wrong');
    await expectAccessible(page);
  });
  await test.step('the right one gives back the words, the place in them, and sends what waited', async () => {
    await lock(page).getByLabel('Password').fill(officer.password);
    await lock(page).getByRole('button', { name: 'Unlock' }).click();
    await expect(lock(page)).toHaveCount(0);
    await expect(note(page)).toHaveValue('Still being written.');
    await expect(note(page)).toBeFocused();
    await expect(page.locator('.osr-outbox')).toHaveCount(0);
    await page.getByRole('button', { name: /, 20 min/ }).click();
    await expect(page.getByText('2 entries, 25 min')).toBeVisible();
  });
  await test.step('somebody else who signs in at the lock finds none of it', async () => {
    await openLog(page);
    await note(page).fill('Only for me.');
    await page.clock.fastForward('31:00');
    await lock(page)
      .getByRole('button', { name: `Not ${officer.name}? Sign in as someone else` })
      .click();
    await expect(page).toHaveURL('/app/sign-in');
    await signInFirstTime(page, otherOfficer.email, otherOfficer.password);
    await expect(page.getByText('Nothing logged yet.')).toBeVisible();
    await openLog(page);
    await expect(note(page)).toHaveValue('');
  });
});

test('[P7.8] [P7.1] an incident being written stays through a lock, and another tab of the same person frees it', async ({
  program,
  as,
}, { project }) => {
  test.skip(project.name !== 'desktop', 'The lock knows no width; its look on a phone is the test before.');
  const { officer } = program.people;
  const page = await as(officer);
  const { id } = await makeDraft(page, program);
  await page.goto(`/app/incidents/${id}/write/story`);
  await withClock(page);
  const story = page.getByLabel('What happened, in your words');
  await story.fill('They stopped when I came, and');
  await expect(page.getByText(/^\s*Saved \d/)).toBeVisible();
  await page.clock.fastForward('31:00');
  await expect(lock(page)).toBeVisible();
  await expect(story).toBeHidden();
  await expectAccessible(page);

  const other = await page.context().newPage();
  await other.goto('/app/day');
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Locked');
  await expectAccessible(other);
  await other.getByLabel('Password').fill(officer.password);
  await other.getByRole('button', { name: 'Unlock' }).click();
  await expect(other.getByRole('link', { name: 'Log contact' })).toBeVisible();

  await expect(lock(page)).toHaveCount(0);
  await story.pressSequentially(' nobody was hurt.');
  await expect(story).toHaveValue('They stopped when I came, and nobody was hurt.');
  await test.step('a device signed out from afar shows nothing more', async () => {
    await other.goto('/app/account');
    const third = await as(officer, '/account');
    await third.getByRole('button', { name: 'End all others' }).click();
    await expect(third.getByRole('table').getByRole('row')).toHaveCount(2);
    await other.getByRole('link', { name: 'Day' }).first().click();
    await expect(other.getByRole('dialog', { name: 'Please sign in again' })).toBeVisible();
    await expect(other.getByRole('link', { name: 'Log contact' })).toBeHidden();
  });
});
