// `node scripts/screenshots.mjs http://127.0.0.1:8080`: the pictures of docs/, taken from a running demonstration.
// Signs in as one person of each role, on a phone and on a desktop, and writes docs/images/<role>-{phone,desktop}.png;
// then one picture of each page that has something of its own to show, docs/images/page-<name>.png.
// The server needs RATE_LIMIT_PER_MINUTE=100000: all these people come from one address.
// More words (officer, public, overview, ...) take only those pictures.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { findChromium } from './lib/chromium.mjs';
import { fail, run } from './lib/run.mjs';

const [address = '', ...only] = process.argv.slice(2);
if (!/^https?:\/\//.test(address))
  fail('Say where the demonstration runs: node scripts/screenshots.mjs http://127.0.0.1:8080');

// The browser's driver is among the libraries, and those ask for Node 24.
const node = await bootstrap();
if (process.execPath !== node) {
  process.exit(await run(node, process.argv.slice(1), { cwd: root }));
}
const { chromium } = await import('@playwright/test');

const executablePath = findChromium();
if (!executablePath) fail('No Chromium found: install it, or name it in CHROMIUM_PATH.');

const folder = path.join(root, 'docs', 'images');
const password = 'cedar bend demo';
const largest = 200_000;

/** @type {Record<string, { email?: string, page: string }>} email: who signs in; none for the public pages */
const pictures = {
  officer: { email: 'ana.reyes', page: '/app/' },
  'school-staff': { email: 'maria.santos', page: '/app/' },
  'school-leader': { email: 'helen.brandt', page: '/app/' },
  supervisor: { email: 'denise.carter', page: '/app/' },
  'agency-leader': { email: 'walter.brooks', page: '/app/' },
  'district-coordinator': { email: 'monica.fields', page: '/app/' },
  'records-officer': { email: 'alan.pryor', page: '/app/' },
  'program-administrator': { email: 'irene.castillo', page: '/app/' },
  'system-administrator': { email: 'system', page: '/app/' },
  public: { page: '/en/cedar-bend' },
};

/**
 * @typedef {object} Shown a page with something of its own to show
 * @property {string} [email] who signs in; none for the public pages
 * @property {keyof typeof screens} screen
 * @property {(page: import('@playwright/test').Page) => Promise<string>} place where it is
 * @property {RegExp} [to] the heading that is moved to the top
 * @property {RegExp} [opens] what is opened first, by its words
 */

const coordinator = 'monica.fields';
const lastMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 15));
const asked = '/app/explorer?measure=';

/** @type {Record<string, Shown>} */
const pages = {
  explorer: {
    email: coordinator,
    screen: 'desktop',
    place: async () => `${asked}incidents&rows=school&columns=callerRole&year=2026`,
    to: /^Incidents/,
  },
  alike: {
    email: coordinator,
    screen: 'desktop',
    place: async () => `${asked}studentsReferred&rows=crdcRace&year=2026`,
    opens: /do not stand out/,
    to: /^Is every group/,
  },
  corrective: {
    email: coordinator,
    screen: 'desktop',
    place: async (page) => `/app/corrective-actions/${(await ask(page, '/corrective-actions')).actions[0].id}`,
  },
  crdc: {
    email: coordinator,
    screen: 'desktop',
    place: async (page) => {
      const { collections } = await ask(page, '/crdc');
      return `/app/crdc/${collections.findLast((/** @type {{ collected: boolean }} */ one) => one.collected).collection}`;
    },
  },
  release: {
    email: 'walter.brooks',
    screen: 'desktop',
    place: async (page) => `/app/releases/${(await ask(page, '/releases')).proposals[0].id}`,
  },
  report: {
    email: 'helen.brandt',
    screen: 'phone',
    place: async () => `/app/report?month=${lastMonth.toISOString().slice(0, 7)}`,
  },
  'public-alike': { screen: 'phone', place: async () => '/en/cedar-bend/alike' },
  'public-funnel': { screen: 'desktop', place: async () => '/en/cedar-bend/funnel' },
};

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

const browser = await chromium.launch({
  executablePath,
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});

