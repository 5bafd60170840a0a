import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { programSetup, schools } from '../../demo/cast.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support/page.ts';

const { slug } = programSetup;
const school = `${programSetup.district.leaId}${schools[0]?.schid}`;

/** What a reader must find on each page, in each language. */
const pages: readonly { path: string; status?: number; en: RegExp; es: RegExp }[] = [
  { path: '', en: /^Officers in our schools$/, es: /^Oficiales en nuestras escuelas$/ },
  {
    path: '/about',
    en: /^About these numbers$/,
    es: /^Sobre estas cifras$/,
  },
  { path: '/withheld', en: /^Why some numbers are withheld$/, es: /^Por qué se reservan algunas cifras$/ },
  { path: `/${slug}`, en: /^School officers in /, es: /^Oficiales escolares / },
  { path: `/${slug}/officers`, en: /^Officers and schools$/, es: /^Oficiales y escuelas$/ },
  { path: `/${slug}/activity`, en: /^What officers do$/, es: /^Qué hacen los oficiales$/ },
  { path: `/${slug}/funnel`, en: /^From call to outcome$/, es: /^De la llamada al resultado$/ },
  { path: `/${slug}/data`, en: /^Get the data$/, es: /^Obtener los datos$/ },
  { path: `/${slug}/schools/${school}`, en: /^Cedar Bend High School$/, es: /^Cedar Bend High School$/ },
  { path: '/no-such-program', status: 404, en: /^We cannot find this page$/, es: /^No encontramos esta página$/ },
];

/** A phone plan's worth: the page with everything it needs, as it comes over the line. */
const heaviest = 60_000;

/** Bytes as they came over the line, headers included, of everything a first visit fetches. */
async function weigh(page: Page, visit: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await visit();
  await page.waitForLoadState('networkidle');
  await session.detach();
  return bytes;
}

test.use({ javaScriptEnabled: false });

