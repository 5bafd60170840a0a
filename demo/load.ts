import type { Service } from '../src/server/platform/service.ts';
import { publishProgram } from '../src/server/publishing/publish.ts';
import { operatorCaller } from '../src/server/setup/callers.ts';
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
  // The coordinator publishes the year that has just ended without waiting for the last students to be attached.
  const coordinator = program.callers.coordinator ?? operatorCaller(program.programId, 'programAdmin');
  must('publish', await publishProgram(service, coordinator, { programId: program.programId, insist: true }));
  return program;
}
