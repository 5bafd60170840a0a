import enDisparity from '../../catalogs/en/disparity.json' with { type: 'json' };
import enMeasures from '../../catalogs/en/measures.json' with { type: 'json' };
import esDisparity from '../../catalogs/es/disparity.json' with { type: 'json' };
import esMeasures from '../../catalogs/es/measures.json' with { type: 'json' };
import type { Language } from '../../catalogs/languages.ts';
import type { DimensionId } from '../measures/dimensions.ts';
import { type MeasureId, measures } from '../measures/measures.ts';
import type { EnrolmentSource } from './enrolment.ts';
import type { Figure } from './figures.ts';

/** Of what, for whom, against whom. */
export interface About {
  /** A measure of different students. */
  readonly measure: MeasureId;
  readonly dimension: DimensionId;
  readonly group: string;
  /** A member of the dimension, or 'allOthers'. */
  readonly comparison: string;
}

/** Something in a sentence that each language writes its own way. */
type Part =
  | { readonly as: 'text'; readonly key: string }
  | { readonly as: 'measure'; readonly key: string }
  | { readonly as: 'ratio' | 'percent' | 'points' | 'count'; readonly value: number }
  | { readonly as: 'month'; readonly value: string }
  | { readonly as: 'school'; readonly id: string }
  | { readonly as: 'sources'; readonly list: readonly EnrolmentSource[] };

/** One plain sentence about a result: a text of the catalog `disparity` and what fills it. `say` writes it out. */
export interface Sentence {
  readonly key: string;
  readonly parts: Readonly<Record<string, Part>>;
}

/** Stands with every result: since 2025 no federal rule makes a disparity by itself a finding. */
export const labelKey = 'label';

const text = (key: string): Part => ({ as: 'text', key });
const sentence = (name: string, parts: Sentence['parts']): Sentence => ({ key: `sentences.${name}`, parts });

/** The students of a group, as the subject of a sentence. */
function group(about: About, member: string): Part {
  if (member === 'allOthers' || member === 'unknown') return text(`groups.${member}`);
  return about.dimension === 'school' ? { as: 'school', id: member } : text(`groups.${about.dimension}.${member}`);
}

const sides = (about: About) => ({ group: group(about, about.group), comparison: group(about, about.comparison) });

/** The limits, and whether no difference at all (`alike`) lies between them. */
function limits(figure: { low: number; high: number | null }, as: 'ratio' | 'points', alike: number) {
  const high = figure.high ?? Number.POSITIVE_INFINITY;
  const within = figure.low <= alike && alike <= high;
  return { within, parts: { low: { as, value: figure.low }, high: { as, value: high } } as const };
}

type AnyFigure = Figure<string>;

/** 'Black students were arrested 2.7 times as often as all other students; 1.6 to 4.4 fits the data.' */
export function ratioSentence(about: About, ratio: AnyFigure, against: 'ratio' | 'alternate'): Sentence {
  const { group: subject, comparison } = sides(about);
  if (ratio.kind === 'notCalculated') {
    return sentence('notCalculated', { group: subject, reason: text(`reasons.${ratio.reason}`) });
  }
  const { within, parts } = limits(ratio, 'ratio', 1);
  const did = text(`did.${about.measure}`);
  const name = within ? (`${against}Chance` as const) : against;
  return sentence(name, { group: subject, comparison, did, ratio: { as: 'ratio', value: ratio.value }, ...parts });
}

/** What a ratio rests on: the counts, the students enrolled and where that number is from. */
export function besideSentence(
  counts: { readonly events: number; readonly otherEvents: number; readonly unknownEvents: number },
  enrolled: {
    readonly group: number | null;
    readonly others: number | null;
    readonly sources: readonly EnrolmentSource[];
  },
  against: 'ratio' | 'alternate' = 'ratio',
): Sentence {
  if (enrolled.group === null || enrolled.others === null) return sentence('noEnrolment', {});
  const count = (value: number): Part => ({ as: 'count', value });
  const name = against === 'alternate' ? 'besideState' : 'beside';
  return sentence(counts.unknownEvents > 0 ? `${name}Unknown` : name, {
    events: count(counts.events),
    students: count(enrolled.group),
    otherEvents: count(counts.otherEvents),
    otherStudents: count(enrolled.others),
    unknown: count(counts.unknownEvents),
    sources: { as: 'sources', list: enrolled.sources },
  });
}

/** 'Once in an incident, Black students were arrested 1.8 times as often as all other students; ...' */
export function onceInvolvedSentence(about: About, ratio: AnyFigure): Sentence {
  const { group: subject, comparison } = sides(about);
  if (ratio.kind === 'notCalculated') {
    return sentence('notCalculated', { group: subject, reason: text(`reasons.${ratio.reason}`) });
  }
  const { within, parts } = limits(ratio, 'ratio', 1);
  return sentence(within ? 'onceInvolvedChance' : 'onceInvolved', {
    group: subject,
    comparison,
    did: text(`did.${about.measure}`),
    ratio: { as: 'ratio', value: ratio.value },
    ...parts,
  });
}

/** What such a ratio rests on: of how many times in an incident. */
export function besideInvolved(
  group: { readonly reached: number; readonly of: number },
  others: { readonly reached: number; readonly of: number },
  unknown: number,
): Sentence {
  const count = (value: number): Part => ({ as: 'count', value });
  return sentence(unknown > 0 ? 'besideInvolvedUnknown' : 'besideInvolved', {
    events: count(group.reached),
    times: count(group.of),
    otherEvents: count(others.reached),
    otherTimes: count(others.of),
    unknown: count(unknown),
  });
}

