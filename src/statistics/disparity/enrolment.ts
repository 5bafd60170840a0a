import type { DisparityPolicy, StateFigures } from '../../domain/disparities/record.ts';
import type { DateString } from '../../domain/shared/dates.ts';
import type { Grade, Sex, YesNoUnknown } from '../../domain/shared/people.ts';
import { type CrdcRace, type Race, toCrdcRace, toSpd15Group } from '../../domain/shared/race.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { toEthnicity } from '../disaggregation.ts';
import { type DimensionId, dimensions } from '../measures/dimensions.ts';

/** Instead of one group to compare with: everyone else whose group is known. */
export const allOthers = 'allOthers';

/** Where a number of enrolled students is from, and of when: said beside every number it stands under. */
export type EnrolmentSource =
  | { readonly kind: 'crdc'; readonly year: string }
  | { readonly kind: 'roster'; readonly asOf: DateString }
  /** The state's own figures, by the publication they are from. */
  | { readonly kind: 'state'; readonly name: string };

/** Why there is no number of enrolled students. */
export type EnrolmentGap =
  /** A school gave no count: suppressed, not reported, or not in the file at all. */
  | 'enrolmentNotReported'
  /** The source does not tell students apart by this. */
  | 'enrolmentNotByThis'
  /** Nobody is enrolled as unknown. */
  | 'unknownGroup'
  | 'tooManyYears';

/**
 * A denominator. Nothing but the functions of this file makes one, and they take a CRDC file's cells, a roster of a day
 * or the figures a state publishes: there is no way from incidents to a number of students enrolled.
 */
class Enrolled {
  readonly #students: number;
  readonly sources: readonly EnrolmentSource[];

  constructor(students: number, sources: readonly EnrolmentSource[]) {
    this.#students = students;
    this.sources = sources;
  }

  get students(): number {
    return this.#students;
  }
}
export type Enrolment = Enrolled;

/** One cell of a school's enrolment as a CRDC import keeps it: a count, or a reserve code, or neither. */
export interface CrdcCell {
  readonly schoolId: string;
  readonly dimension: string;
  /** A CRDC race code, or 'all'. */
  readonly category: string;
  readonly sex: string;
  readonly students: number | null;
  readonly reserveCode: number | null;
}

export interface CrdcEnrolmentFile {
  readonly kind: 'crdc';
  /** The collection's year, '2020-21'. */
  readonly year: string;
  readonly cells: readonly CrdcCell[];
}

/** Students of a roster that are alike, as they stood on a day. */
export interface RosterGroup {
  readonly schoolId: string;
  readonly races: readonly Race[];
  readonly sex: Sex;
  readonly grade: Grade;
  readonly idea: YesNoUnknown;
  readonly section504: YesNoUnknown;
  readonly el: YesNoUnknown;
  readonly students: number;
}

export interface RosterSnapshot {
  readonly kind: 'roster';
  readonly asOf: DateString;
  readonly groups: readonly RosterGroup[];
}

export type EnrolmentRecord = CrdcEnrolmentFile | RosterSnapshot;

/** Of whom: members of a dimension, at these schools. */
export interface EnrolmentOf {
  readonly dimension: DimensionId;
  readonly groups: readonly string[];
  readonly schoolIds: readonly string[];
}

type Answer = Result<Enrolment, EnrolmentGap>;

/**
 * How many students of one or more groups were enrolled at some schools. A school without its count makes the whole
 * unknown: what is suppressed or missing is never taken for zero.
 */
export function enrolmentOf(record: EnrolmentRecord, wanted: EnrolmentOf): Answer {
  if (wanted.groups.includes('unknown')) return err('unknownGroup');
  return record.kind === 'crdc' ? inCrdc(record, wanted) : inRoster(record, wanted);
}

/**
 * The group's own number and that of everyone it is compared with: `others` is a member, or all other students whose
 * group is known.
 */
export function enrolmentsOf(
  record: EnrolmentRecord,
  about: { readonly dimension: DimensionId; readonly group: string; readonly comparison: string },
  schoolIds: readonly string[],
): { readonly group: Answer; readonly others: Answer } {
  const { dimension, group, comparison } = about;
  const members = dimension === 'school' ? schoolIds : (dimensions[dimension].known ?? []);
  const others = comparison === allOthers ? members.filter((one) => one !== group && one !== 'unknown') : [comparison];
  return {
    group: enrolmentOf(record, { dimension, groups: [group], schoolIds }),
    others: enrolmentOf(record, { dimension, groups: others, schoolIds }),
  };
}

/** Years taken together, at most as many as the profile says: students of each year, added up. */
export function pooledEnrolment(
  years: readonly Answer[],
  { yearsPooled }: Pick<DisparityPolicy, 'yearsPooled'>,
): Answer {
  if (years.length === 0 || years.length > yearsPooled) return err('tooManyYears');
  let students = 0;
  const sources: EnrolmentSource[] = [];
  for (const year of years) {
    if (!year.ok) return year;
    students += year.value.students;
    sources.push(...year.value.sources);
  }
  return ok(new Enrolled(students, sources));
}

/**
 * The state's students with an outcome and enrolled, of all groups but one (34 CFR 300.647(a)(1)): what the alternate
 * risk ratio compares a group with. Undefined where the figures do not have the group, or nobody besides.
 */
export function stateOthers(
  { groups, source }: StateFigures,
  group: string,
): { readonly events: number; readonly enrolled: { readonly ok: true; readonly value: Enrolment } } | undefined {
  const others = groups.filter((one) => one.group !== group);
  if (others.length === 0 || others.length === groups.length) return undefined;
  const sum = (of: 'events' | 'students'): number => others.reduce((total, one) => total + one[of], 0);
  return { events: sum('events'), enrolled: ok(new Enrolled(sum('students'), [{ kind: 'state', name: source }])) };
}

