import type { Locator, Page } from '@playwright/test';
import { expectAccessible, expectMail, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';
import { askForOfficer, choose, pick, question, tick } from '../support/walk.ts';

const step = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Steps of this incident' })
    .getByRole('link', { name: new RegExp(`^${name}( ?,.*)?$`) });

/** The card of one police power. */
const action = (page: Page, title: string): Locator =>
  page.locator('.osr-card').filter({ has: page.getByRole('heading', { name: title }) });

/** What principle 4 asks of every use of police powers, beside its basis. */
async function answerPrinciple4(card: Locator): Promise<void> {
  await card.getByLabel('Say it in a sentence').fill('A teacher saw the handle of a knife in the bag.');
  await tick(card, 'What did you try before?', 'Spoke in a calm voice', 'Went to a quiet place');
  await choose(card, 'Did you take age and size into account?', 'Yes');
  await card.getByLabel('How did age and size count?').fill('About thirteen and slight; one officer was enough.');
  await choose(card, 'Did you think about changes for a disability?', 'Yes');
  await choose(card, 'Were changes made?', 'None needed');
  await tick(card, 'What else could have been done?', 'Diversion program');
  await card.getByLabel('Why was that not enough?').fill('The knife had to be found at once.');
}

test('[P7.6] [P7.1] [P4.1] [P4.2] [P4.3] [P4.5] a call becomes an incident with a search and a citation; both sides answer, disagree, and it stands on the meeting list', async ({
  program,
  as,
}) => {
  const { people } = program;
  const staff = await as(people.staff);
  await test.step('staff ask; there is a weapon, so an officer is told', async () => {
    await askForOfficer(staff, { group: 'Weapon seen', matter: 'Knife or blade', yes: 'Is there a weapon?' });
    await expect(staff.getByRole('heading', { name: 'An officer was told.' })).toBeVisible();
    await expectAccessible(staff);
  });

  const officer = await as(people.officer, '/calls');
  await test.step('the officer sees it and goes; the caller sees who comes, without a tap', async () => {
    await expectAccessible(officer);
    await officer.getByRole('button', { name: 'I am on my way' }).click();
    await expect(officer.getByText(`${people.officer.name} is on the way.`)).toBeVisible();
    await expect(staff.getByRole('heading', { name: `${people.officer.name} is on the way.` })).toBeVisible();
  });

  await test.step('it ends with an incident: what the call knows is not asked again', async () => {
    await officer.getByRole('link', { name: 'Open', exact: true }).click();
    await officer.getByRole('link', { name: 'Write the incident' }).click();
    await expect(officer.getByRole('heading', { level: 1, name: 'Incident, draft: Students' })).toBeVisible();
    await step(officer, 'What').click();
    await expect(officer.getByRole('radio', { name: 'Knife or blade' })).toBeChecked();
    await expect(officer.getByLabel('Where?')).toHaveValue('hallway');
    await step(officer, 'Who called').click();
    await expect(officer.getByText('This answers a call by: Teacher.')).toBeVisible();
    await expectAccessible(officer);
  });

  await test.step('a search and a citation are begun; Check names what principle 4 still asks', async () => {
    await step(officer, 'Students').click();
    await officer.getByRole('button', { name: 'Add a student' }).click();
    await step(officer, 'What you did').click();
    await choose(officer, 'Did you use any police power on a student?', 'Yes');
    await officer.getByRole('button', { name: 'Search', exact: true }).click();
    await officer.getByRole('button', { name: 'Citation', exact: true }).click();
    await expectAccessible(officer);
    await expectNoSidewaysScroll(officer);
    await step(officer, 'Check').click();
    await expect(officer.getByText(/^\d+ things are left$/)).toBeVisible();
    await expect(officer.getByRole('button', { name: 'Send the incident' })).toBeDisabled();
    for (const missing of [
      'The basis is missing. 1. Search.',
      'The de-escalation steps are missing. 1. Search.',
      'Say whether age and size were considered. 1. Search.',
      'Say whether changes for a disability were considered. 1. Search.',
      'Why the alternatives failed is missing. 1. Search.',
      'The result of the search is missing. 1. Search.',
      'The basis is missing. 2. Citation.',
      'The offense is missing. 2. Citation. Choose it from the list.',
      'The story is missing.',
    ]) {
      await expect(officer.getByRole('link', { name: missing })).toBeVisible();
    }
    await expectAccessible(officer);
    await expectNoSidewaysScroll(officer);
  });

  await test.step('a line of Check leads to its field, also on another step', async () => {
    await officer.getByRole('link', { name: 'The basis is missing. 2. Citation.' }).click();
    const basis = question(action(officer, '2. Citation'), 'What did it rest on?');
    await expect(basis.getByRole('checkbox').first()).toBeFocused();
    await expect(basis).toContainText('The basis is missing.');
    await step(officer, 'Check').click();
    await officer.getByRole('link', { name: 'The story is missing.' }).click();
    await expect(officer.getByLabel('What happened, in your words')).toBeFocused();
    await expectAccessible(officer);
  });

  await test.step("an administrator's direction alone is refused, with the rule, and cannot be sent", async () => {
    await step(officer, 'What you did').click();
    const search = action(officer, '1. Search');
    await tick(search, 'What did it rest on?', 'An administrator told me to');
    await expect(search.getByText("An administrator's direction alone is no basis (principle 4).")).toBeVisible();
    await expectAccessible(officer);
    await step(officer, 'Check').click();
    await expect(
      officer.getByRole('link', { name: "An administrator's direction alone is no basis (principle 4)." }),
    ).toBeVisible();
    await expect(officer.getByRole('button', { name: 'Send the incident' })).toBeDisabled();
  });

  await test.step('the rest is filled in, step by step', async () => {
    await step(officer, 'What').click();
    await choose(officer, 'Was it at school?', 'On school grounds');
    await choose(officer, 'Does an offense apply?', 'Yes, one applies');
    await pick(officer, 'Which offense?', 'weapon', 'Weapon offense (520)');
    await officer.getByRole('button', { name: 'Next: Who called' }).click();
    await officer.getByLabel('Why was an officer there?').fill('A teacher had seen a knife in a bag.');
    await officer.getByRole('button', { name: 'Next: Students' }).click();
    await officer.getByLabel('Grade').selectOption('Grade 7');
    await officer.getByLabel('Age, as it seemed to you').selectOption('13 to 14');
    await choose(officer, 'Sex, as it seemed to you', 'Male');
    await tick(officer, 'Race or ethnicity, as it seemed to you', 'White', 'Asian');
    await officer.getByRole('button', { name: 'Next: What you did' }).click();
    await tick(officer, 'What did you do to calm things?', 'Spoke in a calm voice', 'Listened');
    await choose(officer, 'Did you talk with the student first?', 'Yes');
    await choose(officer, 'Was a counselor called?', 'Yes');
    await choose(officer, 'Was the family called?', 'Yes');
    await choose(officer, 'Was a restorative practice used?', 'Not needed');
    await choose(officer, 'Was diversion offered?', 'No');
    const search = action(officer, '1. Search');
    await tick(search, 'What did it rest on?', 'Reasonable suspicion');
    await answerPrinciple4(search);
    await search.getByLabel('What did the search rest on?').selectOption('Reasonable suspicion');
    await tick(search, 'What was searched?', 'Bag');
    await choose(search, 'Result', 'Something found');
    await tick(search, 'What was found?', 'Knife');
    await choose(search, 'Did the school ask for the search?', 'Yes');
    await choose(search, 'Was another adult there?', 'Yes');
    const citation = action(officer, '2. Citation');
    await tick(citation, 'What did it rest on?', 'Probable cause');
    await answerPrinciple4(citation);
    await pick(citation, 'Offense', 'weapon', 'Weapon offense (520)');
    await choose(citation, 'Level', 'Misdemeanor');
    await choose(citation, 'Did it happen on school grounds?', 'Yes');
    await officer.getByRole('button', { name: 'Next: Outcome' }).click();
    await expect(officer.getByText('From what you did: Citation')).toBeVisible();
    await tick(officer, 'What became of it for this student? (optional)', 'Released to family');
    await officer.getByRole('button', { name: 'Next: Story' }).click();
    await officer
      .getByLabel('What happened, in your words')
      .fill('A teacher told me of a knife. The student opened the bag in the office, and the knife was in it.');
    await officer.getByRole('button', { name: 'Next: Check' }).click();
    await expect(officer.getByText('Everything is here')).toBeVisible();
  });

  await test.step('the officer files it; it can be read as a page', async () => {
    await officer.getByRole('button', { name: 'Send the incident' }).click();
    await expect(officer.getByRole('heading', { level: 1, name: 'Knife or blade' })).toBeVisible();
    await expect(officer.getByText('the knife was in it')).toBeVisible();
    await expectAccessible(officer);
    await expectNoSidewaysScroll(officer);
  });

  const supervisor = await as(people.supervisor, '/supervision');
  await test.step('both sides are told by mail, without student data', async () => {
    for (const side of [people.supervisor, people.leader]) {
      const mail = await expectMail((sent) => sent.to.includes(side.email) && /needs your answer/.test(sent.subject));
      expect(mail.text).toContain('This message holds no student data.');
      expect(mail.text).not.toMatch(/knife|Grade 7|Male|White/i);
    }
  });

  await test.step('the supervisor answers for the police side', async () => {
    const list = supervisor.getByRole('list', { name: 'Police powers used: to review' });
    await expect(list.getByRole('link', { name: /Knife or blade/ })).toContainText('Search');
    await expectAccessible(supervisor);
    await list.getByRole('link', { name: /Knife or blade/ }).click();
    await choose(supervisor, 'Was it right to involve an officer?', 'Yes');
    await choose(supervisor, 'Was what the officer did right?', 'Yes');
    await supervisor.getByRole('button', { name: 'Send answer' }).click();
    await expect(supervisor.getByText('Not answered yet')).toBeVisible();
    await expectAccessible(supervisor);
  });

  await test.step('the school leader sees the police answer only after the own; a no needs a word', async () => {
    const leader = await as(people.leader, '/school');
    await leader.getByRole('list', { name: 'Incidents waiting for your answer' }).getByRole('link').click();
    await expect(leader.getByText('Answered. You see it once your side has answered.')).toBeVisible();
    await expect(leader.getByText('the knife was in it')).toBeVisible();
    await choose(leader, 'Was it right to involve an officer?', 'Yes');
    await choose(leader, 'Was what the officer did right?', 'No');
    await leader.getByRole('button', { name: 'Send answer' }).click();
    await expect(leader.getByText("A 'no' needs a few words.").first()).toBeVisible();
    await expectAccessible(leader);
    await leader
      .getByLabel('Comment')
      .fill('The search was right. The citation was not: the school had offered diversion.');
    await leader.getByRole('button', { name: 'Send answer' }).click();
    await expect(leader.getByText('The sides disagree.')).toBeVisible();
    await expectAccessible(leader);
    await expectNoSidewaysScroll(leader);
  });

  await test.step('it stands on the meeting list of both', async () => {
    for (const person of [people.supervisor, people.leader]) {
      const page = await as(person, '/reviews/half-year');
      const row = page.getByRole('row').filter({ hasText: 'Knife or blade' });
      await expect(row).toContainText('The sides disagree');
      await expect(row).toContainText('the school had offered diversion');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    const other = await as(people.otherLeader, '/reviews/half-year');
    await expect(other.getByText('Nothing is on the list for these choices.')).toBeVisible();
  });
});
