import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';
import { choose, gateQuestions, question } from '../support/walk.ts';

test('[P3.1] staff ask for an officer in a school matter: the gate hands back, says what to do, and the call is kept and counted', async ({
  program,
  as,
}) => {
  const page = await as(program.people.staff);
  await expect(page.getByRole('heading', { level: 1, name: 'Ask for an officer' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Call 911/ })).toHaveAttribute('href', 'tel:911');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await test.step('an unanswered question is named at its place and nothing is sent', async () => {
    await page.getByRole('radio', { name: "Won't follow rules" }).check();
    await page.getByRole('radio', { name: 'Disrespect' }).check();
    await page.getByLabel('Where?').selectOption('Classroom');
    await page.getByLabel('You are').selectOption('Teacher');
    const [asked, ...others] = gateQuestions;
    for (const words of others) await choose(page, words, 'No');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const summary = page.getByRole('alert').filter({ hasText: 'One thing needs your attention' });
    await expect(summary).toBeVisible();
    await expectAccessible(page);
    await summary.getByRole('link').click();
    const first = question(page, asked);
    await expect(first.getByRole('radio', { name: 'Yes' })).toBeFocused();
    await first.getByRole('radio', { name: 'No', exact: true }).check();
  });

  await test.step('the answer: for the school, with what to do instead; the principle is one tap below', async () => {
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'This is for the school to handle.' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Try this' })).toBeVisible();
    await expect(page.getByText('Call the family.')).toBeVisible();
    const clause = page.getByText('Discipline belongs to the school.');
    await expect(clause).toBeHidden();
    await page.getByText('Why this answer?').click();
    await expect(clause).toBeVisible();
    await expect(page.getByText("The program's list calls it a school matter.")).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  await test.step('the caller finds it again', async () => {
    await page.goto('/app/calls');
    await expect(page.getByRole('link', { name: /Disrespect/ })).toContainText('Handed back to the school');
  });

  await test.step('the school leader sees what became of it, and it counts', async () => {
    const leader = await as(program.people.leader);
    await expect(leader.getByRole('link', { name: /Disrespect/ })).toContainText('Handed back to the school');
    for (const counted of ['Calls for an officer', 'Handed back to the school']) {
      await expect(
        leader
          .getByRole('row', { name: new RegExp(`^${counted}`) })
          .getByRole('cell')
          .first(),
      ).toHaveText('1');
    }
    await expect(
      leader
        .getByRole('row', { name: /^Incidents\b/ })
        .first()
        .getByRole('cell')
        .first(),
    ).toHaveText('0');
  });

  await test.step('no officer is sent, and the other school knows nothing of it', async () => {
    const officer = await as(program.people.officer, '/calls');
    await expect(officer.getByText('No call is open.')).toBeVisible();
    await expect(officer.getByRole('link', { name: /Disrespect/ })).toContainText('Handed back to the school');
    const other = await as(program.people.otherLeader, '/calls');
    await expect(other.getByText('No calls yet.')).toBeVisible();
  });
});
