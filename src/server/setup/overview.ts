import { sql } from 'kysely';
import type { Role } from '../../domain/access/roles.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import { readPeople } from './people.ts';
import { readProgram } from './programs.ts';

/** The steps of setting a program up, in the order in which each one builds on those before. */
export const setupSteps = [
  'calendar',
  'schools',
  'roster',
  'people',
  'officers',
  'assignments',
  'policy',
  'matters',
  'contact',
] as const;
export type SetupStep = (typeof setupSteps)[number];

export interface StepView {
  readonly step: SetupStep;
  readonly done: boolean;
  /** A program works without it; worth a look all the same. */
  readonly optional: boolean;
  readonly count: number;
  /** Roles nobody holds yet, for the step about people. */
  readonly missing: Role[];
}

const neededRoles: readonly Role[] = ['officer', 'supervisor', 'schoolLeader', 'districtCoordinator'];

/** What of the set-up is done, with how much of it there is, and which step comes next. */
export async function readOverview(tx: Tx, programId: string, now: Date) {
  const frame = await requireFrame(tx, programId);
  const program = await readProgram(tx, programId);
  if (program === null) throw new Error('The program of a signed-in person does not exist');
  const today = frame.dayOf(now);
  const counted = await sql<Record<'schools' | 'roster' | 'officers' | 'assignments' | 'policies' | 'matters', number>>`
    SELECT (SELECT count(*) FROM school WHERE active) AS schools,
           (SELECT count(*) FROM import_run WHERE kind = 'roster') AS roster,
           (SELECT count(*) FROM officer WHERE active) AS officers,
           (SELECT count(*) FROM assignment WHERE until_day IS NULL OR until_day >= ${today}) AS assignments,
           (SELECT count(*) FROM program_policy) AS policies,
           (SELECT count(*) FROM matter_setting) AS matters`.execute(tx);
  const counts = counted.rows[0] ?? { schools: 0, roster: 0, officers: 0, assignments: 0, policies: 0, matters: 0 };
  const people = (await readPeople(tx, now)).filter((person) => person.grants.length > 0);
  const held = new Set(people.flatMap((person) => person.grants.map((grant) => grant.role)));
  const missing = neededRoles.filter((role) => !held.has(role));
  const years = frame.schoolYears.filter((year) => year.lastDay >= today);
  const contacts = [program.contact.agency, program.contact.district].filter((line) => line !== null).length;
  const step = (name: SetupStep, count: number, rest: Partial<StepView> = {}): StepView => ({
    step: name,
    done: count > 0,
    optional: false,
    count,
    missing: [],
    ...rest,
  });
  const steps = [
    step('calendar', years.length),
    step('schools', counts.schools),
    step('roster', counts.roster, { optional: true }),
    step('people', people.length, { done: missing.length === 0, missing }),
    step('officers', counts.officers),
    step('assignments', counts.assignments),
    step('policy', counts.policies, { optional: true }),
    step('matters', counts.matters, { optional: true }),
    step('contact', contacts),
  ];
  return {
    program: { name: program.name, slug: program.slug, agency: program.agency.name, district: program.district.name },
    today,
    steps,
    next: steps.find((one) => !one.done && !one.optional)?.step ?? null,
  };
}
