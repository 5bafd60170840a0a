import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page, type Request } from '@playwright/test';
import type { ReceivedMail } from './mail-server.ts';

export { expect };

/** Requests of a page under way, and when the last one began or ended. */
interface Traffic {
  open: number;
  changed: number;
}

const traffic = new WeakMap<Page, Traffic>();

function trafficOf(page: Page): Traffic {
  const known = traffic.get(page) ?? { open: 0, changed: performance.now() };
  traffic.set(page, known);
  return known;
}

function countRequests(context: BrowserContext): void {
  const count = (request: Request, change: 1 | -1): void => {
    // The service worker's own requests belong to no page.
    if (request.serviceWorker() !== null) return;
    const seen = trafficOf(request.frame().page());
    seen.open = Math.max(0, seen.open + change);
    seen.changed = performance.now();
  };
  context.on('request', (request) => count(request, 1));
  context.on('requestfinished', (request) => count(request, -1));
  context.on('requestfailed', (request) => count(request, -1));
}

/** Waits until a watched page has had nothing under way for an eighth of a second; the browser's own rule takes half one. */
export async function quiet(page: Page): Promise<void> {
  await expect
    .poll(
      () => {
        const { open, changed } = trafficOf(page);
        return open === 0 && performance.now() - changed >= 125;
      },
      { intervals: [25], message: `requests of ${page.url()} under way` },
    )
    .toBe(true);
}

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
      countRequests(watched);
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

/**
 * What axe judges a page by, in short hashes: each element by its class, role, states and style, whether it holds
 * text, and by the elements around it; the order of the headings; the width. Names and numbers in the text are left
 * out: they change nothing for axe.
 */
async function traitsOf(page: Page): Promise<string[]> {
  const traits = await page.evaluate(() => {
    const kept = /^(class|role|type|style|lang|dir|hidden|inert|disabled|open|tabindex|alt|aria-.+)$/;
    const onlyThere = /^(aria-(label|describedby|labelledby|controls|owns)|alt)$/;
    const known = new Map<Element | null, string>([[null, '']]);
    const all = [...document.querySelectorAll('*')];
    for (const element of all) {
      const attributes = [...element.attributes]
        .filter(({ name }) => kept.test(name))
        .map(({ name, value }) => `${name}=${onlyThere.test(name) ? value !== '' : value}`);
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '');
      known.set(element, `${known.get(element.parentElement)}>${element.tagName}${attributes.join()}${words}`);
    }
    const headings = all.filter(({ tagName }) => /^H[1-6]$/.test(tagName)).map(({ tagName }) => tagName);
    return [...new Set([...known.values(), headings.join()])];
  });
  const width = page.viewportSize()?.width;
  return traits.map((trait) => createHash('sha256').update(`${width} ${trait}`).digest('base64').slice(0, 16));
}

/** The traits that axe has passed in this run, one a line, for all workers. */
const passedTraits = path.join(
  import.meta.dirname,
  '..',
  '.tmp',
  `axe-${process.env.OPENSRO_TEST_PORT ?? process.pid}`,
);

/**
 * Fails with a readable list when axe finds anything on the page once it is there (WCAG 2.2 AA and best practice). A
 * page made only of what has passed in this run, seen by another role or with other records, is not judged again.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.osr-loading')).toHaveCount(0);
  // In a window as tall as the page: what lies half under the phone's fixed bar is no small target, one scrolls.
  const traits = await traitsOf(page);
  const passed = new Set(existsSync(passedTraits) ? readFileSync(passedTraits, 'utf8').split('\n') : []);
  const fresh = traits.filter((trait) => !passed.has(trait));
  if (fresh.length === 0) return;
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
  appendFileSync(passedTraits, fresh.map((trait) => `${trait}\n`).join(''));
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
