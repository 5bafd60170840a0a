import { existsSync, readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { ReceivedMail } from './mail-server.ts';

export { expect };

interface Fixtures {
  /** Statuses (such as 422) and console texts a test provokes on purpose; everything else fails it. */
  readonly provoked: {
    consoleText(pattern: RegExp): void;
    /** Watches one more browser context; the test's own is watched from the start. */
    watch(context: BrowserContext): void;
  };
}

/**
 * Playwright's test, except that a page that writes an error to its console, throws, or gets a server error (5xx)
 * from our own server fails the test, whatever the test looked at.
 */
export const test = base.extend<Fixtures & { watched: undefined }>({
  provoked: async ({ context, baseURL }, use) => {
    const allowed: RegExp[] = [];
    const troubles: string[] = [];
    const watch = (watched: BrowserContext): void => {
      watched.on('console', (message) => {
        if (message.type() !== 'error') return;
        // The browser itself writes a line for every answer of 400 and above; those of 5xx are caught below.
        if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return;
        troubles.push(`console: ${message.text()} (${message.location().url})`);
      });
      watched.on('weberror', (error) => troubles.push(`page: ${error.error().stack ?? error.error().message}`));
      watched.on('response', (response) => {
        if (response.status() >= 500 && response.url().startsWith(baseURL ?? '')) {
          troubles.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
        }
      });
    };
    watch(context);
    await use({ consoleText: (pattern) => allowed.push(pattern), watch });
    const unexpected = troubles.filter((trouble) => !allowed.some((pattern) => pattern.test(trouble)));
    expect(unexpected, 'errors on the pages of this test').toEqual([]);
  },
  // Makes the watching above part of every test, also of those that do not ask for it.
  watched: [
    async ({ provoked }, use) => {
      expect(provoked).toBeDefined();
      await use(undefined);
    },
    { auto: true },
  ],
});

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with a readable list when axe finds anything on the page once it is there (WCAG 2.2 AA and best practice). */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.osr-loading')).toHaveCount(0);
  // In a window as tall as the page: what lies half under the phone's fixed bar is no small target, one scrolls.
  const view = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const tall = view !== null && height > view.height ? { width: view.width, height: height + 200 } : null;
  if (tall !== null) await page.setViewportSize(tall);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(standards).analyze();
  if (tall !== null && view !== null) await page.setViewportSize(view);
  const list = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${node.target.join(' ')}\n    ${node.failureSummary ?? ''}`),
  );
  expect(list, `accessibility of ${page.url()}`).toEqual([]);
}

/** Fails when the page can be scrolled sideways: nothing may be wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const surplus = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(surplus, `pixels ${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Mails the server has sent so far in this run, oldest first. */
function receivedMails(): ReceivedMail[] {
  const file = process.env.MAIL_FILE;
  if (!file || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): ReceivedMail => JSON.parse(line));
}

/** Waits for a mail that fits; the outbox is emptied in the background. */
export async function expectMail(fits: (mail: ReceivedMail) => boolean): Promise<ReceivedMail> {
  await expect.poll(() => receivedMails().some(fits), { message: 'a mail that fits', timeout: 20_000 }).toBe(true);
  const mail = receivedMails().find(fits);
  if (!mail) throw new Error('The mail vanished.');
  return mail;
}
