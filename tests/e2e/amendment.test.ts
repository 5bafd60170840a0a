import { fileIncident } from '../support/incident.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { expect, test } from '../support/people.ts';

test('[P7.1] a filed incident is changed by an amendment with a reason; both versions stand side by side', async ({
  program,
  as,
}) => {
  const { people } = program;
  const officer = await as(people.officer);
  const id = await fileIncident(officer, program);
  const story = 'I came between the two. One had a scratch, and the nurse looked at it.';

  await test.step('no reason, no amendment', async () => {
    await officer.goto(`/app/incidents/${id}`);
    await officer.getByRole('link', { name: 'Amend', exact: true }).click();
    await officer.getByRole('button', { name: 'Go on to the record' }).click();
    await expect(officer.getByText('The reason is missing.')).toBeVisible();
    await expectAccessible(officer);
    await officer.getByLabel('Why does it need to change?').fill('I had forgotten the scratch.');
    await officer.getByRole('button', { name: 'Go on to the record' }).click();
  });

  await test.step('the same steps as before; what is written outlives a reload', async () => {
    await officer.getByRole('link', { name: 'Story' }).click();
    await officer.getByLabel('What happened, in your words').fill(story);
    await expect(officer.getByText('Kept on this device until you send it.')).toBeVisible();
    await officer.reload();
    await expect(officer.getByLabel('What happened, in your words')).toHaveValue(story);
    await expectAccessible(officer);
    await officer.getByRole('link', { name: /^Check/ }).click();
    await expect(officer.getByText('I had forgotten the scratch.')).toBeVisible();
    await officer.getByRole('button', { name: 'Send the new version' }).click();
    await expect(officer.getByText(/^Amended .* Reason: I had forgotten the scratch\.$/)).toBeVisible();
  });

  await test.step('the school leader reads both versions side by side', async () => {
    const leader = await as(people.leader, `/incidents/${id}`);
    await expect(leader.getByText(story)).toBeVisible();
    await leader.getByRole('link', { name: '2 versions' }).click();
    const row = leader.getByRole('row').filter({ hasText: 'Story' });
    await expect(row.getByRole('deletion')).toHaveText('I came between the two and they stopped.');
    await expect(row.getByRole('insertion')).toHaveText(story);
    await expect(leader.getByText('I had forgotten the scratch.')).toBeVisible();
    await expectAccessible(leader);
    await expectNoSidewaysScroll(leader);
    await expect(leader.getByRole('link', { name: 'Amend', exact: true })).toHaveCount(0);
  });
});
