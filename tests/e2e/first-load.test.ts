import { expect, test } from '../support/people.ts';

/** Script of the officer's page, all of it, as it comes over the line: a phone at the edge of a school's network. */
const mostScript = 200_000;

test("[D6] an officer's page needs less than 200 kB of script the first time it is opened", async ({
  program,
  as,
}, info) => {
  test.skip(info.project.name !== 'phone', 'the same files everywhere');
  const page = await as(program.people.officer);
  await expect(page.getByRole('link', { name: 'Log contact' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => name.endsWith('.js')),
  );
  // Asked for once more: the browser's own figure is of gzip or of Brotli, as its service worker happens to come first.
  const sizes = await Promise.all(
    scripts.map(async (script) => {
      const answer = await fetch(script, { headers: { 'accept-encoding': 'br' } });
      // The smallest are not worth compressing and come without their length.
      const whole = (await answer.arrayBuffer()).byteLength;
      return Number(answer.headers.get('content-length') ?? whole);
    }),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`officer's page: ${sizes.length} scripts, ${Math.round(bytes / 1000)} kB`);
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(mostScript);
});
