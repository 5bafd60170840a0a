import path from 'node:path';
import type { Page } from '@playwright/test';
import { rosterFiles, rosterRows } from '../../src/server/exchange/testing/roster.ts';
import { signInFirstTime } from '../support/app.ts';
import { expectMail } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

const crdc = path.join(path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data'), 'crdc-2020-21');
const crdcFiles = ['School Characteristics.csv', 'Enrollment.csv', 'School Support.csv'].map((name) =>
  path.join(crdc, name),
);
/** In the real files it has 29 schools. */
const district = { name: 'Lower Kuskokwim School District', leaId: '0200001', schools: 29 };
const password = 'a sentence for this test';

const upload = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** The school year that today is in, from July to June, so that the walk holds on any day. */
function schoolYear(): { first: string; last: string; today: string } {
  const today = new Date().toISOString().slice(0, 10);
  const year = Number(today.slice(0, 4)) - (today.slice(5) < '07-02' ? 1 : 0);
  return { first: `${year}-07-02`, last: `${year + 1}-06-30`, today };
}

/** The link that is shown once to whoever invites; opened as the invited person, in a browser of its own. */
/** The link in the mail to somebody new. */
async function linkFor(email: string): Promise<string> {
  const { text } = await expectMail((mail) => mail.to.includes(email) && mail.text.includes('/app/welcome#'));
  return new URL(/\S+\/app\/welcome#\S+/.exec(text)?.[0] ?? '').href;
}

async function choosePassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('The same password again').fill(password);
  await page.getByRole('button', { name: 'Save password' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your password is set');
  await page.getByRole('link', { name: 'Sign in' }).click();
}

async function addPerson(page: Page, email: string, name: string, role: string, school?: string): Promise<string> {
  await page.goto('/app/setup/people/new');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Name', { exact: true }).fill(name);
  const roles = page.getByRole('group', { name: 'Roles' });
  await roles.getByRole('checkbox', { name: role }).check();
  if (school !== undefined) {
    await page
      .getByRole('group', { name: `${role} at these schools` })
      .getByRole('checkbox', { name: school })
      .check();
  }
  await page.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByText(`We mailed ${name} a link to set a password.`)).toBeVisible();
  return linkFor(email);
}

test.describe('a district is set up from its real files', () => {
  test.setTimeout(180_000);

  test('[D1] [D4] [P7.1] [P7.3] a program from its creation to the officer who sees the day', async ({
    as,
    browser,
    provoked,
  }, { project }) => {
    // Unlike those of the other project and of another run on the same server.
    const mark = `${project.name}-${Date.now().toString(36)}`;
    const slug = `kuskokwim-${mark}`;
    const year = schoolYear();

    const adminLink = await test.step('the system administrator creates the program', async () => {
      const page = await as(demoPerson('system'));
      await page.getByRole('link', { name: 'Create a program' }).click();
      await page.getByLabel('Name of the program').fill(`Kuskokwim officers ${mark}`);
      await page.getByLabel('Name of the agency').fill('Bethel Police Department');
      await page.getByRole('radio', { name: 'City or town police' }).check();
      await page.getByLabel('ORI number').fill('ak0010100');
      await page.getByLabel('Name of the district').fill(district.name);
      await page.getByLabel('NCES district number').fill(district.leaId);
      await page.getByLabel('State', { exact: true }).selectOption('AK');
      await page.getByRole('combobox', { name: 'Time zone' }).fill('Anchorage');
      await page.getByRole('option', { name: 'America/Anchorage' }).click();
      await page.getByLabel('Web address').fill(slug);
      await page.getByLabel('Name', { exact: true }).fill('Ada Nick');
      await page.getByLabel('E-mail address').fill(`ada.${mark}@kuskokwim.example`);
      await page.getByRole('button', { name: 'Create the program' }).click();
      await expect(page.getByText('We mailed Ada Nick a link to set a password.')).toBeVisible();
      return linkFor(`ada.${mark}@kuskokwim.example`);
    });

    // People who cannot sign in yet open their link on a device of their own.
    const newcomer = async (): Promise<Page> => {
      const context = await browser.newContext();
      provoked.watch(context);
      return context.newPage();
    };
    const admin = await newcomer();
    await test.step('its administrator opens the invitation', async () => {
      await choosePassword(admin, adminLink);
      await signInFirstTime(admin, `ada.${mark}@kuskokwim.example`, password);
      await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Set up');
      await expect(admin.getByText('Next: say when school is in session')).toBeVisible();
      // The link works once.
      const again = await newcomer();
      await again.goto(adminLink);
      await again.getByLabel('New password').fill(password);
      await again.getByLabel('The same password again').fill(password);
      await again.getByRole('button', { name: 'Save password' }).click();
      await expect(again.getByRole('alert')).toContainText('This link has been used or is too old.');
      await again.context().close();
    });

    await test.step('the calendar, with a holiday', async () => {
      await admin.getByRole('link', { name: 'School calendar' }).first().click();
      await admin.getByRole('link', { name: 'Add a school year' }).click();
      await admin.getByLabel('First day of school').fill(year.first);
      await admin.getByLabel('Last day of school').fill(year.last);
      await expect(admin.getByText(/^2\d\d school days$/)).toBeVisible();
      await admin.getByLabel('From', { exact: true }).fill(`${year.first.slice(0, 4)}-12-21`);
      await admin.getByLabel('To (optional)').fill(`${year.first.slice(0, 4)}-12-31`);
      await admin.getByRole('button', { name: 'Add these days' }).click();
      await expect(admin.getByRole('list', { name: 'Days without school' }).getByRole('listitem')).not.toHaveCount(0);
      await admin.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(admin.getByRole('heading', { level: 1 })).toHaveText('School calendar');
      await expect(admin.getByText(`School year ${year.first.slice(0, 4)}-${year.last.slice(2, 4)}`)).toBeVisible();
    });

    await test.step('the schools come from the official files: first what would change, then the import', async () => {
      await admin.goto('/app/setup/import/crdc');
      await admin.getByLabel('CRDC files').setInputFiles(crdcFiles);
      await admin.getByRole('button', { name: 'Check first' }).click();
      await expect(admin.getByText('Checked. Nothing has been changed yet.')).toBeVisible({ timeout: 30_000 });
      await expect(admin.getByText(`${district.schools} schools are new.`)).toBeVisible();
      await expect(admin.getByText('The files are the CRDC of 2020-21.')).toBeVisible();
      await expect(admin.getByText('020000100208')).toBeVisible();
      const schools = await admin.context().request.get(await programUrl(admin, '/setup/schools'));
      expect(await schools.json()).toEqual([]);
      await admin.getByRole('button', { name: 'Import now' }).click();
      await expect(admin.getByText('Imported.')).toBeVisible({ timeout: 30_000 });
      await admin.goto('/app/setup/schools');
      await expect(admin.getByText(`${district.schools} open schools`)).toBeVisible();
      await admin.getByRole('link', { name: 'Bethel Regional High School' }).click();
      await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Bethel Regional High School');
      await expect(admin.getByLabel('NCES school number')).toHaveValue('020000100208');
    });

    await test.step('the roster comes from OneRoster and a second file; the page shows counts, never names', async () => {
      const files = Object.entries(rosterFiles(rosterRows(project.name === 'phone' ? '1.2' : '1.1')));
      await admin.goto('/app/setup/import/roster');
      await admin.getByLabel('OneRoster files').setInputFiles(files.map(([name, text]) => upload(name, text)));
      await admin
        .getByLabel('Second file')
        .setInputFiles(upload('supplement.csv', 'student number,IDEA,504,EL\n000101,yes,no,yes\n000102,no,yes,no\n'));
      await admin.getByRole('button', { name: 'Check first' }).click();
      await expect(admin.getByText('Checked. Nothing has been changed yet.')).toBeVisible({ timeout: 30_000 });
      await expect(admin.getByText('students are new.')).toBeVisible();
      await admin.getByRole('button', { name: 'Import now' }).click();
      await expect(admin.getByText('Imported.')).toBeVisible({ timeout: 30_000 });
      await expect(admin.locator('main')).not.toContainText('Muñoz');
    });

    const officerLink = await test.step('people with roles', async () => {
      await addPerson(
        admin,
        `leader.${mark}@kuskokwim.example`,
        'Lena Paul',
        'School leader',
        'Bethel Regional High School',
      );
      return addPerson(admin, `otto.${mark}@kuskokwim.example`, 'Otto Reed', 'School resource officer');
    });

    await test.step('a security officer is refused as an officer, with the law; a sworn officer is taken', async () => {
      await admin.goto('/app/setup/officers/new');
      await admin.getByLabel('Name', { exact: true }).fill('Otto Reed');
      await admin.getByRole('radio', { name: 'Security officer' }).check();
      await admin.getByLabel('Employed by').fill('Bethel Police Department');
      await admin.getByLabel('Day of the oath').fill('2015-06-01');
      await admin.getByLabel('Signs in as').selectOption({ label: `Otto Reed (otto.${mark}@kuskokwim.example)` });
      await admin.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(admin.getByRole('alert')).toContainText('34 U.S.C. 10389(4)');
      // What was typed stays; the right kind is all that is missing.
      await expect(admin.getByLabel('Employed by')).toHaveValue('Bethel Police Department');
      await admin.getByRole('radio', { name: 'School resource officer' }).check();
      await admin.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Officers');
    });

    await test.step('the assignment', async () => {
      await admin.getByRole('link', { name: 'Assign Otto Reed to a school' }).click();
      await admin.getByLabel('School', { exact: true }).selectOption('Bethel Regional High School');
      await admin.getByLabel('First day').fill(year.first);
      for (const day of ['Saturday', 'Sunday']) await admin.getByRole('checkbox', { name: day }).check();
      await admin.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Officers');
      await expect(admin.getByRole('link', { name: 'Bethel Regional High School' })).toBeVisible();
      await admin.context().close();
    });

    await test.step('the officer signs in and sees the day at the school', async () => {
      const day = await newcomer();
      await choosePassword(day, officerLink);
      await signInFirstTime(day, `otto.${mark}@kuskokwim.example`, password);
      await expect(day.getByText('Bethel Regional High School').first()).toBeVisible();
      await expect(day.getByRole('link', { name: 'Log contact' })).toBeVisible();
      await day.context().close();
    });
  });
});

async function programUrl(page: Page, path: string): Promise<string> {
  const me = await (await page.context().request.get('/api/me')).json();
  return `/api/programs/${me.memberships[0].programId}${path}`;
}
