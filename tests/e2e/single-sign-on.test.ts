import type { Browser, Page } from '@playwright/test';
import { type OidcProvider, startOidcProvider } from '../support/oidc-provider.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

const callback = `http://127.0.0.1:${process.env.OPENSRO_TEST_PORT}/api/sign-in/callback`;

/** A real provider on this machine, with its own sign-in page; the browser goes there and comes back. */
let provider: OidcProvider;
test.beforeAll(async () => {
  provider = await startOidcProvider(callback);
});
test.afterAll(() => provider.stop());

/** Somebody else's browser at the sign-in page, on the way through the provider. */
async function continueWith(
  browser: Browser,
  watch: (page: Page) => void,
  button: string,
  login: string,
): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  watch(page);
  await page.goto('/app/sign-in');
  await page.getByRole('link', { name: `Continue with ${button}` }).click();
  await expect(page.getByRole('heading', { name: 'District login' })).toBeVisible();
  await page.getByLabel('Name').fill(login);
  await page.getByRole('button', { name: 'Continue' }).click();
  return page;
}

test('[P7.8] an administrator sets up the district’s sign-in; who was invited comes in through it, nobody else', async ({
  program,
  as,
  browser,
  provoked,
}, { project }) => {
  test.skip(project.name !== 'phone', 'Redirects know no width; the phone is the narrower page.');
  const { admin, leader, officer } = program.people;
  const name = `Schools ${program.slug.slice(-5)}`;
  const watch = (page: Page): void => provoked.watch(page.context());
  provider.logins.set('leader', { email: leader.email, email_verified: true });
  provider.logins.set('officer', { email: officer.email, email_verified: true, amr: ['pwd', 'mfa'] });
  provider.logins.set('stranger', { email: `nobody@${program.slug}.example`, email_verified: true });

  const setUp = await as(admin, '/setup/sign-in');
  await test.step('the administrator enters it and asks whether it answers', async () => {
    await setUp.getByRole('link', { name: 'Add a provider' }).click();
    await expect(setUp.getByText(callback)).toBeVisible();
    await setUp.getByRole('radio', { name: 'Another provider' }).check();
    await setUp.getByLabel('Name on the button').fill(name);
    await setUp.getByLabel('Issuer').fill(provider.issuer);
    await setUp.getByLabel('Client ID').fill(provider.clientId);
    await setUp.getByLabel('Client secret').fill(provider.clientSecret);
    await setUp.getByRole('button', { name: 'Save' }).click();
    await setUp.getByRole('link', { name }).click();
    await setUp.getByRole('button', { name: 'Ask the provider' }).click();
    await expect(setUp.getByText('The provider answers, and its settings can be read.')).toBeVisible();
    await expectAccessible(setUp);
    await expectNoSidewaysScroll(setUp);
  });

  await test.step('a school leader comes in with the login of the district', async () => {
    const page = await continueWith(browser, watch, name, 'leader');
    await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
    expect(new URL(page.url()).pathname).toMatch(/^\/app\//);
    await page.goto('/app/account');
    await expect(page.getByRole('heading', { name: 'Sign-in with your organization' })).toBeVisible();
    await expect(page.getByText(name).first()).toBeVisible();
    await page.context().close();
  });

  await test.step('a stranger stands before the door and is told what to do', async () => {
    const page = await continueWith(browser, watch, name, 'stranger');
    await expect(page.getByText('Nobody here has invited this login.')).toBeVisible();
    await expect(page.getByLabel('E-mail address')).toBeVisible();
    await expectAccessible(page);
    await page.context().close();
  });

  await test.step('an officer still needs a second step, until the program trusts that of the provider', async () => {
    const first = await continueWith(browser, watch, name, 'officer');
    await expect(first.getByRole('heading', { name: 'Set up a second step' })).toBeVisible();
    await first.context().close();
    await setUp.getByRole('checkbox', { name: 'A second step used there counts here' }).check();
    await setUp.getByRole('button', { name: 'Save' }).click();
    await expect(setUp.getByRole('link', { name })).toBeVisible();
    const second = await continueWith(browser, watch, name, 'officer');
    await expect(second.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
    await second.context().close();
  });

  await test.step('switched off, its button is gone', async () => {
    await setUp.getByRole('link', { name }).click();
    await setUp.getByRole('checkbox', { name: 'In use' }).uncheck();
    await setUp.getByRole('button', { name: 'Save' }).click();
    await expect(setUp.getByText('Switched off')).toBeVisible();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('/app/sign-in');
    await expect(page.getByLabel('E-mail address')).toBeVisible();
    await expect(page.getByRole('link', { name: `Continue with ${name}` })).toHaveCount(0);
    await context.close();
  });
});
