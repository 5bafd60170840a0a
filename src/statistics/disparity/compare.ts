import type { DisparityPolicy } from '../../domain/disparities/record.ts';
import type { Result } from '../../domain/shared/result.ts';
import { isCollected } from '../measures/measures.ts';
import { type Enrolment, type EnrolmentGap, type EnrolmentSource, pooledEnrolment } from './enrolment.ts';
import { fisherTwoSided, type TwoGroups } from './exact.ts';
import * as figures from './figures.ts';
import { haldane } from './large.ts';
import { type About, besideSentence, labelKey, ratioSentence, type Sentence } from './sentences.ts';

export type Policy = Pick<
  DisparityPolicy,
  'minimumCell' | 'minimumN' | 'threshold' | 'falseDiscoveryRate' | 'smallCounts'
>;

/** Different students with the outcome, out of the students enrolled. */
export interface Counted {
  readonly events: number;
  readonly enrolled: Result<Enrolment, EnrolmentGap>;
}

export interface ComparisonInput {
  readonly about: About;
  readonly group: Counted;
  readonly others: Counted;
  /** Students with the outcome whose group nobody knows: in neither number, and always said beside them. */
  readonly unknownEvents: number;
  /** The state's figures for the same others, for where the district's are too few (34 CFR 300.647). */
  readonly state?: Counted;
}

const sizes = {
  group: { tooSmall: 'groupTooSmall', tooFew: 'groupEventsTooFew' },
  others: { tooSmall: 'comparisonTooSmall', tooFew: 'comparisonEventsTooFew' },
  state: { tooSmall: 'stateTooSmall', tooFew: 'stateEventsTooFew' },
} as const;
type Side = keyof typeof sizes;

export type NotCalculated =
  | EnrolmentGap
  | (typeof sizes)[Side]['tooSmall' | 'tooFew']
  | 'notCollected'
  | 'moreThanEnrolled'
  | 'groupInvolvedTooFew'
  | 'comparisonInvolvedTooFew'
  | 'nothingHappened'
  | 'noStateFigures'
  | 'notNeeded';

export type Figure = figures.Figure<NotCalculated>;

/** One comparison with everything that is said of it. */
export interface Disparity {
  readonly about: About;
  readonly counts: { readonly events: number; readonly otherEvents: number; readonly unknownEvents: number };
  /** Students enrolled, and where that is from; null where it is not known. */
  readonly enrolled: {
    readonly group: number | null;
    readonly others: number | null;
    readonly sources: readonly EnrolmentSource[];
  };
  /** Share of the group with the outcome, and of those it is compared with. */
  readonly risk: Figure;
  readonly otherRisk: Figure;
  readonly riskRatio: Figure;
  /** Against the state's others; calculated only where the district's own are too few. */
  readonly alternateRiskRatio: Figure;
  readonly riskDifference: Figure;
  readonly oddsRatio: Figure;
  /** The group's share of all students with the outcome over its share of all enrolled. */
  readonly compositionIndex: Figure;
  /** Fisher's p of the ratio that was calculated; null where none was. */
  readonly p: number | null;
  /** The risk ratio if every student of unknown group were among the others, and if every one were of this group. */
  readonly ifUnknown: { readonly allOthers: number; readonly allGroup: number } | null;
  /** The result in one plain sentence, what it rests on in another, and the label that goes with both. */
  readonly sentence: Sentence;
  readonly beside: Sentence;
  readonly label: typeof labelKey;
}

/** The risk ratio, or the alternate one where the district has too few to compare with. */
export function ratioOf({
  riskRatio,
  alternateRiskRatio,
}: Pick<Disparity, 'riskRatio' | 'alternateRiskRatio'>): Figure {
  return alternateRiskRatio.kind === 'calculated' ? alternateRiskRatio : riskRatio;
}

type Sized =
  | { readonly gap: NotCalculated }
  | { readonly gap: null; readonly events: number; readonly students: number };

/** Whether a side can be counted on at all, by the smallest sizes of 34 CFR 300.647. */
function sized(side: Side, { events, enrolled }: Counted, about: About, policy: Policy): Sized {
  if (!isCollected(about.measure)) return { gap: 'notCollected' };
  if (!enrolled.ok) return { gap: enrolled.error };
  const { students } = enrolled.value;
  if (students < policy.minimumN) return { gap: sizes[side].tooSmall };
  if (events > students) return { gap: 'moreThanEnrolled' };
  if (events < policy.minimumCell) return { gap: sizes[side].tooFew };
  return { gap: null, events, students };
}

/**
 * Several years taken together, at most as many as the profile says (34 CFR 300.647 looks back at most three): students
 * with the outcome and students enrolled are added up, so that a student counts once in each year. Too many years, or
 * one without its enrolment, leave no denominator. The state's figures are taken only where every year has them.
 */