/** One stage of the way from call to court. */
export function stageSentence(about: Omit<About, 'measure'>, stage: string, base: string, index: AnyFigure): Sentence {
  const whole = { measure: 'studentsInvolved', ...about } as const;
  const { group: subject, comparison } = sides(whole);
  const where = { stage: text(`stages.${stage}`), group: subject };
  if (index.kind === 'notCalculated') {
    return sentence('stageNotCalculated', { ...where, reason: text(`reasons.${index.reason}`) });
  }
  const { within, parts } = limits(index, 'ratio', 1);
  return sentence(within ? 'stageChance' : 'stage', {
    ...where,
    comparison,
    base: text(`bases.${base}`),
    ratio: { as: 'ratio', value: index.value },
    ...parts,
  });
}

/** What searches of a group find, beside what others do. */
export function yieldSentence(
  about: Omit<About, 'measure'>,
  mine: AnyFigure,
  theirs: AnyFigure,
  difference: AnyFigure,
): Sentence {
  const { group: subject, comparison } = sides({ measure: 'searchesWithFind', ...about });
  for (const one of [mine, theirs, difference]) {
    if (one.kind === 'notCalculated') {
      return sentence('notCalculated', { group: subject, reason: text(`reasons.${one.reason}`) });
    }
  }
  const value = (one: AnyFigure): number => (one.kind === 'calculated' ? one.value : 0);
  const { within, parts } = limits(difference.kind === 'calculated' ? difference : { low: 0, high: 0 }, 'points', 0);
  return sentence(within ? 'yieldChance' : 'yield', {
    group: subject,
    comparison,
    share: { as: 'percent', value: value(mine) },
    otherShare: { as: 'percent', value: value(theirs) },
    ...parts,
  });
}

/** Whether a series has changed for good. */
export function changeSentence(
  measure: MeasureId,
  change:
    | { readonly kind: 'steady' }
    | { readonly kind: 'changed'; readonly since: string; readonly ratio: AnyFigure }
    | { readonly kind: 'notCalculated'; readonly reason: string },
): Sentence {
  const what: Part = { as: 'measure', key: measures[measure].label };
  if (change.kind === 'notCalculated') {
    return sentence('noSeries', { measure: what, reason: text(`reasons.${change.reason}`) });
  }
  if (change.kind === 'steady' || change.ratio.kind === 'notCalculated') return sentence('steady', { measure: what });
  return sentence('changed', {
    measure: what,
    since: { as: 'month', value: change.since },
    ratio: { as: 'ratio', value: change.ratio.value },
    ...limits(change.ratio, 'ratio', 1).parts,
  });
}

const catalogs = {
  en: { disparity: enDisparity, measures: enMeasures },
  es: { disparity: esDisparity, measures: esMeasures },
} as const;
// Spanish as written in the United States: 2.7 and not 2,7.
const locales = { en: 'en-US', es: 'es-US' } as const satisfies Record<Language, string>;

function textAt(catalog: object, key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      catalog,
    );
  return typeof found === 'string' ? found : key;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

/**
 * A sentence in a language. `schoolName` gives the name of a school by its id, for sentences that compare schools.
 */
export function say(language: Language, { key, parts }: Sentence, schoolName = (id: string): string => id): string {
  const { disparity, measures: measureTexts } = catalogs[language];
  const digits = (value: number, most: number, least = 0): string =>
    new Intl.NumberFormat(locales[language], { maximumFractionDigits: most, minimumFractionDigits: least }).format(
      value,
    );
  const day = (value: string): string =>
    new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${value}T00:00:00Z`),
    );
  const month = (value: string): string =>
    new Intl.DateTimeFormat(locales[language], { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${value}-01T00:00:00Z`),
    );
  const written = (part: Part): string => {
    switch (part.as) {
      case 'text':
        return textAt(disparity, part.key);
      case 'measure':
        return textAt(measureTexts, part.key);
      case 'count':
        return digits(part.value, 0);
      case 'percent':
        return `${digits(part.value * 100, 0)}%`;
      case 'points':
        return digits(part.value * 100, 0);
      case 'ratio':
        return part.value < 1
          ? digits(part.value, 2, 2)
          : part.value < 20
            ? digits(part.value, 1, 1)
            : digits(part.value, 0);
      case 'month':
        return /^\d{4}-\d{2}$/.test(part.value) ? month(part.value) : part.value;
      case 'school':
        return fill(textAt(disparity, 'groups.school'), { name: schoolName(part.id) });
      case 'sources':
        return part.list
          .map((source) => {
            const template = textAt(disparity, `enrolment.${source.kind}`);
            if (source.kind === 'crdc') return fill(template, { year: source.year });
            return fill(template, source.kind === 'state' ? { name: source.name } : { day: day(source.asOf) });
          })
          .join('; ');
    }
  };
  const values = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, written(part)]));
  const said = fill(textAt(disparity, key), values);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** The label that stands with every result, in a language. */
export const sayLabel = (language: Language): string => textAt(catalogs[language].disparity, labelKey);

/** A group's students by themselves, such as 'Black students', for the head of a row. */
export function groupText(language: Language, about: About): string {
  const said = textAt(catalogs[language].disparity, `groups.${about.dimension}.${about.group}`);
  return said.charAt(0).toUpperCase() + said.slice(1);
}
