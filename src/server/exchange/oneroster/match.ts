import { type ExchangeProblem, ProblemList } from '../problem.ts';

export type RosterSchool = { sourcedId: string; name: string; identifier: string };
export type NcesSchool = { ncesId: string; name: string };

type SchoolMatch = { sourcedId: string; ncesId: string; by: 'ncesId' | 'schoolId' | 'name' };

export type SchoolMatches = {
  matched: SchoolMatch[];
  /** Schools of the roster without a match; their students cannot be imported until somebody says which school it is. */
  unmatched: RosterSchool[];
  /** Schools of the program no school of the roster matches. */
  withoutRoster: NcesSchool[];
  problems: ExchangeProblem[];
};

/** What districts shorten. Whole words only. */
const abbreviations: Readonly<Record<string, string>> = {
  elem: 'elementary',
  el: 'elementary',
  es: 'elementary',
  ms: 'middle',
  hs: 'high',
  jr: 'junior',
  sr: 'senior',
  st: 'saint',
  mt: 'mount',
  ft: 'fort',
  ctr: 'center',
  acad: 'academy',
  int: 'intermediate',
  inter: 'intermediate',
  prim: 'primary',
  sch: 'school',
};

/** 'Ben Franklin Elem. Sch.' = 'Ben Franklin Elementary School' = 'BEN FRANKLIN ELEMENTARY'. */
export function plainSchoolName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’.]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => abbreviations[word] ?? word)
    .filter((word) => word !== 'school' && word !== 'the');
  return words.join(' ');
}

function uniqueBy(
  schools: readonly NcesSchool[],
  key: (school: NcesSchool) => string,
): Map<string, NcesSchool | 'several'> {
  const index = new Map<string, NcesSchool | 'several'>();
  for (const school of schools) index.set(key(school), index.has(key(school)) ? 'several' : school);
  return index;
}

/**
 * Matches the roster's schools to the program's by the NCES id in `identifier` (12 characters, or the 5 of the school), else by
 * name. Only what is certain is matched: two schools of one name, or two roster schools for one program school, are listed.
 */
export function matchSchools(
  roster: readonly RosterSchool[],
  program: readonly NcesSchool[],
  file: string,
): SchoolMatches {
  const problems = new ProblemList();
  const byId = uniqueBy(program, (school) => school.ncesId);
  const byShortId = uniqueBy(program, (school) => school.ncesId.slice(7));
  const byName = uniqueBy(program, (school) => plainSchoolName(school.name));
  const find = (school: RosterSchool): SchoolMatch | 'several' | null => {
    const digits = school.identifier.replace(/[\s-]/g, '');
    const attempts: [SchoolMatch['by'], NcesSchool | 'several' | undefined][] = [
      ['ncesId', /^\d{11,12}$/.test(digits) ? byId.get(digits.padStart(12, '0')) : undefined],
      ['schoolId', /^\d{5}$/.test(digits) ? byShortId.get(digits) : undefined],
      ['name', byName.get(plainSchoolName(school.name))],
    ];
    const [by, hit] = attempts.find(([, found]) => found !== undefined) ?? [];
    if (by === undefined || hit === undefined) return null;
    return hit === 'several' ? 'several' : { sourcedId: school.sourcedId, ncesId: hit.ncesId, by };
  };

  const found = roster.map((school) => ({ school, match: find(school) }));
  const claims = new Map<string, number>();
  for (const { match } of found) {
    if (match !== null && match !== 'several') claims.set(match.ncesId, (claims.get(match.ncesId) ?? 0) + 1);
  }
  const matched: SchoolMatch[] = [];
  const unmatched: RosterSchool[] = [];
  for (const { school, match } of found) {
    if (match !== null && match !== 'several' && claims.get(match.ncesId) === 1) {
      matched.push(match);
      continue;
    }
    unmatched.push(school);
    const code = match === null ? 'schoolUnmatched' : 'schoolMatchAmbiguous';
    problems.add(code, 'warning', { file }, { name: school.name, id: school.identifier || school.sourcedId });
  }
  const used = new Set(matched.map((one) => one.ncesId));
  const withoutRoster = program.filter((school) => !used.has(school.ncesId));
  return { matched, unmatched, withoutRoster, problems: problems.list() };
}
