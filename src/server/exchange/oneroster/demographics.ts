import type { Sex, YesNoUnknown } from '../../../domain/shared/people.ts';
import type { Race } from '../../../domain/shared/race.ts';
import { readDay, readYesNo } from '../csv/values.ts';
import type { ProblemList } from '../problem.ts';
import { byId, cell, type RosterRow, type RosterTable } from './files.ts';

export type Demographics = {
  birthDate: string | null;
  sex: Sex;
  races: Race[];
  hispanic: YesNoUnknown;
  twoOrMoreRacesOnly: boolean;
};

export const unknownDemographics: Demographics = {
  birthDate: null,
  sex: 'unknown',
  races: ['unknown'],
  hispanic: 'unknown',
  twoOrMoreRacesOnly: false,
};

const raceColumns: readonly (readonly [Race, string])[] = [
  ['americanIndianOrAlaskaNative', 'americanIndianOrAlaskaNative'],
  ['asian', 'asian'],
  ['blackOrAfricanAmerican', 'blackOrAfricanAmerican'],
  ['nativeHawaiianOrPacificIslander', 'nativeHawaiianOrOtherPacificIslander'],
  ['white', 'white'],
];

const sexWords: Readonly<Record<string, Sex>> = {
  male: 'M',
  m: 'M',
  female: 'F',
  f: 'F',
  other: 'X',
  x: 'X',
  nonbinary: 'X',
  unspecified: 'unknown',
  unknown: 'unknown',
  u: 'unknown',
  '': 'unknown',
};

/** Reads demographics.csv by the user's sourcedId. What cannot be understood is unknown and named as a problem, never guessed. */
export function readDemographics(table: RosterTable, problems: ProblemList): Map<string, Demographics> {
  const people = new Map<string, Demographics>();
  for (const [id, row] of byId(table, problems)) people.set(id, one(table, row, problems));
  return people;
}

function one(table: RosterTable, row: RosterRow, problems: ProblemList): Demographics {
  const flag = (key: string): YesNoUnknown => {
    const answer = readYesNo(cell(row, key));
    if (answer === undefined) {
      problems.add('booleanInvalid', 'error', table.at(row, key), { value: cell(row, key).slice(0, 40) });
    }
    return answer === true ? 'yes' : answer === false ? 'no' : 'unknown';
  };
  const hispanic = flag('hispanicOrLatinoEthnicity');
  const races: Race[] = raceColumns.filter(([, key]) => flag(key) === 'yes').map(([race]) => race);
  const twoOrMoreRacesOnly = flag('demographicRaceTwoOrMoreRaces') === 'yes' && races.length < 2;
  if (twoOrMoreRacesOnly) {
    problems.add('racesOnlyTwoOrMore', 'warning', table.at(row, 'demographicRaceTwoOrMoreRaces'));
  }
  if (hispanic === 'yes') races.push('hispanicOrLatino');
  return {
    birthDate: birthDate(table, row, problems),
    sex: sex(table, row, problems),
    races: races.length > 0 ? races : ['unknown'],
    hispanic,
    twoOrMoreRacesOnly,
  };
}

function birthDate(table: RosterTable, row: RosterRow, problems: ProblemList): string | null {
  const value = cell(row, 'birthDate');
  if (value === '') return null;
  const day = readDay(value);
  if (day === null) problems.add('dateInvalid', 'error', table.at(row, 'birthDate'), { value: value.slice(0, 40) });
  return day;
}

function sex(table: RosterTable, row: RosterRow, problems: ProblemList): Sex {
  const value = cell(row, 'sex');
  const read = sexWords[value.toLowerCase().replace(/[\s_-]/g, '')];
  if (read === undefined) problems.add('sexUnknown', 'warning', table.at(row, 'sex'), { value: value.slice(0, 40) });
  return read ?? 'unknown';
}
