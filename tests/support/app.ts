import { expect, type Locator, type Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { quiet } from './page.ts';
import type { Person } from './second-step.ts';

/** Writes address and password on the sign-in page. */
export async function typePassword(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Sets up an authenticator app on the page that asks for one. Returns the recovery codes it shows. */
export async function enrolByHand(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  const key = (await page.locator('.osr-link-text').innerText()).replaceAll(/\s/g, '');
  await page.getByLabel('6-digit code').fill(generateSync({ secret: key }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const list = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(list).toHaveCount(10);
  const codes = await list.allInnerTexts();
  await page.getByRole('checkbox', { name: 'I have kept these codes' }).check();
  await page.getByRole('button', { name: 'Go on' }).click();
  return codes;
}

/** Signs in on the page, as somebody does whose role needs a second step and who does it for the first time. */
export async function signInFirstTime(page: Page, email: string, password: string): Promise<string[]> {
  await typePassword(page, email, password);
  const codes = await enrolByHand(page);
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
  return codes;
}

/** Shows the second step by a recovery code, where it is asked for. */
export async function showRecoveryCode(place: Page | Locator, person: Pick<Person, 'recoveryCodes'>): Promise<void> {
  await place.getByRole('button', { name: 'No phone? Use a recovery code' }).click();
  await place.getByLabel('Recovery code').fill(person.recoveryCodes.pop() ?? '');
  await place.getByRole('button', { name: 'Continue' }).click();
}

/** Takes the code that is offered to people of the demonstration. */
export async function takeDemonstrationCode(page: Page): Promise<void> {
  await page.getByRole('button', { name: "Use this person's code" }).click();
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
}

/** Waits until a page stands still: its heading is there, nothing is loading, no request is under way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await quiet(page);
  await expect(page.locator('.osr-loading')).toHaveCount(0);
}
