import { shippedMatters } from '../../domain/calls/matters.ts';
import { schoolCallerRoles } from '../../domain/calls/record.ts';
import type { ActionKind } from '../../domain/incidents/actions.ts';
import type { Outcome } from '../../domain/incidents/record.ts';
import type { RequirementId } from '../../domain/principles/record.ts';
import { sources } from '../../domain/principles/sources.ts';
import { type DimensionId, dimensionIds, dimensions } from './dimensions.ts';
import type { Condition, Grain } from './fields.ts';

/**
 * What principle 7 asks to be collected, in its order. Its sentence is counted as thirteen where perceptions and
 * feedback are taken for one. The rest is what principles 4 and 10 and the CRDC ask for besides.
 */
export const principleCategories = [
  'disciplineIncidents',
  'citations',
  'ticketing',
  'arrests',
  'usesOfForce',
  'searches',
  'seizures',
  'interrogations',
  'courtReferrals',
  'calls',
  'allegedMisconduct',
  'chargesOnSchoolGrounds',
  'perceptions',
  'feedback',
] as const;
const furtherCategories = ['referrals', 'enforcement', 'detentions', 'diversions'] as const;
export const categories = [...principleCategories, ...furtherCategories] as const;
export type Category = (typeof categories)[number];

/** `events`: rows of the grain. `students`: different students of those rows, each once in the period. */
type Unit = 'events' | 'students';

/**
 * What a number is held against. `enrolment`: the students enrolled, of the same group and schools, from the CRDC's
 * file or a roster of a day, never from these records. `measure`: another measure (a share of its whole).
 * `answers`: people who answered a survey.
 */
type DenominatorOf =
  | { readonly kind: 'enrolment' }
  | { readonly kind: 'measure'; readonly measure: MeasureId }
  | { readonly kind: 'answers' };

export interface Measure {
  readonly id: MeasureId;
  readonly category: Category;
  readonly unit: Unit;
  /** Null: nothing records it yet, so that there is no number, not even zero. */
  readonly numerator: { readonly grain: Grain; readonly where: Condition | null } | null;
  readonly denominator: DenominatorOf;
  readonly dimensions: readonly DimensionId[];
  /** Which way a group is worse off: with more of it, or with less (help, and searches that find something). */
  readonly worse: 'more' | 'less';
  /** The sentence of the source that asks for it. */
  readonly source: string;
  readonly requirement: RequirementId;
  /** Keys in the catalog `measures`. */
  readonly label: string;
  readonly definition: string;
}

type Row = Pick<Measure, 'category' | 'unit' | 'numerator'> &
  Partial<Pick<Measure, 'denominator' | 'source' | 'requirement' | 'worse'>>;

const byKind = (kind: ActionKind, further: readonly Condition[] = []): Measure['numerator'] => {
  const isKind: Condition = { field: 'actionKind', in: [kind] };
  return { grain: 'action', where: further.length === 0 ? isKind : { all: [isKind, ...further] } };
};
const withOutcome = (...outcomes: readonly Outcome[]): Measure['numerator'] => ({
  grain: 'involvement',
  where: { field: 'outcomes', overlaps: outcomes },
});

/** Behaviours by which a student needs help or an adult is the matter: being in one is no alleged misconduct. */
const noMisconduct = shippedMatters
  .filter((matter) => matter.group === 'crisis' || matter.group === 'stranger')
  .map((matter) => matter.code);
const isAllegedMisconduct: Condition = { field: 'incidentMatter', notIn: noMisconduct };

const onSchoolGrounds: Condition = { field: 'chargeOnSchoolGrounds', in: ['yes'] };

const reportedBySchool: Condition = {
  all: [
    { field: 'incidentOrigin', in: ['called'] },
    {
      any: [
        { field: 'incidentCallerRole', in: schoolCallerRoles },
        { field: 'incidentThroughDispatchFrom', in: schoolCallerRoles },
      ],
    },
  ],
};
const atSchool: Condition = { field: 'incidentSetting', in: ['schoolGrounds', 'schoolEvent', 'schoolTransport'] };

