import { expect, type Page } from '@playwright/test';
import { demoPassword, people, systemAdmin } from '../../demo/cast.ts';
import { test as watchedTest } from './page.ts';
import { makeProgram, type OwnProgram, type Person } from './program.ts';
import { signInWith } from './second-step.ts';

export { expect };

interface Fixtures {
  /** A program of this test's own: what it writes meets nobody. Made when a test asks for it. */
  readonly program: OwnProgram;
  /**
   * Opens the app as a person, in a browser of that person's own (another device), at a path such as '/day'. The
   * second page of the same person: `page.context().newPage()`.
   */
  readonly as: (person: Person, path?: string) => Promise<Page>;
}

/** The browser tests' test: watched pages, people who are signed in, a program of one's own. */
export const test = watchedTest.extend<Fixtures>({
  program: async ({ playwright, baseURL }, use) => {
    const opened: Array<{ dispose(): Promise<void> }> = [];
    const program = await makeProgram(async () => {
      const context = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
      opened.push(context);
      return context;
    });
    await use(program);
    await Promise.all(opened.map((context) => context.dispose()));
  },
  as: async ({ browser, provoked }, use) => {
    const open: Array<() => Promise<void>> = [];
    await use(async (person, path = '/') => {
      const context = await browser.newContext();
      open.push(() => context.close());
      provoked.watch(context);
      const page = await context.newPage();
      // Without the form; the form has a walk of its own.
      await signInWith(page.request, person);
      await page.goto(`/app${path}`);
      return page;
    });
    for (const close of open) await close();
  },
});

/** Gives a program a school year through the app's own route, as its administrator; `firstDay` and `lastDay` as YYYY-MM-DD. */
export async function addSchoolYear(
  admin: Page,
  programId: string,
  year: { readonly firstDay: string; readonly lastDay: string },
): Promise<void> {
  const me = await (await admin.request.get('/api/me')).json();
  const added = await admin.request.post(`/api/programs/${programId}/setup/school-years`, {
    data: { ...year, holidays: [] },
    headers: { 'x-csrf-token': me.csrfToken },
  });
  expect(added.status()).toBe(201);
}

/** Someone of the demonstration by their key in its cast ('officer0', 'supervisor', 'coordinator', ... or 'system'). */
export function demoPerson(key: string): Person {
  const found = key === 'system' ? systemAdmin : people.find((person) => person.key === key);
  if (found === undefined) throw new Error(`The demonstration has no ${key}.`);
  return { name: found.name, email: found.email, password: demoPassword, recoveryCodes: [] };
}
