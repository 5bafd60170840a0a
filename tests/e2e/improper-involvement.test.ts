import type { Page } from '@playwright/test';
import { expectAccessible, expectMail, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';
import { askForOfficer, choose } from '../support/walk.ts';

/** The open finding as a row of the page of improper involvement. */
const openFinding = (page: Page) => page.getByRole('list', { name: 'To settle' }).getByRole('link');

test('[P3.3] [P3.1] staff insist on an officer for a school matter: supervisor and district are told by mail and in the app at once, a clock runs, the outcome is kept', async ({
  program,
  as,
}) => {
  const { people, schools } = program;
  const staff = await as(people.staff);
  await test.step('the gate hands back; the caller insists, with a reason', async () => {
    await askForOfficer(staff, { group: 'Phone or dress code', matter: 'Dress code' });
    await expect(staff.getByRole('heading', { name: 'This is for the school to handle.' })).toBeVisible();
    await staff.getByRole('button', { name: 'I still need an officer' }).click();
    await staff.getByRole('button', { name: 'Ask anyway' }).click();
    await expect(staff.getByText('The reason is missing.').first()).toBeVisible();
    await expectAccessible(staff);
    await staff.getByLabel('Why is an officer needed?').fill('He does not take the cap off and laughs at me.');
    await staff.getByRole('button', { name: 'Ask anyway' }).click();
    await expect(staff.getByRole('heading', { name: 'An officer was told.' })).toBeVisible();
    await expectAccessible(staff);
  });

  await test.step('the alert arrives by mail at supervisor and coordinator, without words of the call', async () => {
    for (const person of [people.supervisor, people.coordinator]) {
      const subject = 'To settle: an officer was asked into a school matter';
      const mail = await expectMail((sent) => sent.to.includes(person.email) && sent.subject === subject);
      expect(mail.text).toContain(schools[0].name);
      expect(mail.text).not.toMatch(/cap off|Dress/);
    }
  });

  const coordinator = await as(people.coordinator, '/findings');
  await test.step('the coordinator sees it in the app, with its clock', async () => {
    await expect(openFinding(coordinator)).toContainText('Officer asked for or sent although it was a school matter');
    await expect(openFinding(coordinator)).toContainText(/Due /);
    await expectAccessible(coordinator);
    await expectNoSidewaysScroll(coordinator);
  });

  await test.step('the supervisor has it first on the page of what needs a supervisor today', async () => {
    const supervisor = await as(people.supervisor);
    const row = supervisor.getByRole('list', { name: 'Improper involvement to settle' }).getByRole('link');
    await expect(row).toContainText('Dress code');
    await expect(row).toContainText(/Due /);
    await expectAccessible(supervisor);
  });

  await test.step('it is settled with an outcome; half an answer is not enough', async () => {
    await openFinding(coordinator).click();
    await expect(coordinator.getByText(`${people.staff.name} (Teacher)`)).toBeVisible();
    await expectAccessible(coordinator);
    await choose(coordinator, 'What was settled?', 'Talked with the caller');
    await coordinator.getByRole('button', { name: 'Settle', exact: true }).click();
    await expect(coordinator.getByRole('alert').first()).toBeVisible();
    await expectAccessible(coordinator);
    await coordinator.getByLabel('In a few words').fill('We went through the agreement together.');
    await coordinator.getByRole('button', { name: 'Settle', exact: true }).click();
    await expect(coordinator.getByText('We went through the agreement together.')).toBeVisible();
    await expect(coordinator.getByText('Resolved', { exact: true })).toBeVisible();
    await expectAccessible(coordinator);
    await coordinator.goto('/app/findings');
    await expect(coordinator.getByText('Nothing to settle.')).toBeVisible();
    await expect(coordinator.getByRole('list', { name: 'Settled' }).getByRole('link')).toContainText('Resolved');
  });
});

test("[P3.3] [P3.2] the officer taps 'the school leaned on me': one tap raises it, undo takes it back, and going to a school matter anyway is a finding of its own", async ({
  program,
  as,
}) => {
  const { people } = program;
  const staff = await as(people.staff);
  await askForOfficer(staff, { group: "Won't follow rules", matter: 'Bad language' });
  await expect(staff.getByRole('heading', { name: 'This is for the school to handle.' })).toBeVisible();

  const officer = await as(people.officer, '/calls');
  await test.step('one tap, and both sides are told; undo instead of a question', async () => {
    await officer.getByRole('link', { name: /Bad language/ }).click();
    await officer.getByRole('button', { name: 'The school leaned on me' }).click();
    await expect(officer.getByText('Supervisor and district were told.')).toBeVisible();
    for (const person of [people.supervisor, people.coordinator]) {
      await expectMail((sent) => sent.to.includes(person.email) && /asked into a school matter/.test(sent.subject));
    }
    await expectAccessible(officer);
    await officer.getByRole('button', { name: 'Undo' }).click();
    await expect(officer.getByText('Taken back.')).toBeVisible();
    const supervisor = await as(people.supervisor, '/findings');
    await expect(supervisor.getByText('Nothing to settle.')).toBeVisible();
    await expect(supervisor.getByText('Taken back', { exact: true }).last()).toBeVisible();
  });

  await test.step('going anyway needs a reason and is raised by the rules themselves', async () => {
    await officer.getByRole('button', { name: 'Go anyway' }).click();
    await officer.getByLabel('Why?').fill('The class was about to come to blows.');
    await officer.getByRole('button', { name: 'Go anyway' }).last().click();
    await expect(officer.getByRole('heading', { name: `${people.officer.name} is on the way.` })).toBeVisible();
    await expectAccessible(officer);
    const supervisor = await as(people.supervisor, '/findings');
    await expect(openFinding(supervisor)).toContainText('Officer asked for or sent although it was a school matter');
    await openFinding(supervisor).click();
    await expect(supervisor.getByText('The class was about to come to blows.')).toBeVisible();
    await expectAccessible(supervisor);
    await choose(supervisor, 'What was settled?', 'Involvement was right after all');
    await supervisor.getByLabel('In a few words').fill('A fight was close.');
    await supervisor.getByRole('button', { name: 'Settle', exact: true }).click();
    await expect(supervisor.getByText('Resolved', { exact: true })).toBeVisible();
  });

  await test.step('the officer hears how it was settled', async () => {
    await officer.goto('/app/due');
    await expect(officer.getByText('It is settled').first()).toBeVisible();
    await expectAccessible(officer);
  });
});