type CellTest = (cell: CrdcCell) => boolean;

/** One member's number at one school; null where the school gave none. */
type FromCells = (cells: readonly CrdcCell[], member: string) => number | null;

/** The files' own codes for 'this school has no such students', beside which there is nothing to count. */
const noSuchStudents: readonly (number | null)[] = [-3, -9];

/**
 * Students by race and sex from kindergarten on: the files count preschool children in the enrolment, and nobody under
 * kindergarten in referrals and arrests. A school without preschool has nothing to take off.
 */
function kindergartenUp(cells: readonly CrdcCell[], wanted: CellTest): number | null {
  const all = sumOf(cells.filter((cell) => cell.dimension === 'race' && wanted(cell)));
  const preschool = cells.filter(
    (cell) =>
      cell.dimension === 'preschoolRace' && wanted(cell) && !noSuchStudents.includes(cell.students ?? cell.reserveCode),
  );
  return preschool.length === 0 ? all : minus(all, sumOf(preschool));
}

const minus = (all: number | null, ...parts: readonly (number | null)[]): number | null =>
  parts.reduce((rest, part) => (rest === null || part === null || part > rest ? null : rest - part), all);

const inAll = (cells: readonly CrdcCell[], dimension: string): number | null =>
  sumOf(cells.filter((cell) => cell.dimension === dimension));

const crdcWays: Partial<Readonly<Record<DimensionId, FromCells>>> = {
  crdcRace: (cells, code) => kindergartenUp(cells, (cell) => cell.category === code),
  ethnicity: (cells, said) =>
    kindergartenUp(cells, (cell) => (cell.category === 'HI') === (said === 'hispanicOrLatino')),
  sex: (cells, sex) => {
    const told = cells.some((cell) => cell.dimension === 'race' && cell.sex === sex);
    // Most collections have no column for a sex other than female and male.
    return sex === 'X' && !told ? 0 : kindergartenUp(cells, (cell) => cell.sex === sex);
  },
  // Preschool children are in these columns: the files do not tell them apart by plan or language.
  englishLearner: (cells, said) =>
    said === 'yes' ? inAll(cells, 'el') : minus(inAll(cells, 'race'), inAll(cells, 'el')),
  disability: (cells, plan) => {
    if (plan === 'kindNotKnown') return 0;
    if (plan !== 'none') return inAll(cells, plan);
    return minus(inAll(cells, 'race'), inAll(cells, 'idea'), inAll(cells, 'section504'));
  },
  school: (cells) => kindergartenUp(cells, () => true),
};

const sorted = new WeakMap<CrdcEnrolmentFile, ReadonlyMap<string, readonly CrdcCell[]>>();

/** A file's cells by school, sorted once: a large district asks for hundreds of schools, group by group. */
function cellsBySchool(file: CrdcEnrolmentFile): ReadonlyMap<string, readonly CrdcCell[]> {
  const known = sorted.get(file) ?? Map.groupBy(file.cells, ({ schoolId }) => schoolId);
  sorted.set(file, known);
  return known;
}

function inCrdc(file: CrdcEnrolmentFile, { dimension, groups, schoolIds }: EnrolmentOf): Answer {
  const way = crdcWays[dimension];
  if (way === undefined) return err('enrolmentNotByThis');
  const parts = (dimension === 'school' ? groups : schoolIds).flatMap((schoolId) => {
    const cells = cellsBySchool(file).get(schoolId) ?? [];
    return dimension === 'school' ? [way(cells, schoolId)] : groups.map((member) => way(cells, member));
  });
  const students = parts.reduce<number | null>(
    (sum, part) => (sum === null || part === null ? null : sum + part),
    parts.length === 0 ? null : 0,
  );
  return students === null
    ? err('enrolmentNotReported')
    : ok(new Enrolled(students, [{ kind: 'crdc', year: file.year }]));
}

/** Null where there is no cell at all, or one of them is no count. */
function sumOf(cells: readonly CrdcCell[]): number | null {
  return cells.reduce<number | null>(
    (sum, { students }) => (sum === null || students === null ? null : sum + students),
    cells.length === 0 ? null : 0,
  );
}

/** The member of a dimension a student of the roster belongs to. */
const rosterWays: Partial<Readonly<Record<DimensionId, (group: RosterGroup) => string>>> = {
  race: ({ races }) => toSpd15Group(races),
  crdcRace: ({ races }): CrdcRace => toCrdcRace(races),
  ethnicity: ({ races }) => toEthnicity(races),
  sex: ({ sex }) => sex,
  grade: ({ grade }) => grade,
  englishLearner: ({ el }) => el,
  disability: ({ idea, section504 }) => {
    if (idea === 'yes') return 'idea';
    if (idea === 'no' && section504 === 'yes') return 'section504';
    return idea === 'no' && section504 === 'no' ? 'none' : 'unknown';
  },
  school: ({ schoolId }) => schoolId,
};

function inRoster(roster: RosterSnapshot, { dimension, groups, schoolIds }: EnrolmentOf): Answer {
  const memberOf = rosterWays[dimension];
  if (memberOf === undefined) return err('enrolmentNotByThis');
  const schools = new Set(dimension === 'school' ? groups : schoolIds);
  const there = roster.groups.filter((one) => schools.has(one.schoolId));
  if (schools.size === 0 || new Set(there.map((one) => one.schoolId)).size < schools.size) {
    return err('enrolmentNotReported');
  }
  const students = there.reduce((sum, one) => (groups.includes(memberOf(one)) ? sum + one.students : sum), 0);
  return ok(new Enrolled(students, [{ kind: 'roster', asOf: roster.asOf }]));
}
