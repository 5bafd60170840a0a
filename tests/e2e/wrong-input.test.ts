import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { rosterFiles, rosterRows } from '../../src/server/exchange/testing/roster.ts';
import { settled, showRecoveryCode, takeDemonstrationCode, typePassword } from '../support/app.ts';
import { expectAccessible } from '../support/page.ts';
import { demoPerson, expect, test } from '../support/people.ts';

// Everything here is refused, so that the demonstration stays as it is.

const crdc = path.join(path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data'), 'crdc-2020-21');
const upload = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});

async function problems(page: Page): Promise<Locator> {
  await expect(page.getByText('The files cannot be imported as they are. Nothing was changed.')).toBeVisible({
    timeout: 30_000,
  });
  const list = page.getByRole('table', { name: /\d+ errors?/ });
  await expect(list).toBeVisible();
  return list;
}

async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Check (first|again)$/ }).click();
}

test.describe('wrong files', () => {
  test('[D4] the CRDC page says file, line, column, reason and remedy, and keeps the files', async ({ as }) => {
    const page = await as(demoPerson('admin'), '/setup/import/crdc');
    await test.step('no file at all', async () => {
      await check(page);
      await expect(page.getByText('Choose the files first.')).toBeVisible();
    });
    await test.step('files of another district', async () => {
      await page
        .getByLabel('CRDC files')
        .setInputFiles(['School Characteristics.csv', 'Enrollment.csv'].map((name) => path.join(crdc, name)));
      await check(page);
      const list = await problems(page);
      await expect(list.getByRole('row').nth(1)).toContainText('1799990');
      await expect(page.getByText('2 files chosen')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Import now' })).toBeDisabled();
    });
    await test.step('a count that is no number, at its line and column', async () => {
      // The first school of the real files, as if it were the demonstration's, with one count spoiled.
      const top = async (name: string): Promise<string[]> =>
        (await readFile(path.join(crdc, name), 'latin1')).replaceAll('0200001', '1799990').split(/\r?\n/).slice(0, 2);
      const [header = '', school = ''] = await top('Enrollment.csv');
      const cells = school.split(',');
      cells[header.split(',').indexOf('"SCH_ENR_HI_M"')] = '"many"';
      await page
        .getByLabel('CRDC files')
        .setInputFiles([
          upload('School Characteristics.csv', `${(await top('School Characteristics.csv')).join('\n')}\n`),
          upload('Enrollment.csv', `${header}\n${cells.join(',')}\n`),
        ]);
      await check(page);
      const list = await problems(page);
      const row = list.getByRole('row').filter({ hasText: 'Enrollment.csv' }).first();
      await expect(row).toContainText('line 2, column SCH_ENR_HI_M');
      await expect(row).toContainText('many');
      // What to do stands in the last cell.
      await expect(row.getByRole('cell').last()).toContainText(/\w{3,} \w{2,}/);
      await expect(page.getByText('2 files chosen')).toBeVisible();
      await expectAccessible(page);
    });
    await test.step('something that is no table', async () => {
      await page
        .getByLabel('CRDC files')
        .setInputFiles(upload('Enrollment.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3, 0, 0])));
      await check(page);
      const list = await problems(page);
      await expect(list).toContainText('Enrollment.csv');
    });
  });

  test('[D4] [P7.4] the roster page says file, line, column, reason and remedy, and keeps the files', async ({
    as,
  }) => {
    const page = await as(demoPerson('records'), '/setup/import/roster');
    const files = rosterFiles(rosterRows('1.2'));
    const choose = async (changed: Record<string, string | null>): Promise<void> => {
      const bundle = Object.entries({ ...files, ...changed }).flatMap(([name, text]) =>
        text === null ? [] : [upload(name, text)],
      );
      await page.getByLabel('OneRoster files').setInputFiles(bundle);
    };
    await test.step('a file is missing', async () => {
      await choose({ 'users.csv': null });
      await check(page);
      await expect(await problems(page)).toContainText('users.csv');
      await expect(page.getByText(`${Object.keys(files).length - 1} files chosen`)).toBeVisible();
    });
    await test.step('a student stands twice in the file', async () => {
      const [header = '', first = ''] = (files['users.csv'] ?? '').split('\n');
      await choose({ 'users.csv': `${header}\n${first}\n${first}\n` });
      await check(page);
      const row = (await problems(page)).getByRole('row').filter({ hasText: 'users.csv' }).first();
      await expect(row).toContainText('line 3, column sourcedId');
      await expect(row.getByRole('cell').last()).toContainText(/\w{3,} \w{2,}/);
    });
    await test.step('a second file without its columns', async () => {
      await choose({});
      await page.getByLabel('Second file').setInputFiles(upload('flags.csv', 'color,size\nred,5\n'));
      await check(page);
      const list = await problems(page);
      await expect(list.getByRole('row').filter({ hasText: 'flags.csv' }).first()).toContainText('line 1');
      await expect(page.getByText(`${Object.keys(files).length} files chosen`)).toBeVisible();
    });
  });
});

test.describe('signing in', () => {
  test('[P7.8] what is wrong is said at the field and at the top; nothing tells whether an account exists', async ({
    page,
  }) => {
    await page.goto('/app/');
    const email = page.getByLabel('E-mail address');
    const password = page.getByLabel('Password');
    const enter = page.getByRole('button', { name: 'Sign in', exact: true });
    const alert = page.getByRole('alert');

    await enter.click();
    await expect(alert).toContainText('2 things need your attention');
    await alert.getByRole('link', { name: /^E-mail address/ }).click();
    await expect(email).toBeFocused();
    await expect(email).toHaveAttribute('aria-invalid', 'true');

    await email.fill('not an address');
    await password.fill('x');
    await enter.click();
    await expect(alert).toContainText('Write an e-mail address');

    const refused: string[] = [];
    for (const who of [demoPerson('supervisor').email, 'nobody@cedarbend.example']) {
      await email.fill(who);
      await password.fill('not the password');
      await enter.click();
      await expect(alert).toContainText('The e-mail address and password do not go together');
      await expect(email).toHaveValue(who);
      refused.push(await alert.innerText());
      await password.fill('');
    }
    expect(refused[0]).toBe(refused[1]);
    await expectAccessible(page);

    await typePassword(page, demoPerson('supervisor').email, demoPerson('supervisor').password);
    await takeDemonstrationCode(page);
  });

  test('[P7.2] the page somebody wanted to see opens after signing in', async ({ page }) => {
    await page.goto('/app/findings');
    await typePassword(page, demoPerson('supervisor').email, demoPerson('supervisor').password);
    await takeDemonstrationCode(page);
    await expect(page).toHaveURL('/app/findings');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in');
  });
});

test.describe('a session that ends while somebody writes', () => {
  test('[P7.10] what was typed stays, is sent after signing in again, and is not lost with the page', async ({
    program,
    as,
  }) => {
    const { admin } = program.people;
    const page = await as(admin, '/setup/people/new');
    const email = `new.${program.slug}@walk.example`;
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Name', { exact: true }).fill('Nina Typed');
    await page.getByRole('group', { name: 'Roles' }).getByRole('checkbox', { name: 'Supervisor' }).check();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Add a person' }).click();

    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await expect(dialog).toBeVisible();
    await expectAccessible(page);
    await test.step('the page below is out of sight and reach, and keeps everything', async () => {
      await expect(page.getByLabel('Name', { exact: true })).toBeHidden();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Nina Typed');
    });
    await test.step('a loaded page still has it', async () => {
      await page.reload();
      await typePassword(page, admin.email, admin.password);
      await showRecoveryCode(page, admin);
      await settled(page);
      await expect(page.getByText('We kept what you typed on')).toBeVisible();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Nina Typed');
      await expect(page.getByRole('checkbox', { name: 'Supervisor' })).toBeChecked();
    });
    await test.step('signing in again in the dialog sends it', async () => {
      await page.context().clearCookies();
      await page.getByRole('button', { name: 'Add a person' }).click();
      await dialog.getByLabel('Password').fill('wrong');
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(dialog.getByRole('alert')).toContainText('do not go together');
      await dialog.getByLabel('Password').fill(admin.password);
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await showRecoveryCode(dialog, admin);
      await expect(page.getByText('We mailed Nina Typed a link')).toBeVisible();
    });
  });
});
