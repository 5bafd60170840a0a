import type { Page, Route } from '@playwright/test';
import { expectAccessible } from '../support/page.ts';
import { expect, test } from '../support/people.ts';
import { askForOfficer } from '../support/walk.ts';

// The server answers 503 while its database is away, and a killed one answers nothing, perhaps after it has saved. What
// the server itself does then is tested with real kills in tests/server/faults.test.ts; here is what the person sees.

/** As the server words it (src/catalogs/en/common.json, problems.unavailable). */
const unavailable = {
  type: 'about:blank#common.unavailable',
  title: 'The database cannot be reached just now.',
  status: 503,
  detail: 'What you typed is still here. We keep trying; try again in a moment.',
  code: 'common.unavailable',
  requestId: '0192f0c0-0000-7000-8000-000000000001',
};

type Fault = 'away' | 'answer lost';

/**
 * Lets changes sent to a path fail: refused with 503, or saved by the server with the answer lost on its way. Returns
 * what brings the server back, once a change has met the fault: the page says that something is kept before it is tried.
 */
async function fail(page: Page, path: string, fault: Fault): Promise<() => Promise<void>> {
  const { promise: met, resolve: meet } = Promise.withResolvers<void>();
  const handle = async (route: Route): Promise<void> => {
    if (route.request().method() === 'GET') return route.continue();
    if (fault === 'away') {
      const headers = { 'retry-after': '5' };
      await route.fulfill({ status: 503, headers, contentType: 'application/problem+json', json: unavailable });
    } else {
      const saved = await route.fetch();
      expect(saved.ok()).toBe(true);
      await route.abort('connectionreset');
    }
    meet();
  };
  await page.route((address) => address.pathname.endsWith(path), handle);
  return async () => {
    await met;
    // A try that is under way meets the fault to its end.
    await page.unrouteAll({ behavior: 'wait' });
  };
}

const provokedWords = /status of 503|^answer 503|net::ERR_CONNECTION_RESET|Failed to fetch/;

test('[P3.1] a call for an officer that cannot be saved says so and what else to do, keeps the answers, and is one call in the end', async ({
  program,
  as,
  provoked,
}) => {
  provoked.consoleText(provokedWords);
  const page = await as(program.people.staff);
  const again = page.getByRole('button', { name: 'Send', exact: true });

  await test.step('the database is away: said at once, in words, with another way to get help', async () => {
    const back = await fail(page, '/calls', 'away');
    await askForOfficer(page, { group: "Won't follow rules", matter: 'Disrespect' });
    await expect(page.getByText('We do not know if your call arrived.')).toBeVisible();
    await expect(page.getByText(/Call by radio or phone/)).toBeVisible();
    await expect(page.getByRole('radio', { name: 'Disrespect' })).toBeChecked();
    await expect(page.getByLabel('Where?')).toHaveValue('hallway');
    await expectAccessible(page);
    await back();
  });

  await test.step('the server is killed after it has saved: the next try finds that call', async () => {
    const back = await fail(page, '/calls', 'answer lost');
    const lost = page.waitForEvent('requestfailed');
    await again.click();
    await lost;
    await expect(page.getByText('We do not know if your call arrived.')).toBeVisible();
    await expect(page.getByText(/Call by radio or phone/)).toBeVisible();
    await back();
    await again.click();
    await expect(page.getByRole('heading', { name: 'This is for the school to handle.' })).toBeVisible();
    await page.goto('/app/calls');
    await expect(page.getByRole('link', { name: /Disrespect/ })).toHaveCount(1);
  });
});

test('[P7.2] an entry made while the server is away is kept on the phone and sent once', async ({
  program,
  as,
  provoked,
}) => {
  provoked.consoleText(provokedWords);
  const page = await as(program.people.officer);
  const line = page.locator('.osr-outbox');
  const today = page.getByRole('list', { name: 'Today' }).getByRole('listitem');
  const log = async (): Promise<void> => {
    await page.getByRole('link', { name: 'Log contact' }).click();
    await page.getByRole('button', { name: 'Mentoring or informal talk' }).click();
    await page.getByRole('button', { name: /, 10 min/ }).click();
  };
  await expect(page.getByText('Nothing logged yet.')).toBeVisible();
  for (const [index, fault] of (['away', 'answer lost'] as const).entries()) {
    await test.step(fault, async () => {
      const back = await fail(page, '/activities', fault);
      await log();
      await expect(line).toContainText('Kept on this device, 1 to send.');
      await back();
      // Opening a page tries again by itself.
      await page.goto('/app/kept');
      await expect(page.getByText('Everything has been sent.')).toBeVisible();
      await page.goto('/app/');
      await expect(today).toHaveCount(index + 1);
    });
  }
});

test('[P7.8] a form that cannot be saved keeps what was typed, says why, and saves at the next try', async ({
  program,
  as,
  provoked,
}) => {
  provoked.consoleText(provokedWords);
  const page = await as(program.people.admin, '/setup/people/new');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Noemi Vargas');
  await page.getByLabel('E-mail address').fill(`noemi@${program.slug}.example`);
  await page.getByRole('group', { name: 'Roles' }).getByRole('checkbox', { name: 'Supervisor' }).check();
  const save = page.getByRole('button', { name: 'Add a person' });
  const back = await fail(page, '/setup/people', 'away');
  await save.click();
  await expect(page.getByText(unavailable.title)).toBeVisible();
  await expect(page.getByText(/What you typed is still here/)).toBeVisible();
  await expect(name).toHaveValue('Noemi Vargas');
  await expectAccessible(page);
  await back();
  await save.click();
  await expect(page.getByText(unavailable.title)).toHaveCount(0);
  await page.goto('/app/setup/people');
  await expect(page.getByRole('link', { name: /Noemi Vargas/ })).toHaveCount(1);
});
