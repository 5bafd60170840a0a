import type { Page } from '@playwright/test';
import { typePassword } from '../support/app.ts';
import { expectAccessible } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

// Browsers know passkeys for names only: the same server, by the name of this machine.
test.use({ baseURL: `http://localhost:${process.env.OPENSRO_TEST_PORT}` });

/**
 * The device's own authenticator, played by Chromium: a phone whose owner is there and puts a finger on it whenever it
 * asks. Returns how many passkeys it holds.
 */
async function giveDevice(page: Page): Promise<() => Promise<number>> {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('WebAuthn.enable');
  const { authenticatorId } = await chromium.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async () => (await chromium.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
}

async function signOutByHand(page: Page): Promise<void> {
  await page.goto('/app/me');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('E-mail address')).toBeVisible();
}

const usePasskey = (page: Page): Promise<void> => page.getByRole('button', { name: 'Use a passkey' }).click();

test('[P7.8] a passkey made on the phone opens the account alone, is the second step, and unlocks the page', async ({
  program,
  as,
}, { project }) => {
  test.skip(project.name !== 'phone', 'A passkey knows no width; making one on the way in is walked on both.');
  const { officer } = program.people;
  const page = await as(officer, '/account');
  const passkeys = await giveDevice(page);
  // A browser that offers passkeys in the address field would be quicker than the button; that is the next test.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  // So that half an hour without a touch takes no half hour.
  await page.clock.install();
  await page.reload();

  await test.step('made under Security', async () => {
    await page.getByLabel('Name for this passkey').fill('Patrol phone');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(page.getByText('Not used yet.')).toBeVisible();
    await expect(page.getByText('Patrol phone')).toBeVisible();
    expect(await passkeys()).toBe(1);
    await expectAccessible(page);
  });

  await test.step('unlocks the page, and what was typed is still there', async () => {
    await page.getByLabel('Name for this passkey').fill('Another one, half typed');
    await page.clock.fastForward('31:00');
    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
    await usePasskey(page);
    await expect(page.getByRole('heading', { name: 'Locked' })).toHaveCount(0);
    await expect(page.getByLabel('Name for this passkey')).toHaveValue('Another one, half typed');
  });

  await test.step('opens the account alone', async () => {
    await signOutByHand(page);
    await page.goto('/app/sign-in');
    await usePasskey(page);
    await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use a passkey' })).toHaveCount(0);
  });

  await test.step('is the second step after the password', async () => {
    await signOutByHand(page);
    await page.goto('/app/sign-in');
    await typePassword(page, officer.email, officer.password);
    await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
    await expectAccessible(page);
    await usePasskey(page);
    await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
    await page.goto('/app/account');
    await expect(page.getByText(/^Added .+ Last used/)).toBeVisible();
  });

  await test.step('is gone when it is removed: the authenticator app is still there', async () => {
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
    await page.getByRole('button', { name: 'Remove this passkey' }).click();
    await expect(page.getByText('Patrol phone')).toHaveCount(0);
  });
});

test('[P7.8] who must have a second step and has none makes a passkey on the way in, and is offered it the next time', async ({
  program,
  page,
}) => {
  const { supervisor } = program.people;
  const passkeys = await giveDevice(page);
  await page.goto('/app/sign-in');
  await typePassword(page, supervisor.email, supervisor.password);
  await expect(page.getByRole('heading', { name: 'Set up a second step' })).toBeVisible();
  await page.getByText('Use a passkey instead').click();
  await page.getByLabel('Name for this passkey').fill('Office computer');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
  expect(await passkeys()).toBe(1);

  // The next time the browser offers it in the address field, and the owner takes it.
  const offered = page.waitForResponse((response) => response.url().endsWith('/api/session/passkey'));
  await page.goto('/app/me');
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect((await offered).status()).toBe(200);
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
});