export function pooled(
  years: readonly ComparisonInput[],
  policy: Pick<DisparityPolicy, 'yearsPooled'>,
): Omit<ComparisonInput, 'about'> {
  const together = (sides: readonly Counted[]): Counted => ({
    events: sides.reduce((sum, { events }) => sum + events, 0),
    enrolled: pooledEnrolment(
      sides.map(({ enrolled }) => enrolled),
      policy,
    ),
  });
  const states = years.flatMap(({ state }) => (state === undefined ? [] : [state]));
  return {
    group: together(years.map(({ group }) => group)),
    others: together(years.map(({ others }) => others)),
    unknownEvents: years.reduce((sum, { unknownEvents }) => sum + unknownEvents, 0),
    ...(states.length === years.length ? { state: together(states) } : {}),
  };
}

/** All measures of disparity of one outcome between a group and those it is compared with (P1.4, P7.7, P10.2). */
export function compare(input: ComparisonInput, policy: Policy): Disparity {
  const result = calculate(input, policy);
  const against = result.alternateRiskRatio.kind === 'calculated' ? 'alternate' : 'ratio';
  const state = against === 'alternate' ? input.state : undefined;
  return {
    ...result,
    sentence: ratioSentence(input.about, ratioOf(result), against),
    beside:
      state === undefined
        ? besideSentence(result.counts, result.enrolled)
        : besideSentence(
            { ...result.counts, otherEvents: state.events },
            {
              group: result.enrolled.group,
              others: enrolledIn(state),
              sources: sourcesOf([input.group, state]),
            },
            against,
          ),
    label: labelKey,
  };
}

function calculate(input: ComparisonInput, policy: Policy): Omit<Disparity, 'sentence' | 'beside' | 'label'> {
  const { about, unknownEvents } = input;
  const group = sized('group', input.group, about, policy);
  const others = sized('others', input.others, about, policy);
  const head = {
    about,
    counts: { events: input.group.events, otherEvents: input.others.events, unknownEvents },
    enrolled: {
      group: enrolledIn(input.group),
      others: enrolledIn(input.others),
      sources: sourcesOf([input.group, input.others]),
    },
    risk: riskOf(group, policy),
    otherRisk: riskOf(others, policy),
  };
  if (group.gap !== null || others.gap !== null) {
    const gap = figures.notCalculated(group.gap ?? others.gap ?? 'notCollected');
    const alternate = againstState(group, input, policy);
    return {
      ...head,
      riskRatio: gap,
      alternateRiskRatio: alternate.ratio,
      riskDifference: gap,
      oddsRatio: gap,
      compositionIndex: gap,
      p: alternate.p,
      ifUnknown: null,
    };
  }
  const table = { a: group.events, n: group.students, b: others.events, m: others.students };
  const { smallCounts } = policy;
  return {
    ...head,
    riskRatio: figures.riskRatio(table, smallCounts),
    alternateRiskRatio: figures.notCalculated('notNeeded'),
    riskDifference: figures.riskDifference(table),
    oddsRatio: figures.oddsRatio(table, smallCounts),
    compositionIndex: figures.compositionIndex(table, smallCounts),
    p: fisherTwoSided(table),
    ifUnknown: ifUnknown(table, unknownEvents),
  };
}

/** The alternate risk ratio (34 CFR 300.647(b)(5)): the group's risk in the district over that of the state's others. */
function againstState(group: Sized, input: ComparisonInput, policy: Policy): { ratio: Figure; p: number | null } {
  const refuse = (reason: NotCalculated) => ({ ratio: figures.notCalculated(reason), p: null });
  if (group.gap !== null) return refuse(group.gap);
  if (input.state === undefined) return refuse('noStateFigures');
  const state = sized('state', input.state, input.about, policy);
  if (state.gap !== null) return refuse(state.gap);
  const table = { a: group.events, n: group.students, b: state.events, m: state.students };
  return { ratio: figures.riskRatio(table, policy.smallCounts), p: fisherTwoSided(table) };
}

function riskOf(side: Sized, policy: Policy): Figure {
  return side.gap === null
    ? figures.share(side.events, side.students, policy.smallCounts)
    : figures.notCalculated(side.gap);
}

function ifUnknown({ a, n, b, m }: TwoGroups, unknown: number): Disparity['ifUnknown'] {
  if (unknown === 0 || a + unknown > n || b + unknown > m) return null;
  const ratio = (table: TwoGroups): number => {
    const shifted = haldane(table);
    return shifted.a / shifted.n / (shifted.b / shifted.m);
  };
  return { allOthers: ratio({ a, n, b: b + unknown, m }), allGroup: ratio({ a: a + unknown, n, b, m }) };
}

const enrolledIn = ({ enrolled }: Counted): number | null => (enrolled.ok ? enrolled.value.students : null);

function sourcesOf(sides: readonly Counted[]): readonly EnrolmentSource[] {
  const all = sides.flatMap(({ enrolled }) => (enrolled.ok ? enrolled.value.sources : []));
  return [...new Map(all.map((source) => [JSON.stringify(source), source])).values()];
}
