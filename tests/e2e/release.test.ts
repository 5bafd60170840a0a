import { createPublicKey, verify } from 'node:crypto';
import type { Page } from '@playwright/test';
import { settled } from '../support/app.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { addSchoolYear, expect, test } from '../support/people.ts';

async function sound(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P7.9] a release: preview, approval by both sides, portal, download, signature', async ({
  as,
  browser,
  program,
}) => {
  const { people } = program;
  await addSchoolYear(await as(people.admin), program.id, { firstDay: '2025-08-18', lastDay: '2026-06-05' });

  const coordinator = await as(people.coordinator, '/releases');
  await expect(coordinator.getByText('Nothing has been proposed yet.')).toBeVisible();
  await sound(coordinator);
  await coordinator.getByRole('button', { name: 'Make a proposal 2025-26 school year' }).click();
  await coordinator.getByRole('link', { name: 'Look at it' }).click({ timeout: 30_000 });
  await expect(coordinator.getByText('Nothing is public yet. Both sides have to approve.')).toBeVisible();
  await expect(coordinator.getByText('Checked: no reader can work out', { exact: false })).toBeVisible();
  await coordinator.locator('summary').filter({ hasText: 'Calls for an officer' }).click();
  await sound(coordinator);
  await coordinator.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(coordinator.getByText(`Approved by ${people.coordinator.name}`, { exact: false })).toBeVisible();

  await test.step('the police’s leader reads it in Spanish and approves', async () => {
    const chief = await as(people.agencyLeader, '/me');
    await chief.getByRole('button', { name: 'Español' }).first().click();
    await expect(chief.locator('html')).toHaveAttribute('lang', 'es');
    await chief.goto('/app/releases');
    await sound(chief);
    await chief.getByRole('link', { name: /^Versión 1: / }).click();
    await chief.getByRole('button', { name: 'Aprobar', exact: true }).click();
    await expect(chief.getByText('Esta versión es pública y no cambia nunca.')).toBeVisible();
    await sound(chief);
  });

  for (const [language, javaScriptEnabled] of [
    ['en', false],
    ['es', true],
  ] as const) {
    await test.step(`everybody reads it, ${language}, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const context = await browser.newContext({ javaScriptEnabled, viewport: coordinator.viewportSize() });
      const page = await context.newPage();
      const { slug } = program;
      for (const path of ['', '/enforcement', '/people', '/alike', '/how', '/releases', '/embed', '/card']) {
        const answer = await page.goto(`/${language}/${slug}${path}`);
        expect(answer?.status(), path).toBe(200);
        await expect(page.locator('h1')).toHaveCount(1);
        await expect(page.locator('script')).toHaveCount(0);
        await expectNoSidewaysScroll(page);
        if (javaScriptEnabled) await expectAccessible(page);
      }
      await page.goto(`/${language}/${slug}/releases`);
      await page.getByRole('main').getByRole('link', { name: /2025/ }).click();
      await expect(page).toHaveURL(`/${language}/${slug}/releases/1`);
      if (javaScriptEnabled) await expectAccessible(page);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'counts.csv', exact: true }).click(),
      ]);
      expect(file.suggestedFilename()).toBe(`${slug}-release-1-counts.csv`);
      const get = async (name: string): Promise<Buffer> =>
        (await page.request.get(`/${language}/${slug}/releases/latest/${name}`)).body();
      const key = createPublicKey(await get('public-key.pem'));
      const signature = Buffer.from((await get('signature.txt')).toString(), 'base64');
      expect(verify(null, await get('release.json'), key, signature)).toBe(true);
      expect((await get('counts.parquet')).subarray(0, 4).toString()).toBe('PAR1');
      await context.close();
    });
  }
});
