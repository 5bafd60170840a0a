import { shippedMatters } from '../../domain/calls/matters.ts';
import { callerRoles } from '../../domain/calls/record.ts';
import { nibrsCodes } from '../../domain/incidents/nibrs.ts';
import type { RequirementId } from '../../domain/principles/record.ts';
import { grades } from '../../domain/shared/people.ts';
import { crdcRaces, type Race, toCrdcRace, toSpd15Group } from '../../domain/shared/race.ts';
import { categories, type Source, toEthnicity } from '../disaggregation.ts';
import type { FieldName, Grain } from './fields.ts';
import { betweenYears } from './periods.ts';

/** What a count can be told apart by (P7.4, P7.7). */
export const dimensionIds = [
  'race',
  'crdcRace',
  'ethnicity',
  'age',
  'sex',
  'grade',
  'englishLearner',
  'disability',
  'offenseType',
  'matter',
  'callerRole',
  'school',
  'officer',
  'month',
  'quarter',
  'half',
  'schoolYear',
] as const;
export type DimensionId = (typeof dimensionIds)[number];

/** What the database holds in a field: one code or id, a list of codes, or nothing. */
type Raw = string | readonly string[] | null;

/** A text of the catalogs: namespace and key. */
export interface TextRef {
  readonly namespace: 'measures' | 'terms';
  readonly key: string;
}

/**
 * Where a dimension comes from. What two sources say of a student is never mixed: `perceived` is the officer's record
 * at the time, `recorded` what the school attached (decision 6 says who may count it).
 */
type Origin = FieldName | Readonly<Record<Source, FieldName>>;

export interface Dimension {
  readonly id: DimensionId;
  readonly requirement: RequirementId;
  /** Members in the order they are shown, the last one always 'unknown'; `known` null: they come from the data. */
  readonly known: readonly string[] | null;
  /** Names of members: terms list, entities of the program, or periods (an id says itself). */
  readonly names: 'terms' | 'school' | 'officer' | 'matter' | 'period';
  readonly from: Partial<Readonly<Record<Grain, Origin>>>;
  /** The member a raw value belongs to. Nothing recorded is 'unknown' (or what its absence means), never left out. */
  readonly memberOf: (raw: Raw, source: Source) => string;
  /** Where the number of all students of a group can be had: CRDC files, or only a roster snapshot, or nowhere. */
  readonly enrolment: 'crdc' | 'roster' | 'none';
}

const listOf = (raw: Raw): readonly string[] => (raw === null ? [] : typeof raw === 'string' ? [raw] : raw);
const one = (raw: Raw): string => listOf(raw)[0] ?? 'unknown';
const racesOf = (raw: Raw): readonly Race[] => listOf(raw) as readonly Race[];

/** An officer may know that there is a disability, not of which kind; a school knows the plan. */
function disabilityOf(raw: Raw, source: Source): string {
  const said = one(raw);
  if (source === 'recorded') return said;
  return said === 'yes' ? 'kindNotKnown' : said === 'no' ? 'none' : 'unknown';
}

type Part = Omit<Dimension, 'id'>;

function ofStudents(
  perceived: FieldName,
  recorded: FieldName,
  known: readonly string[],
  part: Pick<Part, 'enrolment'> & Partial<Pick<Part, 'memberOf' | 'requirement'>>,
): Part {
  const origin = { perceived, recorded };
  return {
    requirement: 'P7.4',
    known,
    names: 'terms',
    from: { involvement: origin, action: origin },
    memberOf: one,
    ...part,
  };
}

/** The same field of the incident for all that hangs on it. */
const ofIncident = (field: FieldName) => ({ incident: field, involvement: field, action: field }) as const;

function ofDays(): Part {
  return {
    requirement: 'P7.7',
    known: null,
    names: 'period',
    from: { call: 'callDay', ...ofIncident('incidentDay') },
    // The day itself: `periodsOf` says in which period it lies.
    memberOf: one,
    enrolment: 'none',
  };
}

