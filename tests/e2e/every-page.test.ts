import type { Page } from '@playwright/test';
import { dayOf, demoYears } from '../../demo/calendar.ts';
import { scopeOf } from '../../src/domain/access/permissions.ts';
import { type Role, roles } from '../../src/domain/access/roles.ts';
import { incidentSteps } from '../../src/domain/incidents/record.ts';
import { federalYearOf } from '../../src/statistics/crdc/year.ts';
import { areaRoutes } from '../../src/web/routes.tsx';
import { mayOpen } from '../../src/web/shell/navigation.ts';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

// The list of pages is made from the app's own routes and the permission table: a new page cannot be forgotten.

const someone: Readonly<Record<Role, string>> = {
  officer: 'officer0',
  supervisor: 'supervisor',
  agencyLeader: 'agencyLeader',
  schoolLeader: 'leader0',
  schoolStaff: 'staff0',
  districtCoordinator: 'coordinator',
  recordsOfficer: 'records',
  programAdmin: 'admin',
  systemAdmin: 'system',
};

/** The federal year that the demonstration's whole school year is counted in. */
const crdcCollection = federalYearOf(demoYears(dayOf(new Date())).past);

type Read = (path: string) => Promise<unknown>;

/** The ids of the first records in an answer, at any of the places lists have in this API. */
function firstId(answer: unknown, list: string, key = 'id'): string[] {
  const rows = Array.isArray(answer) ? answer : (answer as Record<string, unknown> | null)?.[list];
  const [row] = Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  return typeof row?.[key] === 'string' ? [row[key]] : [];
}

/** Values to open a route's parameter with; none where this person has no such record. */
const examples: Readonly<Record<string, (read: Read, path: string) => Promise<readonly string[]>>> = {
  activityId: async (read) => firstId(await read('/activities'), 'items'),
  callId: async (read) => firstId(await read('/calls'), 'calls'),
  actionId: async (read) => firstId(await read('/corrective-actions'), 'actions'),
  findingId: async (read) => firstId(await read('/findings'), 'findings'),
  proposalId: async (read) => firstId(await read('/releases'), 'proposals'),
  incidentId: async (read, path) =>
    firstId(await read(`/incidents?state=${path.includes('/write/') ? 'draft' : 'filed'}`), 'items'),
  step: async () => incidentSteps,
  yearId: async (read) => ['new', ...firstId(await read('/setup/school-years'), 'years')],
  schoolId: async (read, path) =>
    path.startsWith('/crdc/')
      ? firstId(await read(`/crdc/${crdcCollection}`), 'schools')
      : ['new', ...firstId(await read('/setup/schools'), 'schools')],
  collection: async () => [crdcCollection],
  column: async () => ['TOT_DISCWODIS_REF_M'],
  officerId: async (read) => ['new', ...firstId(await read('/setup/officers'), 'officers')],
  partnerId: async (read) => ['new', ...firstId(await read('/setup/officers'), 'partners')],
  assignmentId: async (read) => ['new', ...firstId(await read('/setup/officers'), 'assignments')],
  personId: async (read) => ['new', ...firstId(await read('/setup/people'), 'people')],
  providerId: async (read) => ['new', ...firstId(await read('/sign-in/providers'), 'providers')],
  code: async (read) => ['new', ...firstId(await read('/setup/matters'), 'matters', 'code')],
};

interface Place {
  readonly route: string;
  readonly path: string;
}

async function pathsOf(route: string, read: Read): Promise<readonly string[]> {
  let paths: readonly string[] = [route];
  for (const [whole, name = ''] of route.matchAll(/:(\w+)/g)) {
    const example = examples[name];
    if (example === undefined) throw new Error(`Say in 'examples' what ${whole} of ${route} stands for.`);
    const values = await example(read, route);
    paths = paths.flatMap((path) => values.map((value) => path.replace(whole, value)));
  }
  return paths;
}

const routesOf = (role: Role): readonly string[] =>
  areaRoutes
    .filter((route) => mayOpen(route, (action) => scopeOf(action, role) !== null, role !== 'systemAdmin'))
    .map((route) => route.path);

