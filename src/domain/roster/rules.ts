import type { SchoolYear } from '../partnerships/record.ts';
import type { DateString } from '../shared/dates.ts';
import { ageOn } from '../shared/dates.ts';
import { ageBandOf, type YesNoUnknown } from '../shared/people.ts';
import type { DisabilityStatus, RecordedFacts, RosterStudent } from './record.ts';

/** CRDC counts a student with both an IDEA plan and a 504 plan under IDEA; 'none' only where both are known to be no. */
export function disabilityOf(idea: YesNoUnknown, section504: YesNoUnknown): DisabilityStatus {
  if (idea === 'yes') return 'idea';
  if (section504 === 'yes') return 'section504';
  return idea === 'no' && section504 === 'no' ? 'none' : 'unknown';
}

type RosterFacts = Pick<
  RosterStudent,
  'grade' | 'sex' | 'races' | 'birthDate' | 'idea' | 'section504' | 'englishLearner'
>;

/** What is recorded of a student of the roster for an incident of a day: facts and an age band, no identity (P7.4). */
export function recordedFacts(student: RosterFacts, onDay: DateString): RecordedFacts {
  return {
    grade: student.grade,
    sex: student.sex,
    races: [...student.races],
    ageBand: student.birthDate === null ? 'unknown' : ageBandOf(ageOn(student.birthDate, onDay)),
    disability: disabilityOf(student.idea, student.section504),
    englishLearner: student.englishLearner,
  };
}

/**
 * The school year a student is counted in on a day: the one the day lies in; in the summer the one that ended last;
 * before the first known year its calendar year, so that a pseudonym always has a year (P7.8).
 */
export function countingYear(years: readonly Pick<SchoolYear, 'id' | 'firstDay'>[], day: DateString): string {
  const begun = years.filter((year) => year.firstDay <= day).toSorted((a, b) => a.firstDay.localeCompare(b.firstDay));
  return begun.at(-1)?.id ?? day.slice(0, 4);
}

/**
 * The shortest endings, of at least three characters, that tell student numbers apart: all a person needs to see of
 * them to choose between namesakes.
 */
export function tellingEndings(numbers: readonly string[]): string[] {
  const longest = Math.max(3, ...numbers.map((number) => number.length));
  for (let length = 3; length < longest; length += 1) {
    const endings = numbers.map((number) => number.slice(-length));
    if (new Set(endings).size === numbers.length) return endings;
  }
  return [...numbers];
}
