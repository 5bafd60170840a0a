import type { Page } from '@playwright/test';
import { makeDraft } from '../support/incident.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';
import { choose, question, tick } from '../support/walk.ts';

const chosen = (page: Page, words: string, answer: string) =>
  expect(question(page, words).getByRole('radio', { name: answer, exact: true })).toBeChecked();

test('[P7.1] a reload in the middle of a draft loses nothing, on any step', async ({ program, as }) => {
  const page = await as(program.people.officer);
  const { id } = await makeDraft(page, program);
  const steps: { step: string; change: () => Promise<unknown>; stands: () => Promise<unknown> }[] = [
    {
      step: 'what',
      change: () => page.getByLabel('More about the place').fill('by the lockers'),
      stands: () => expect(page.getByLabel('More about the place')).toHaveValue('by the lockers'),
    },
    {
      step: 'caller',
      change: () => page.getByLabel('Why was an officer there?').fill('I heard shouting.'),
      stands: () => expect(page.getByLabel('Why was an officer there?')).toHaveValue('I heard shouting.'),
    },
    {
      step: 'students',
      change: () => choose(page, 'Part in it', 'Witness'),
      stands: () => chosen(page, 'Part in it', 'Witness'),
    },
    {
      step: 'did',
      change: () => choose(page, 'Was diversion offered?', 'Yes'),
      stands: () => chosen(page, 'Was diversion offered?', 'Yes'),
    },
    {
      step: 'outcome',
      change: () => tick(page, 'What became of it for this student? (optional)', 'Counseling'),
      stands: () => expect(page.getByRole('checkbox', { name: 'Counseling' })).toBeChecked(),
    },
    {
      step: 'story',
      change: () => page.getByLabel('What happened, in your words').fill('They stopped when I came.'),
      stands: () => expect(page.getByLabel('What happened, in your words')).toHaveValue('They stopped when I came.'),
    },
  ];
  for (const { step, change, stands } of steps) {
    await test.step(step, async () => {
      await page.goto(`/app/incidents/${id}/write/${step}`);
      await change();
      // At once: nothing waits for the next save.
      await page.reload();
      await stands();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });
  }
  await test.step('and it has reached the server: another device shows all of it', async () => {
    await expect(page.getByText(/^\s*Saved \d/)).toBeVisible();
    const other = await as(program.people.officer, `/incidents/${id}/write/story`);
    await expect(other.getByLabel('What happened, in your words')).toHaveValue('They stopped when I came.');
  });
});

test('[P7.1] two devices write one draft: what does not clash is joined, what clashes is shown, nothing is lost', async ({
  program,
  as,
}) => {
  const { officer } = program.people;
  const phone = await as(officer);
  const { id } = await makeDraft(phone, program);
  await phone.goto(`/app/incidents/${id}/write/story`);
  const desk = await as(officer, `/incidents/${id}/write/story`);
  const story = (page: Page) => page.getByLabel('What happened, in your words');
  await expect(story(phone)).toHaveValue(/They|they/);
  await expect(story(desk)).toHaveValue(/They|they/);

  await story(desk).fill('Written at the desk: they stopped.');
  await expect(desk.getByText(/^\s*Saved \d/)).toBeVisible();

  await test.step('the clash is shown with both texts', async () => {
    await story(phone).fill('Written on the phone: they went on.');
    await expect(phone.getByText('Changed on another device too: Story')).toBeVisible();
    await expect(phone.getByText('Written at the desk: they stopped.')).toBeVisible();
    await expect(story(phone)).toHaveValue('Written on the phone: they went on.');
    await expectAccessible(phone);
    await expectNoSidewaysScroll(phone);
  });

  await test.step('the officer decides; the other device gets it', async () => {
    await phone.getByRole('button', { name: 'Keep mine' }).click();
    await expect(phone.getByText(/^\s*Saved \d/)).toBeVisible();
    await desk.reload();
    await expect(story(desk)).toHaveValue('Written on the phone: they went on.');
  });

  await test.step('another part changed elsewhere is joined without a question', async () => {
    await desk.goto(`/app/incidents/${id}/write/caller`);
    await desk.getByLabel('Why was an officer there?').fill('Changed at the desk.');
    await expect(desk.getByText(/^\s*Saved \d/)).toBeVisible();
    await story(phone).fill('Written on the phone, once more.');
    await expect(phone.getByText(/^\s*Saved \d/)).toBeVisible();
    await expect(phone.getByText('Changed on another device too')).toHaveCount(0);
    await desk.reload();
    await expect(desk.getByLabel('Why was an officer there?')).toHaveValue('Changed at the desk.');
    await desk.goto(`/app/incidents/${id}/write/story`);
    await expect(story(desk)).toHaveValue('Written on the phone, once more.');
  });
});