/**
 * Referral to law enforcement as the CRDC defines it from 2021-22: a school official or somebody acting for one
 * reported it, and it was on school grounds, at a school event or on school transport. Every school-related arrest is
 * one too: an arrest there whoever began it, or anywhere after the school's report.
 */
const isReferral: Condition = {
  any: [
    { all: [reportedBySchool, atSchool] },
    { all: [{ field: 'outcomes', overlaps: ['arrest'] }, { any: [reportedBySchool, atSchool] }] },
  ],
};

const crdc = 'U.S. Department of Education, Civil Rights Data Collection, Referrals and Arrests (2021-22 definition)';
const isSearch = byKind('search');
const isForce = byKind('force');
const isSeizure = byKind('seizure');
const isInterrogation = byKind('interrogation');

const rows = {
  incidents: { category: 'disciplineIncidents', unit: 'events', numerator: { grain: 'incident', where: null } },
  involvements: { category: 'disciplineIncidents', unit: 'events', numerator: { grain: 'involvement', where: null } },
  studentsInvolved: {
    category: 'disciplineIncidents',
    unit: 'students',
    numerator: { grain: 'involvement', where: null },
  },
  citations: { category: 'citations', unit: 'events', numerator: byKind('citation') },
  studentsCited: { category: 'citations', unit: 'students', numerator: withOutcome('citation') },
  tickets: { category: 'ticketing', unit: 'events', numerator: byKind('ticket') },
  studentsTicketed: { category: 'ticketing', unit: 'students', numerator: withOutcome('ticket') },
  arrests: { category: 'arrests', unit: 'events', numerator: byKind('arrest') },
  studentsArrested: { category: 'arrests', unit: 'students', numerator: withOutcome('arrest') },
  usesOfForce: { category: 'usesOfForce', unit: 'events', numerator: isForce },
  studentsForce: { category: 'usesOfForce', unit: 'students', numerator: isForce },
  searches: { category: 'searches', unit: 'events', numerator: isSearch },
  studentsSearched: { category: 'searches', unit: 'students', numerator: isSearch },
  searchesWithFind: {
    category: 'searches',
    unit: 'events',
    numerator: byKind('search', [{ field: 'searchResult', in: ['found'] }]),
    denominator: { kind: 'measure', measure: 'searches' },
    worse: 'less',
    requirement: 'P7.7',
  },
  seizures: { category: 'seizures', unit: 'events', numerator: isSeizure },
  studentsSeizedFrom: { category: 'seizures', unit: 'students', numerator: isSeizure },
  interrogations: { category: 'interrogations', unit: 'events', numerator: isInterrogation },
  studentsInterrogated: { category: 'interrogations', unit: 'students', numerator: isInterrogation },
  courtReferrals: { category: 'courtReferrals', unit: 'events', numerator: byKind('courtReferral') },
  studentsReferredToCourt: { category: 'courtReferrals', unit: 'students', numerator: withOutcome('courtReferral') },
  calls: { category: 'calls', unit: 'events', numerator: { grain: 'call', where: null } },
  callsHandedBack: {
    category: 'calls',
    unit: 'events',
    worse: 'less',
    numerator: { grain: 'call', where: { field: 'callState', in: ['handedBack'] } },
    denominator: { kind: 'measure', measure: 'calls' },
    requirement: 'P3.1',
    source: sources.discipline,
  },
  callsAnswered: {
    category: 'calls',
    unit: 'events',
    numerator: { grain: 'call', where: { field: 'callState', in: ['responding', 'responded'] } },
    denominator: { kind: 'measure', measure: 'calls' },
  },
  involvementsAfterCall: {
    category: 'calls',
    unit: 'events',
    numerator: { grain: 'involvement', where: { field: 'incidentOrigin', in: ['called'] } },
  },
  studentsAfterCall: {
    category: 'calls',
    unit: 'students',
    numerator: { grain: 'involvement', where: { field: 'incidentOrigin', in: ['called'] } },
  },
  allegedMisconduct: {
    category: 'allegedMisconduct',
    unit: 'events',
    numerator: { grain: 'involvement', where: isAllegedMisconduct },
  },
  studentsAllegedMisconduct: {
    category: 'allegedMisconduct',
    unit: 'students',
    numerator: { grain: 'involvement', where: isAllegedMisconduct },
  },
  chargesOnSchoolGrounds: {
    category: 'chargesOnSchoolGrounds',
    unit: 'events',
    numerator: byKind('charge', [onSchoolGrounds]),
  },
  studentsChargedOnSchoolGrounds: {
    category: 'chargesOnSchoolGrounds',
    unit: 'students',
    numerator: byKind('charge', [onSchoolGrounds]),
  },
  perceptions: { category: 'perceptions', unit: 'events', numerator: null, denominator: { kind: 'answers' } },
  feedback: { category: 'feedback', unit: 'events', numerator: null, denominator: { kind: 'answers' } },

  referrals: {
    category: 'referrals',
    unit: 'events',
    numerator: { grain: 'involvement', where: isReferral },
    requirement: 'P1.5',
    source: crdc,
  },
  studentsReferred: {
    category: 'referrals',
    unit: 'students',
    numerator: { grain: 'involvement', where: isReferral },
    requirement: 'P1.5',
    source: crdc,
  },
  enforcement: {
    category: 'enforcement',
    unit: 'events',
    numerator: { grain: 'involvement', where: { field: 'enforcement', is: true } },
    requirement: 'P4.1',
    source: sources.powers,
  },
  studentsEnforcement: {
    category: 'enforcement',
    unit: 'students',
    numerator: { grain: 'involvement', where: { field: 'enforcement', is: true } },
    requirement: 'P4.1',
    source: sources.powers,
  },
  detentions: {
    category: 'detentions',
    unit: 'events',
    numerator: { grain: 'action', where: { field: 'actionKind', in: ['detention', 'restraint', 'arrest'] } },
    requirement: 'P4.6',
    source: sources.powers,
  },
  studentsDetained: {
    category: 'detentions',
    unit: 'students',
    numerator: { grain: 'action', where: { field: 'actionKind', in: ['detention', 'restraint', 'arrest'] } },
    requirement: 'P4.6',
    source: sources.powers,
  },
  charges: {
    category: 'chargesOnSchoolGrounds',
    unit: 'events',
    numerator: byKind('charge'),
    requirement: 'P10.2',
    source: sources.assessment,
  },
  studentsCharged: {
    category: 'chargesOnSchoolGrounds',
    unit: 'students',
    numerator: withOutcome('charge'),
    requirement: 'P10.2',
    source: sources.assessment,
  },
  diversions: {
    category: 'diversions',
    unit: 'events',
    numerator: withOutcome('diversion'),
    worse: 'less',
    requirement: 'P10.2',
    source: sources.assessment,
  },
  studentsDiverted: {
    category: 'diversions',
    unit: 'students',
    numerator: withOutcome('diversion'),
    worse: 'less',
    requirement: 'P10.2',
    source: sources.assessment,
  },
} as const satisfies Record<string, Omit<Row, 'denominator'> & { readonly denominator?: object }>;

export type MeasureId = keyof typeof rows;
export const measureIds = Object.keys(rows) as MeasureId[];

function measure(id: MeasureId, row: Row): Measure {
  const grain = row.numerator?.grain;
  return {
    id,
    denominator: { kind: 'enrolment' },
    worse: 'more',
    source: sources.tracking,
    requirement: 'P7.3',
    dimensions: grain === undefined ? [] : dimensionIds.filter((one) => dimensions[one].from[grain] !== undefined),
    label: `measures.${id}.name`,
    definition: `measures.${id}.definition`,
    ...row,
  };
}

/**
 * The one registry of measures (P7.3, P4.6, P10.2, P1.5): what explorer, downloads, portal, disparity and the data
 * dictionary count, and how.
 */
export const measures: Readonly<Record<MeasureId, Measure>> = Object.fromEntries(
  measureIds.map((id) => [id, measure(id, rows[id])]),
) as Record<MeasureId, Measure>;

/** True where something records the measure. What is not collected has no number: it is never shown as zero. */
export function isCollected(id: MeasureId): boolean {
  return measures[id].numerator !== null;
}

/** True where a group is worse off with less of it. */
export function isLessWorse(id: MeasureId): boolean {
  return measures[id].worse === 'less';
}
