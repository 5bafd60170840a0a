import type { Locator, Page } from '@playwright/test';

type Place = Page | Locator;

/** A question with its answers as tiles or chips, by the words a person reads. */
export function question(place: Place, words: string): Locator {
  return place.getByRole('group', { name: words, exact: true });
}

/** Gives the one answer of a question. */
export async function choose(place: Place, words: string, answer: string): Promise<void> {
  await question(place, words).getByRole('radio', { name: answer, exact: true }).check();
}

/** Gives any answers of a question. */
export async function tick(place: Place, words: string, ...answers: string[]): Promise<void> {
  for (const answer of answers) {
    await question(place, words).getByRole('checkbox', { name: answer, exact: true }).check();
  }
}

/** Picks from a list that is searched by typing. */
export async function pick(place: Place, label: string, typed: string, option: string): Promise<void> {
  const field = place.getByRole('combobox', { name: label, exact: true });
  await field.click();
  await field.fill(typed);
  await place.getByRole('option', { name: option }).first().click();
}

export const gateQuestions = [
  'Is anyone in immediate danger of serious harm?',
  'Is there a weapon?',
  'Is this an offense that the law says must be reported?',
  'Would you call 911 if no officer were in the building?',
] as const;

/** Answers the gate: 'No' everywhere, except 'Yes' where named. */
async function answerGate(place: Place, yes?: (typeof gateQuestions)[number]): Promise<void> {
  for (const words of gateQuestions) await choose(place, words, words === yes ? 'Yes' : 'No');
}

/** Staff ask for an officer and send it. `group` and `matter` as on the tiles. */
export async function askForOfficer(
  page: Page,
  what: { group: string; matter: string; yes?: (typeof gateQuestions)[number] },
): Promise<void> {
  await page.getByRole('radio', { name: what.group, exact: true }).check();
  await page.getByRole('radio', { name: what.matter, exact: true }).check();
  await page.getByLabel('Where?').selectOption('Hallway');
  await answerGate(page, what.yes);
  await page.getByLabel('You are').selectOption('Teacher');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
