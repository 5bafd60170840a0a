import type { CalculatedWith } from '../../domain/disparities/record.ts';
import type { SchoolYear } from '../../domain/partnerships/record.ts';
import type { Disparity } from '../../statistics/disparity/compare.ts';
import type { Judged } from '../../statistics/disparity/judge.ts';
import type { Period } from '../numbers/period.ts';
import type { Within } from '../platform/aggregates.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';
import type { ProfileInForce } from '../setup/disparity-profile.ts';
import type { Question } from './question.ts';
import { schoolsWithin } from './reach.ts';

export type DisparityQuestion = Pick<Question, 'measure' | 'year' | 'from' | 'to' | 'schools'>;

export type Days = Pick<Period, 'from' | 'to'>;

/** What every comparison is made within: whose records, of which days and schools, by which profile. */
export interface Comparing {
  readonly tx: Tx;
  readonly frame: ProgramFrame;
  readonly question: DisparityQuestion;
  readonly reach: Within;
  readonly schoolIds: readonly string[];
  readonly today: string;
  /** The stretches of days that are taken together, the earliest first. */
  readonly stretches: readonly Days[];
  readonly profile: ProfileInForce;
}

/** What both kinds of comparison say of a group. */
type OneComparison = Pick<
  Disparity,
  'about' | 'risk' | 'riskRatio' | 'alternateRiskRatio' | 'p' | 'sentence' | 'beside'
>;
export type JudgedComparison = Judged<OneComparison>;

/**
 * The stretches of days taken together: a school year (or what there is of it yet) with as many before it as the profile
 * says (34 CFR 300.647 looks back at most three years); days that are no school year stand alone.
 */
export function stretchesOf(schoolYears: readonly SchoolYear[], days: Days, yearsPooled: number): readonly Days[] {
  const year = schoolYears.find(({ firstDay, lastDay }) => firstDay === days.from && days.to <= lastDay);
  if (year === undefined || yearsPooled === 1) return [days];
  const before = schoolYears.filter(({ lastDay }) => lastDay < year.firstDay).slice(1 - yearsPooled);
  return [...before.map(({ firstDay, lastDay }) => ({ from: firstDay, to: lastDay })), days];
}

/** Where a flag of these comparisons would be: one school, the whole program (null), or neither (undefined). */
export function whereOf({ question, reach, schoolIds }: Comparing): string | null | undefined {
  if (reach.kind === 'all' && question.schools.length === 0) return null;
  return schoolIds.length === 1 ? schoolIds[0] : undefined;
}

/** The schools a question about disparities is about. */
export const schoolsOf = (frame: ProgramFrame, question: DisparityQuestion, reach: Within): Comparing['schoolIds'] =>
  schoolsWithin(frame.schoolIds, question.schools, reach);

/** What the results say of how they were calculated. */
export function calculatedWith({ profile, stretches }: Pick<Comparing, 'profile' | 'stretches'>): CalculatedWith {
  const { stateFigures, ...numbers } = profile;
  return {
    ...numbers,
    stretches: stretches.map(({ from, to }) => ({ from, to })),
    stateFigures: stateFigures.length > 0,
  };
}