/** @param {keyof typeof screens} screen @param {string} [email] */
async function open(screen, email) {
  const context = await browser.newContext({
    ...screens[screen],
    baseURL: address,
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('response', (response) => {
    if (response.status() === 429) fail('The server limits us. Start it with RATE_LIMIT_PER_MINUTE=100000.');
  });
  if (email) {
    await page.goto('/app/');
    await page.getByLabel('E-mail address').fill(`${email}@cedarbend.example`);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Password', { exact: true }).waitFor({ state: 'detached' });
    // Roles that need a second step: the demonstration offers its people's code.
    const code = page.getByRole('button', { name: "Use this person's code" });
    const inside = page.getByRole('link', { name: 'OpenSRO' });
    await code.or(inside).first().waitFor();
    if (await code.isVisible()) await code.click();
    await inside.waitFor();
  }
  return page;
}

/** The page as it stands once it has all it reads. @param {import('@playwright/test').Page} page */
async function picture(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** @param {string} name @param {Buffer} image */
async function keep(name, image) {
  if (image.length > largest) throw new Error(`${name} has ${image.length} bytes; at most ${largest} are wanted.`);
  await writeFile(path.join(folder, name), image);
  console.log(`${name}  ${Math.round(image.length / 1024)} kB`);
}

/** An answer of the program's API to the person who is signed in. @param {import('@playwright/test').Page} page @param {string} place */
async function ask(page, place) {
  const me = await (await page.request.get('/api/me')).json();
  return (await page.request.get(`/api/programs/${me.memberships[0].programId}${place}`)).json();
}

/** The officer's newest day with entries: today may be a Sunday. @param {import('@playwright/test').Page} page */
async function workingDay(page) {
  const { items } = await ask(page, '/activities?limit=1');
  return `/app/day?date=${items[0].day}`;
}

/** The first picture of the README: the officer's day on a phone beside an incident as the school's leader sees it. */
async function overview() {
  const phone = await open('phone', 'ana.reyes');
  await phone.goto(await workingDay(phone));
  const day = await picture(phone);
  await phone.context().close();
  const desktop = await open('desktop', 'helen.brandt');
  const { items } = await ask(desktop, '/incidents?limit=100');
  const telling = items.find((/** @type {{ actions: unknown[] }} */ one) => one.actions.length > 0) ?? items[0];
  await desktop.goto(`/app/incidents/${telling.id}`);
  const incident = await picture(desktop);
  await desktop.context().close();
  const page = await browser.newPage({ viewport: { width: 1260, height: 620 } });
  /** @param {Buffer} image */
  const source = (image) => `data:image/png;base64,${image.toString('base64')}`;
  await page.setContent(`<style>
      body { margin: 0; padding: 20px; display: flex; gap: 24px; background: #e6e9ef; box-sizing: border-box; height: 620px }
      img { height: 580px; border-radius: 10px; box-shadow: 0 1px 6px #0004 }
    </style><img src="${source(day)}"><img src="${source(incident)}">`);
  await keep('overview.png', await page.screenshot());
  await page.close();
}

await mkdir(folder, { recursive: true });
try {
  for (const [role, { email, page: place }] of Object.entries(pictures)) {
    if (only.length > 0 && !only.includes(role)) continue;
    for (const screen of /** @type {Array<keyof typeof screens>} */ (Object.keys(screens))) {
      const page = await open(screen, email);
      await page.goto(role === 'officer' ? await workingDay(page) : place);
      await keep(`${role}-${screen}.png`, await picture(page));
      await page.context().close();
    }
  }
  for (const [name, { email, screen, place, opens, to }] of Object.entries(pages)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const page = await open(screen, email);
    await page.goto(await place(page));
    await page.waitForLoadState('networkidle');
    if (opens) await page.locator('summary').filter({ hasText: opens }).click();
    if (to) await page.getByRole('heading', { name: to }).evaluate((part) => part.scrollIntoView());
    await keep(`page-${name}.png`, await picture(page));
    await page.context().close();
  }
  if (only.length === 0 || only.includes('overview')) await overview();
} finally {
  await browser.close();
}
