import { v7 as uuidv7 } from 'uuid';
import { addDays } from '../src/domain/shared/dates.ts';
import { openCorrectiveAction } from '../src/server/corrections/commands.ts';
import { readDisparity } from '../src/server/explorer/disparity.ts';
import type { Service } from '../src/server/platform/service.ts';
import { decideRelease } from '../src/server/publishing/release/decide.ts';
import { proposeRelease } from '../src/server/publishing/release/propose.ts';
import { readProposal } from '../src/server/publishing/release/queries.ts';
import { at, dayOf, demoYears, schoolDays } from './calendar.ts';
import { type DemoProgram, must, setUpProgram } from './setup.ts';
import { demoStudents } from './students.ts';
import { playYear } from './year.ts';

export interface DemoOptions {
  readonly seed: number;
  readonly onStage: (stage: string) => void;
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * Loads the demonstration: a fictional program of twelve schools, six officers and 7,000 students, one whole school
 * year that ended shortly before today and the first days of the next. Everything goes through the commands that
 * people's input goes through; the same seed on the same day gives the same story.
 */
export async function loadDemo(open: Service, options: DemoOptions): Promise<DemoProgram> {
  // Nobody is behind the invented addresses: no invitation is mailed to them.
  const service = { ...open, config: { ...open.config, smtpUrl: null } };
  const now = service.clock();
  const years = demoYears(dayOf(now));
  options.onStage('Setting up the fictional program: calendar, schools, people, 7,000 students.');
  const students = demoStudents(options.seed, years.past.firstDay);
  const begin = at(years.past.firstDay, 6 * 60);
  const program = await setUpProgram({ ...service, clock: () => begin }, options.seed, years, students);
  options.onStage('Playing one school year.');
  const days = [...schoolDays(years.past), ...schoolDays(years.current).filter((day) => day <= dayOf(now))];
  await playYear({ service, seed: options.seed, program, days, students, now, onProgress: options.onProgress });
  options.onStage('Publishing what may be published.');
  await releaseYear(service, program, years.past.id);
  await openCorrection(service, program, years.past, dayOf(now));
  return program;
}

/**
 * The coordinator takes up the first difference that stands out in the year, program-wide, with a month for it. The story
 * has one (demo/incident-plan.ts); a day on which chance hides it loads all the same.
 */
async function openCorrection(
  service: Service,
  { callers }: DemoProgram,
  year: { readonly id: string },
  today: string,
): Promise<void> {
  const { coordinator } = callers;
  if (coordinator === undefined) throw new Error('The district has no coordinator.');
  for (const measure of ['studentsReferred', 'studentsInvolved', 'studentsEnforcement'] as const) {
    const question = { measure, year: year.id, from: undefined, to: undefined, schools: [] };
    const answer = must('compare groups', await readDisparity(service, coordinator, question));
    const about = answer.kind === 'compared' ? answer.comparisons.find(({ flagged }) => flagged)?.flag : null;
    if (about === null || about === undefined) continue;
    must(
      'open a corrective action',
      await openCorrectiveAction(service, coordinator, {
        ...{ id: uuidv7(), about, ownerId: coordinator.actor.personId, dueOn: addDays(today, 30) },
        steps: ['lookIntoRecords', 'changeCallPractice'],
        note: 'Look at the calls behind it with both sides, then decide what to change.',
        wordsChecked: false,
      }),
    );
    return;
  }
}

/**
 * The coordinator proposes the year that has just ended, without waiting for the last students to be attached, and both
 * sides approve what they see.
 */
async function releaseYear(service: Service, { callers }: DemoProgram, year: string): Promise<void> {
  const { coordinator, agencyLeader } = callers;
  if (coordinator === undefined || agencyLeader === undefined)
    throw new Error('Somebody is missing who answers for a side.');
  const { id } = must('propose a release', await proposeRelease(service, coordinator, year));
  const { digest } = must('look at it', await readProposal(service, coordinator, id));
  for (const caller of [coordinator, agencyLeader]) {
    must('approve', await decideRelease(service, caller, id, { digest, decision: 'approved', note: '' }));
  }
}