/** Everything a role can open. Every role has its own page, what is kept on the device, and an address that is nothing. */
async function placesOf(role: Role, page: Page): Promise<Place[]> {
  const me = await (await page.request.get('/api/me')).json();
  const read: Read = async (path) => {
    const answer = await page.request.get(`/api/programs/${me.memberships[0]?.programId}${path}`);
    return answer.ok() ? answer.json() : null;
  };
  const places = ['/me', '/kept', '/nowhere'].map((path) => ({ route: path, path }));
  for (const route of routesOf(role)) {
    for (const path of await pathsOf(route, read)) places.push({ route, path });
  }
  return places;
}

/** The first role that may open a route looks at what is the same for all: its forms' errors, its Spanish. */
const isFirst = (role: Role, route: string): boolean =>
  (roles.find((one) => routesOf(one).includes(route)) ?? 'officer') === role;

/** What i18next shows where a text is missing: its key, such as 'day.title' or 'activities:day.title'. */
const keyLike = /^[("'¿¡]*(?:[a-z][A-Za-z]+:)?[a-z][A-Za-z0-9]+(?:\.[a-z][A-Za-z0-9_]+)+[)"',:;?.]*$/;
const noKey = /@|\.(csv|zip|gov|org|com|example|net)\b|^[ap]\.m/;

async function expectTranslated(page: Page, language: 'en' | 'es'): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  const words = await page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label],[placeholder],[title]')].flatMap((element) =>
      ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [document.title, document.body.innerText, ...labels].join(' ').split(/\s+/);
  });
  const missing = words.filter((word) => (keyLike.test(word) && !noKey.test(word)) || word.includes('{{'));
  expect(missing, `untranslated on ${page.url()} in ${language}`).toEqual([]);
}

async function expectWellMade(page: Page): Promise<void> {
  await expect(page.locator('h1'), `headings of ${page.url()}`).toHaveCount(1);
  await expect(page.locator('h1')).not.toBeEmpty();
  expect(await page.title(), `title of ${page.url()}`).toMatch(/\S · OpenSRO$/);
  await expectNoSidewaysScroll(page);
}

async function atWidth(page: Page, width: number, look: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  if (before === null) throw new Error('The page has no size.');
  await page.setViewportSize({ width, height: before.height });
  await look();
  await page.setViewportSize(before);
}

/** Sends every form of the page empty. Nothing reaches the server: an answer that refuses is put in its place. */
async function spoilForms(page: Page): Promise<boolean> {
  const forms = page.locator('form.osr-form');
  if ((await forms.count()) === 0) return false;
  await page.route('**/api/**', (route) =>
    route.request().method() === 'GET'
      ? route.continue()
      : route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          json: {
            type: 'about:blank',
            title: 'This cannot be done.',
            status: 422,
            detail: 'Go back, check the record, and try again.',
            code: 'common.refused',
            requestId: 'planted',
          },
        }),
  );
  // What is folded away is a page's form too.
  await page.locator('details').evaluateAll((folded) => {
    for (const one of folded) if (one instanceof HTMLDetailsElement) one.open = true;
  });
  let spoiled = 0;
  for (const form of await forms.all()) {
    const button = form.locator('button[type=submit]');
    if ((await button.count()) === 0) continue;
    for (const field of await form.locator('input:not([type=radio],[type=checkbox],[type=file]),textarea').all()) {
      if ((await field.isVisible()) && (await field.isEditable())) await field.fill('');
    }
    await button.first().click();
    await expect(form.locator('.osr-summary'), `what is wrong in a form of ${page.url()}`).toBeVisible();
    await expect(form.locator('.osr-summary'), `the focus of ${page.url()}`).toBeFocused();
    spoiled += 1;
  }
  return spoiled > 0;
}

/** Goes to a page as a link of the app does, without loading the app anew: half the time, and the other way people come. */
async function follow(page: Page, path: string): Promise<void> {
  const url = await page.evaluate((target) => {
    history.pushState(null, '', `/app${target}`);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
    return location.pathname;
  }, path);
  expect(url).toBe(`/app${path.replace(/[?#].*/, '')}`);
  // The page before may still stand while the next one's script is fetched.
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
}