for (const language of ['en', 'es'] as const) {
  test.describe(`the public pages without JavaScript, ${language}`, () => {
    test(`[P7.9] every page is whole, light and fits a narrow phone (${language})`, async ({ page }) => {
      for (const { path, status = 200, [language]: title } of pages) {
        await test.step(path === '' ? '/' : path, async () => {
          let answered = 0;
          const bytes = await weigh(page, async () => {
            answered = (await page.goto(`/${language}${path}`))?.status() ?? 0;
          });
          expect(answered).toBe(status);
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          await expect(page.locator('h1')).toHaveCount(1);
          await expect(page.locator('h1')).toHaveText(title);
          expect(await page.title()).not.toBe('');
          expect(bytes, `bytes of ${path}`).toBeGreaterThan(1_000);
          expect(bytes, `bytes of ${path}`).toBeLessThan(heaviest);
          await expect(page.locator('script')).toHaveCount(0);
          await expect(page.locator('body')).not.toContainText(/\{\{|\b(undefined|NaN|null)\b/);
          const { width, height } = page.viewportSize() ?? { width: 390, height: 844 };
          for (const narrow of [width, 320]) {
            await page.setViewportSize({ width: narrow, height });
            await expectNoSidewaysScroll(page);
          }
          await page.setViewportSize({ width, height });
        });
      }
    });

    test(`[P7.9] [P3.1] the six figures lead to their charts, tables and definitions (${language})`, async ({
      page,
    }) => {
      await page.goto(`/${language}`);
      await page.getByRole('link', { name: programSetup.district.name }).click();
      const figures = page.locator('.portal-figure');
      await expect(figures).toHaveCount(6);
      for (const text of await figures.allTextContents()) {
        expect(text).toMatch(/^\s*([\d.,\u00A0\u202F]+|fewer than 10 or withheld|menos de 10 o reservado)/);
      }
      await figures.nth(3).click();
      await expect(page).toHaveURL(`/${language}/${slug}/funnel`);
      // A chart says nothing a table beside it does not say, and every word of it is explained.
      const charts = page.locator('section:has(figure.portal-chart)');
      await expect(charts).toHaveCount(3);
      await expect(charts.getByRole('table')).toHaveCount(3);
      // What the release tells of behaviors stands in tables alone.
      await expect(page.locator('section[aria-labelledby=behavior]').getByRole('table')).toHaveCount(2);
      for (const table of await page.getByRole('table').all()) {
        await expect(table.locator('caption')).not.toBeEmpty();
        expect(await table.getByRole('row').count()).toBeGreaterThan(2);
      }
      const stages = await charts.getByRole('rowheader').allTextContents();
      const explained = await page.locator('dl.portal-words dt').allTextContents();
      expect(new Set(explained)).toEqual(new Set(stages));
      // Nobody is left with a blank: a count is a number or says that it is withheld.
      for (const cell of await page.locator('td').allTextContents()) expect(cell.trim()).not.toBe('');
    });
  });
}

test('[P7.9] on a phone the menu is one line that opens with the keyboard, without a script', async ({ page }, {
  project,
}) => {
  test.skip(project.name !== 'phone', 'wide screens show all its links');
  await page.goto(`/es/${slug}/officers`);
  const menu = page.getByRole('navigation', { name: 'Páginas de este programa' });
  await expect(menu).toHaveCount(1);
  expect((await menu.boundingBox())?.height).toBeLessThan(60);
  await expect(menu.getByRole('link')).toHaveCount(0);
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('link', { name: 'Oficiales y escuelas' })).toHaveAttribute('aria-current', 'page');
  for (const link of await menu.getByRole('link').all()) {
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/es/${slug}/activity`);
});

test('[P7.9] the files hold what the pages show, and a withheld number is withheld in them too', async ({ page }) => {
  await page.goto(`/en/${slug}/data`);
  const links = page.locator('.portal-files a');
  // Four of the pages, four of the newest release.
  await expect(links).toHaveCount(8);
  for (const href of await links.evaluateAll((list) => list.map((link) => link.getAttribute('href') ?? ''))) {
    const file = await page.request.get(href);
    expect(file.status(), href).toBe(200);
    expect(file.headers()['content-disposition'], href).toContain('attachment');
  }
  const text = await (await page.request.get(`/en/${slug}/data/funnel.csv`)).text();
  const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
  expect(rows.length).toBeGreaterThan(5);
  for (const { value, status, unit, ...rest } of rows) {
    const row = JSON.stringify({ ...rest, value, status, unit });
    if (status === 'published') {
      expect(value, row).toMatch(/^\d+$/);
      // Calls are not students; students and incidents between 1 and 9 never leave.
      if (unit !== 'calls') expect(Number(value) === 0 || Number(value) >= 10, row).toBe(true);
    } else {
      expect(status, row).toBe('withheld');
      expect(value, row).toBe('');
    }
  }
});

test('[P7.9] the reader is led to their language and finds the other one on the same page', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'es-MX' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page).toHaveURL('/es');
  await page.goto(`/es/${slug}/funnel`);
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page).toHaveURL(`/en/${slug}/funnel`);
  await context.close();
});

test.describe('the public pages to those who do not see them', () => {
  // axe is itself a script; the pages are the same.
  test.use({ javaScriptEnabled: true });

  test('[P7.9] axe finds nothing on any page', async ({ page, provoked }, { project }) => {
    provoked.consoleText(/404/);
    // Words differ by language, layout by screen: between the two projects each is looked at in each way once.
    const language = project.name === 'phone' ? 'es' : 'en';
    for (const { path } of pages) {
      await page.goto(`/${language}${path}`);
      await expectAccessible(page);
      // The first stop leads past the navigation and can be seen.
      await page.keyboard.press('Tab');
      const skip = page.locator('.usa-skipnav');
      await expect(skip).toBeFocused();
      await expect(skip).toBeInViewport();
      const folded = page.locator('summary:visible');
      if ((await folded.count()) > 0) {
        await folded.click();
        await expectAccessible(page);
      }
    }
  });
});