const parts: Readonly<Record<DimensionId, Part>> = {
  race: ofStudents('perceivedRaces', 'recordedRaces', categories.race, {
    memberOf: (raw) => toSpd15Group(racesOf(raw)),
    enrolment: 'roster',
  }),
  crdcRace: ofStudents('perceivedRaces', 'recordedRaces', crdcRaces, {
    memberOf: (raw) => toCrdcRace(racesOf(raw)),
    requirement: 'P1.5',
    enrolment: 'crdc',
  }),
  ethnicity: ofStudents('perceivedRaces', 'recordedRaces', categories.ethnicity, {
    memberOf: (raw) => toEthnicity(racesOf(raw)),
    enrolment: 'crdc',
  }),
  age: ofStudents('perceivedAge', 'recordedAge', categories.age, { enrolment: 'none' }),
  sex: ofStudents('perceivedSex', 'recordedSex', categories.sex, { enrolment: 'crdc' }),
  grade: ofStudents('perceivedGrade', 'recordedGrade', grades, { enrolment: 'roster' }),
  englishLearner: ofStudents('perceivedEnglishLearner', 'recordedEnglishLearner', categories.englishLearner, {
    enrolment: 'crdc',
  }),
  disability: ofStudents('perceivedDisability', 'recordedDisability', categories.disability, {
    memberOf: disabilityOf,
    enrolment: 'crdc',
  }),
  offenseType: {
    requirement: 'P7.4',
    known: [...nibrsCodes, 'none', 'unknown'],
    names: 'terms',
    from: ofIncident('incidentOffense'),
    // A filed record that names no offence says that none applies.
    memberOf: (raw) => (raw === null ? 'none' : one(raw)),
    enrolment: 'none',
  },
  matter: {
    requirement: 'P7.3',
    known: [...shippedMatters.map((matter) => matter.code), 'unknown'],
    names: 'matter',
    from: { call: 'callMatter', ...ofIncident('incidentMatter') },
    memberOf: one,
    enrolment: 'none',
  },
  callerRole: {
    requirement: 'P7.7',
    known: [...callerRoles, 'nobodyCalled', 'unknown'],
    names: 'terms',
    from: { call: 'callCallerRole', ...ofIncident('incidentCallerRole') },
    // A filed record without a caller's role is one that the officer began.
    memberOf: (raw) => (raw === null ? 'nobodyCalled' : one(raw)),
    enrolment: 'none',
  },
  school: {
    requirement: 'P7.7',
    known: null,
    names: 'school',
    from: { call: 'callSchool', ...ofIncident('incidentSchool') },
    memberOf: one,
    enrolment: 'crdc',
  },
  officer: {
    requirement: 'P7.7',
    known: null,
    names: 'officer',
    from: { call: 'callOfficer', ...ofIncident('incidentOfficer') },
    memberOf: one,
    enrolment: 'none',
  },
  month: ofDays(),
  quarter: ofDays(),
  half: ofDays(),
  schoolYear: ofDays(),
};

/** The registry of dimensions. */
export const dimensions: Readonly<Record<DimensionId, Dimension>> = Object.fromEntries(
  dimensionIds.map((id) => [id, { id, ...parts[id] }]),
) as Record<DimensionId, Dimension>;

/** The field a dimension is read from at a grain and by a source, or null where the two do not go together. */
export function fieldOf(id: DimensionId, grain: Grain, source: Source): FieldName | null {
  const origin = dimensions[id].from[grain];
  if (origin === undefined) return null;
  return typeof origin === 'string' ? origin : origin[source];
}

/** True where a dimension is a fact about a student, for which a source has to be chosen. */
export function isAboutStudents(id: DimensionId): boolean {
  return typeof dimensions[id].from.involvement === 'object';
}

/**
 * The members to show for a dimension: every known one, those the data have besides, and 'unknown' always and last.
 * Periods and entities come in the order given.
 */
export function membersShown(id: DimensionId, found: Iterable<string>): readonly string[] {
  const known = (dimensions[id].known ?? []).filter((member) => member !== 'unknown');
  const others = [...new Set(found)].filter((member) => member !== 'unknown' && !known.includes(member));
  return [...known, ...others, 'unknown'];
}

const ownMemberNames: readonly string[] = [
  'hispanicOrLatino',
  'notHispanicOrLatino',
  'kindNotKnown',
  'nobodyCalled',
  'unknown',
];
const termsList: Partial<Record<DimensionId, string>> = {
  race: 'race',
  crdcRace: 'crdcRace',
  age: 'ageBand',
  sex: 'sex',
  grade: 'grade',
  englishLearner: 'yesNo',
  disability: 'disability',
  offenseType: 'nibrs',
  matter: 'matter',
  callerRole: 'callerRole',
};

/** The text that names a member; null for entities of a program, periods and behaviours a program added itself. */
export function memberText(id: DimensionId, member: string): TextRef | null {
  if (id === 'offenseType' && member === 'none') return { namespace: 'measures', key: 'members.noOffense' };
  if (member === betweenYears) return { namespace: 'measures', key: 'members.betweenYears' };
  if (member === 'unknown' || (ownMemberNames.includes(member) && id !== 'race')) {
    return { namespace: 'measures', key: `members.${member}` };
  }
  const list = termsList[id];
  if (list === undefined || !(dimensions[id].known ?? []).includes(member)) return null;
  return { namespace: 'terms', key: `${list}.${member}` };
}