/** Looks at a page as it is; `deep` also, on a phone, at its forms sent wrong and at its Spanish. */
async function look(
  page: Page,
  path: string,
  { isPhone, deep }: { readonly isPhone: boolean; readonly deep: boolean },
): Promise<void> {
  // The one before was looked at in Spanish last; the language it is to be seen in comes with loading anew.
  const english = (await page.locator('html').getAttribute('lang')) === 'en';
  await (deep || !english ? page.goto(`/app${path}`) : follow(page, path));
  await settled(page);
  await expectWellMade(page);
  await expectTranslated(page, 'en');
  await expectAccessible(page);
  if (!isPhone) return;
  await atWidth(page, 320, () => expectNoSidewaysScroll(page));
  if (!deep) return;
  if (await spoilForms(page)) {
    await expectAccessible(page);
    await expectTranslated(page, 'en');
    await expectNoSidewaysScroll(page);
    await page.unrouteAll({ behavior: 'wait' });
  }
  await page.evaluate(() => localStorage.setItem('opensro.language', 'es'));
  await page.goto(`/app${path}`);
  await settled(page);
  await page.evaluate(() => localStorage.setItem('opensro.language', 'en'));
  await expectTranslated(page, 'es');
  await atWidth(page, 320, () => expectWellMade(page));
}

test.describe.configure({ mode: 'parallel' });

for (const role of roles) {
  test(`[P7.2] [P7.10] every page of ${role} can be read and used by everyone`, async ({ as }, { project }) => {
    test.setTimeout(480_000);
    const isPhone = project.name === 'phone';
    const page = await as(demoPerson(someone[role]), '/me');
    const faults: string[] = [];
    for (const { route, path } of await placesOf(role, page)) {
      const deep = isFirst(role, route);
      // A page is looked at for every role on the phone, and on the desktop once: the roles differ in what is shown,
      // not in how wide it is.
      if (!deep && !isPhone) continue;
      await test.step(path, async () => {
        // One faulty page must not hide those after it.
        await look(page, path, { isPhone, deep }).catch((error: unknown) => {
          faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
        });
        await page.unrouteAll({ behavior: 'wait' });
      });
    }
    expect(faults).toEqual([]);
  });

  test(`[P7.2] ${role} sees where the keyboard is`, async ({ as }) => {
    const page = await as(demoPerson(someone[role]));
    await settled(page);
    for (let stop = 1; stop <= 6; stop += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        // After its last control a short page hands the focus back to the browser.
        if (element === null || element === document.body) return null;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const drawn = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
        const { width, height } = element.getBoundingClientRect();
        return drawn && width > 0 && height > 0 ? '' : element.outerHTML.slice(0, 200);
      });
      if (seen === null && stop > 3) return;
      expect(seen, `stop ${stop} of the keyboard is not to be seen`).toBe('');
    }
  });
}

test('[P7.2] no route of the app is left out above', async ({ as }, { project }) => {
  test.skip(project.name !== 'desktop', 'Asks the server, not the screen.');
  const opened = new Set<string>();
  for (const role of roles) {
    const page = await as(demoPerson(someone[role]), '/me');
    for (const { route } of await placesOf(role, page)) opened.add(route);
    await page.context().close();
  }
  expect(areaRoutes.map((route) => route.path).filter((path) => !opened.has(path))).toEqual([]);
});

test('[P7.2] the pages of those who are not signed in can be read and used by everyone', async ({ page }, {
  project,
}) => {
  for (const [path, spoiled] of [
    ['/', true],
    ['/welcome#a-token', true],
    ['/welcome', false],
    ['/recovery', true],
    ['/recovery#a-token', true],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(`/app${path}`);
    await settled(page);
    await expectWellMade(page);
    await expectTranslated(page, 'en');
    await expectAccessible(page);
    await atWidth(page, 320, () => expectNoSidewaysScroll(page));
    expect(await spoilForms(page)).toBe(spoiled);
    await expectAccessible(page);
  }
  if (project.name !== 'phone') return;
  await page.goto('/app/');
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in');
  await expectTranslated(page, 'es');
});
