import { expect, type Page } from '@playwright/test';
import { quiet } from './page.ts';

/** Signs in on the page, as a person does. */
export async function signInByHand(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
}

/** Waits until a page stands still: its heading is there, nothing is loading, no request is under way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await quiet(page);
  await expect(page.locator('.osr-loading')).toHaveCount(0);
}
