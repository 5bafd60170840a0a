import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { dayOf, demoYears } from '../../demo/calendar.ts';
import { programSetup } from '../../demo/cast.ts';
import { federalYearOf } from '../../src/statistics/crdc/year.ts';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { addSchoolYear, demoPerson, expect, test } from '../support/people.ts';

/** The demonstration's whole school year, and the federal year it is counted in. */
const { past } = demoYears(dayOf(new Date()));
const collection = federalYearOf(past);

async function sound(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P1.5] the coordinator goes from a count to the incident behind it, and to what is missing', async ({ as }) => {
  const page = await as(demoPerson('coordinator'), '/crdc');
  await sound(page);
  await page.getByRole('link', { name: `CRDC ${collection}` }).click();
  await expect(page.getByRole('heading', { name: `CRDC ${collection}` })).toBeVisible();
  await sound(page);

  await test.step('what is missing leads to its record', async () => {
    const reason = page.getByText('The school has not said who the student is.', { exact: false }).first();
    await reason.click();
    await sound(page);
    await page
      .getByRole('list', { name: 'The school has not said who the student is.' })
      .getByRole('link')
      .first()
      .click();
    await expect(page).toHaveURL(/\/app\/incidents\//);
    await page.goBack();
  });

  await page.getByRole('link', { name: 'Cedar Bend High School', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Cedar Bend High School' })).toBeVisible();
  await sound(page);
  const row = page.getByRole('row', { name: /^Without disability · All races · Male/ }).first();
  const n = Number(await row.getByRole('cell').last().innerText());
  await row.getByRole('link').click();
  await expect(page.getByText(`${n} student`, { exact: false })).toBeVisible();
  await sound(page);
  const incidents = page.getByRole('list', { name: 'Incidents behind this count' }).getByRole('link');
  // A student may be in several, and an incident of the demonstration has up to three students.
  expect(await incidents.count()).toBeGreaterThanOrEqual(Math.ceil(n / 3));
  await incidents.first().click();
  await expect(page).toHaveURL(/\/app\/incidents\//);
  await settled(page);
});

test('[P1.5] the coordinator signs, the records officer sees who did, in Spanish too', async ({ as, program }) => {
  const { people } = program;
  await addSchoolYear(await as(people.admin), program.id, { firstDay: '2025-08-18', lastDay: '2026-06-05' });

  const page = await as(people.coordinator, '/crdc/2025-26');
  await expect(page.getByText('Nobody has signed these counts yet.')).toBeVisible();
  await expect(page.getByText('Nothing is missing.')).toBeVisible();
  await sound(page);
  await page.getByRole('button', { name: 'Sign these counts' }).click();
  await expect(page.getByText(`${people.coordinator.name},`, { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign these counts' })).toHaveCount(0);
  await sound(page);

  const records = await as(people.records, '/crdc/2025-26');
  await expect(records.getByText(`${people.coordinator.name},`, { exact: false }).first()).toBeVisible();
  await records.goto('/app/me');
  await records.getByRole('button', { name: 'Español' }).first().click();
  await expect(records.locator('html')).toHaveAttribute('lang', 'es');
  await records.goto('/app/crdc/2025-26');
  await expect(records.getByText('Firmado', { exact: true })).toBeVisible();
  await sound(records);
});

/** Runs a script of the project beside the server of the tests; answers what it printed. */
async function beside(script: string, ...args: string[]): Promise<string> {
  const directory = readFileSync(`${process.env.MAIL_FILE}.data`, 'utf8');
  const all = [
    path.join(import.meta.dirname, '../..', script),
    ...args.map((arg) => (arg === 'DATA' ? directory : arg)),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, all, {
    env: { ...process.env, OPENSRO_DATA: directory },
  });
  return stdout;
}

/** The cells of exported files that are neither 0 nor blank, as 'school column n'. */
function cellsIn(folder: string): string[] {
  const counted = ['Referrals and Arrests.csv', 'Referral and Arrest Instances.csv', 'Restraint and Seclusion.csv'];
  return readdirSync(folder)
    .filter((name) => counted.includes(name))
    .flatMap((name) => {
      const lines = readFileSync(path.join(folder, name), 'utf8').trim().split('\r\n');
      const [head = [], ...rows] = lines.map((line) => line.slice(1, -1).split('","'));
      return rows.flatMap((row) =>
        row.flatMap((n, at) => (at < 8 || n === '' || n === '0' ? [] : [`${row[6]} ${head[at]} ${n}`])),
      );
    })
    .sort();
}

test('[P1.5] the export of the demonstration passes the checks and says the same as a count by SQL', async () => {
  const cli = 'src/cli/main.ts';
  // Other tests attach students meanwhile; what is compared has to be of one moment.
  await expect(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'opensro-crdc-'));
    const { slug } = programSetup;
    await beside(cli, 'crdc', 'export', '--year', collection, '--program', slug, '--out', folder);
    const rows = JSON.parse(await beside('tests/support/crdc-sql.ts', 'DATA', slug, past.firstDay, past.lastDay));
    const bySql = rows.map(
      (row: { school: string; column: string; n: number }) => `${row.school} ${row.column} ${row.n}`,
    );
    expect(bySql.length).toBeGreaterThan(150);
    expect(cellsIn(folder)).toEqual(bySql.sort());
    expect(await beside(cli, 'crdc', 'check', folder)).toContain(
      '12 schools checked, nothing found in 12, 0 findings.',
    );
  }).toPass({ timeout: 90_000 });
});
