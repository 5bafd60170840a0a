import type { Page } from '@playwright/test';
import { enrolByHand, settled, showRecoveryCode, typePassword } from '../support/app.ts';
import { expectAccessible, expectMail, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

const title = (page: Page) => page.getByRole('heading', { level: 1 });

async function signOut(page: Page): Promise<void> {
  await page.goto('/app/me');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(title(page)).toHaveText('Sign in');
}

async function lookAt(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('[P7.8] a second step is set up once and asked for ever after; a recovery code works once', async ({
  program,
  page,
}) => {
  const { supervisor } = program.people;
  let codes: string[] = [];
  await test.step('the first time: an authenticator app, then recovery codes to keep', async () => {
    await page.goto('/app/findings');
    await typePassword(page, supervisor.email, supervisor.password);
    await expect(page).toHaveURL('/app/enrol');
    await lookAt(page);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Connect your app' })).toBeFocused();
    await lookAt(page);
    await page.getByLabel('6-digit code').fill('12 34');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('alert')).toContainText('The code has 6 digits.');
    await lookAt(page);
    await page.reload();
    codes = await enrolByHand(page);
    // To where they wanted to go before all this.
    await expect(page).toHaveURL('/app/findings');
  });
  await test.step('the second step alone does not open anything', async () => {
    await signOut(page);
    await typePassword(page, supervisor.email, supervisor.password);
    await expect(title(page)).toHaveText('One more step');
    await expect(page.getByLabel('6-digit code')).toBeFocused();
    await lookAt(page);
    expect((await page.request.get('/api/me')).status()).toBe(401);
    await page.goto('/app/findings');
    await expect(title(page)).toHaveText('One more step');
  });
  await test.step('a wrong code is said at the field, and what was typed stays', async () => {
    await page.getByLabel('6-digit code').fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('alert')).toContainText('The code is wrong, was used before');
    await expect(page.getByLabel('6-digit code')).toHaveValue('000000');
    await lookAt(page);
  });
  await test.step('a recovery code opens, once', async () => {
    const [first = '', second = ''] = codes;
    await showRecoveryCode(page, { recoveryCodes: [first] });
    await expect(page).toHaveURL('/app/findings');
    await signOut(page);
    await typePassword(page, supervisor.email, supervisor.password);
    await showRecoveryCode(page, { recoveryCodes: [first] });
    await expect(page.getByRole('alert')).toContainText('The code is wrong, was used before');
    await page.getByLabel('Recovery code').fill(second);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
  });
  await test.step('the account page tells how many are left', async () => {
    await page.goto('/app/me');
    await page.getByRole('link', { name: 'Password, second step, devices' }).click();
    await expect(page.getByText('8 recovery codes are left.')).toBeVisible();
    await lookAt(page);
  });
});

test('[P7.8] an account locked by wrong tries says no more than before; a link by mail opens it again', async ({
  program,
  page,
}, { project }) => {
  test.skip(project.name !== 'phone', 'The same pages as above.');
  const { staff } = program.people;
  await page.goto('/app/');
  const alert = page.getByRole('alert');
  const answers = new Set<string>();
  // The last is right, and too late.
  for (const secret of ['wrong one', 'wrong two', 'wrong three', 'wrong four', 'wrong five', staff.password]) {
    await typePassword(page, staff.email, secret);
    await expect(alert).toContainText('do not go together');
    answers.add(await alert.innerText());
    await page.getByLabel('Password').fill('');
  }
  expect(answers.size).toBe(1);

  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(title(page)).toHaveText('Forgot your password?');
  await lookAt(page);
  const ask = async (email: string): Promise<string> => {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(title(page)).toHaveText('Look at your mail');
    return page.locator('main').innerText();
  };
  const unknown = await ask('nobody@nowhere.example');
  await lookAt(page);
  await page.goto('/app/recovery');
  expect(await ask(staff.email)).toBe(unknown);

  const mail = await expectMail(({ to, text }) => to.includes(staff.email) && text.includes('/app/recovery#'));
  const link = /\/app\/recovery#\S+/.exec(mail.text)?.[0] ?? '';
  await page.goto('about:blank');
  await page.goto(link);
  await expect(title(page)).toHaveText('Choose a new password');
  await lookAt(page);
  const choose = async (secret: string): Promise<void> => {
    await page.getByLabel('New password').fill(secret);
    await page.getByLabel('The same password again').fill(secret);
    await page.getByRole('button', { name: 'Save password' }).click();
  };
  await choose('password1234');
  await expect(alert).toBeVisible();
  await lookAt(page);
  await choose('a wagon full of odd turnips');
  await expect(title(page)).toHaveText('Your password is set');
  await lookAt(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await typePassword(page, staff.email, 'a wagon full of odd turnips');
  await expect(page.getByRole('link', { name: 'OpenSRO' })).toBeVisible();
});

test('[P7.8] what single sign-on brought back is said plainly; an address cannot put words on the page', async ({
  page,
}) => {
  await page.goto('/app/sign-in?problem=singleSignOn.stranger');
  await expect(page.getByRole('alert')).toContainText('Nobody here has invited this login.');
  await lookAt(page);
  await page.goto('/app/sign-in?problem=Call%20555-0100');
  await expect(page.getByRole('alert')).toContainText('Signing in with your organization did not work.');
  await expect(page.locator('main')).not.toContainText('555');
});
