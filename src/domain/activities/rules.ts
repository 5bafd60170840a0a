import type { Role } from '../access/roles.ts';
import type { Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import { err, type FieldProblem, ok, type Result } from '../shared/result.ts';
import { advance, type Transition } from '../shared/workflow.ts';
import { isPositiveContact, triadOf } from './presets.ts';
import {
  type Activity,
  type ActivityAmendment,
  type ActivityBody,
  type ActivityKind,
  activityKindSchema,
  type CopsRole,
  type StatutoryFunction,
  type Topic,
  type TriadRole,
  topicsByKind,
} from './record.ts';

const since = principlesSince;

const functionRule: Rule = {
  id: 'activities.function',
  requirement: 'D2',
  citation: sources.statute,
  since,
  effect: 'refuse',
};
const roleRule: Rule = {
  id: 'activities.role',
  requirement: 'D3',
  citation: sources.definitions,
  since,
  effect: 'refuse',
};
const topicRule: Rule = {
  id: 'activities.topic',
  requirement: 'P7.2',
  citation: sources.tracking,
  since,
  effect: 'refuse',
};
const mentalHealthRule: Rule = {
  id: 'activities.mentalHealth',
  requirement: 'D5',
  citation: sources.note4,
  since,
  effect: 'refuse',
};
const documentationRule: Rule = {
  id: 'activities.documentationTime',
  requirement: 'P7.10',
  citation: sources.tracking,
  since,
  effect: 'review',
};

export const activityRules: readonly Rule[] = [functionRule, roleRule, topicRule, mentalHealthRule, documentationRule];

/** Words under which mental-health service could be sent as a kind; each is refused with the hand-off as remedy. */
const mentalHealthKinds = ['mentalHealth', 'counseling', 'therapy', 'mentalHealthService'];

/** Takes the kind as sent; refuses mental-health service with rule D5, and what is no kind at all. */
export function checkKind(kind: string): Result<ActivityKind> {
  if (mentalHealthKinds.includes(kind))
    return refuse([{ path: 'kind', code: 'activities.mentalHealthNotAnActivity', rule: mentalHealthRule.id }]);
  const parsed = activityKindSchema.safeParse(kind);
  return parsed.success ? ok(parsed.data) : refuse([{ path: 'kind', code: 'activities.kindUnknown' }]);
}

/** What depends on several fields of an entry. Refuses with every problem at once, each with its rule. */
export function checkActivity(body: ActivityBody): Result<ActivityBody> {
  const problems: FieldProblem[] = [];
  if (body.statutoryFunction === 'other' && body.functionOtherReason === null) {
    problems.push({ path: 'functionOtherReason', code: 'activities.functionReasonMissing', rule: functionRule.id });
  }
  if (body.statutoryFunction !== 'other' && body.functionOtherReason !== null) {
    problems.push({ path: 'functionOtherReason', code: 'activities.functionReasonNotNeeded', rule: functionRule.id });
  }
  const wordsNeeded = body.functionOtherReason === 'inWords' || body.kind === 'other';
  if (wordsNeeded && body.note.trim().length < 3) {
    problems.push({ path: 'note', code: 'activities.reasonInWords', rule: functionRule.id });
  }
  if (body.kind === 'classTalk' && body.topic === null) {
    problems.push({ path: 'topic', code: 'activities.topicMissing', rule: topicRule.id });
  }
  const allowed: readonly string[] = topicsByKind[body.kind];
  if (body.topic !== null && !allowed.includes(body.topic)) {
    problems.push({ path: 'topic', code: 'activities.topicOfOtherKind', rule: topicRule.id });
  }
  if (body.audience === 'none' && body.audienceSize !== null) {
    problems.push({ path: 'audienceSize', code: 'activities.sizeWithoutAudience', rule: topicRule.id });
  }
  return problems.length === 0 ? ok(body) : refuse(problems);
}

function refuse(fields: readonly [FieldProblem, ...FieldProblem[]] | FieldProblem[]): Result<never> {
  const [first] = fields;
  return err({
    code: first?.code ?? 'activities.kindUnknown',
    status: 422,
    fields,
    ...(first?.rule ? { rule: first.rule } : {}),
  });
}

const dayStates = ['open', 'closed'] as const;
export type DayState = (typeof dayStates)[number];
const dayActions = ['edit', 'close', 'amend'] as const;
export type DayAction = (typeof dayActions)[number];

/** A day is edited freely until it is closed; after that by reasoned amendment only. */
export const dayTransitions: readonly Transition<DayState, DayAction, Role>[] = [
  { action: 'edit', from: ['open'], to: 'open', roles: ['officer'], needsReason: false },
  { action: 'close', from: ['open'], to: 'closed', roles: ['officer'], needsReason: false },
  { action: 'amend', from: ['closed'], to: 'closed', roles: ['officer'], needsReason: true },
];

/** The day's state after an action, or the refusal; see `advance`. */
export function advanceDay(
  from: DayState,
  action: DayAction,
  by: { roles: readonly Role[]; reason?: string | undefined },
): Result<DayState> {
  return advance(dayTransitions, 'activities', from, action, by);
}

/** The next version of an entry. Refuses an amendment of another version than the current (409). */
export function amendActivity(current: Activity, amendment: ActivityAmendment): Result<Activity> {
  if (amendment.baseVersion !== current.version) {
    return err({ code: 'activities.amendStale', status: 409, params: { version: current.version } });
  }
  if (amendment.body === null) return ok({ ...current, version: current.version + 1, withdrawn: true });
  const checked = checkActivity(amendment.body);
  if (!checked.ok) return err(checked.error);
  return ok({ ...current, ...checked.value, version: current.version + 1, withdrawn: false });
}

export type DayTotals = {
  entries: number;
  minutes: number;
  positiveContacts: number;
  peopleReached: number;
  byKind: Partial<Record<ActivityKind, number>>;
  byRole: Partial<Record<CopsRole, number>>;
  byTriad: Partial<Record<TriadRole, number>>;
  byFunction: Partial<Record<StatutoryFunction, number>>;
};

/** Sums of nothing. */
export const noTotals = (): DayTotals => ({
  entries: 0,
  minutes: 0,
  positiveContacts: 0,
  peopleReached: 0,
  byKind: {},
  byRole: {},
  byTriad: {},
  byFunction: {},
});

/**
 * Sums of entries in minutes, by kind, role, triad and function; each split adds up to `minutes`. Withdrawn ones are
 * left out. `others`: sums of entries that are counted already.
 */
export function totalsOf(
  activities: readonly (ActivityBody & { withdrawn?: boolean })[],
  others: DayTotals = noTotals(),
): DayTotals {
  const totals = {
    ...others,
    byKind: { ...others.byKind },
    byRole: { ...others.byRole },
    byTriad: { ...others.byTriad },
    byFunction: { ...others.byFunction },
  };
  const add = <K extends string>(sums: Partial<Record<K, number>>, key: K, minutes: number) => {
    sums[key] = (sums[key] ?? 0) + minutes;
  };
  for (const activity of activities) {
    if (activity.withdrawn) continue;
    totals.entries += 1;
    totals.minutes += activity.minutes;
    totals.peopleReached += activity.audienceSize ?? 0;
    if (isPositiveContact(activity.kind)) totals.positiveContacts += 1;
    add(totals.byKind, activity.kind, activity.minutes);
    add(totals.byRole, activity.role, activity.minutes);
    add(totals.byTriad, triadOf(activity.role), activity.minutes);
    add(totals.byFunction, activity.statutoryFunction, activity.minutes);
  }
  return totals;
}

export type Favourite = { kind: ActivityKind; topic: Topic | null; minutes: number[]; count: number };

/**
 * What an officer logs most often: kind and topic, each with its most frequent minutes, most frequent first.
 * Counted from the entries themselves; nobody has to set favourites up. Takes recent entries (or, with `count`, entries
 * alike that were counted already) and how many to give.
 */
export function favourites(
  activities: readonly (Pick<ActivityBody, 'kind' | 'topic' | 'minutes'> & { readonly count?: number })[],
  limit = 3,
  minutesEach = 3,
): Favourite[] {
  const groups = new Map<
    string,
    { kind: ActivityKind; topic: Topic | null; count: number; minutes: Map<number, number> }
  >();
  for (const { kind, topic, minutes, count = 1 } of activities) {
    if (kind === 'other') continue;
    const key = `${kind}/${topic ?? ''}`;
    const group = groups.get(key) ?? { kind, topic, count: 0, minutes: new Map<number, number>() };
    group.count += count;
    group.minutes.set(minutes, (group.minutes.get(minutes) ?? 0) + count);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([keyA, a], [keyB, b]) => b.count - a.count || keyA.localeCompare(keyB))
    .slice(0, limit)
    .map(([, group]) => ({
      kind: group.kind,
      topic: group.topic,
      count: group.count,
      minutes: [...group.minutes]
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, minutesEach)
        .map(([minutes]) => minutes)
        .sort((a, b) => a - b),
    }));
}

export type DocumentationTime = { planned: number; real: number; state: 'within' | 'overload' | 'notUsed' };

/**
 * Planned beside real documentation time of a day or more (P7.10). Overload: more than planned by over a quarter,
 * so that a few minutes more on one day raise no flag.
 */
export function documentationTime(
  activities: readonly (Pick<ActivityBody, 'kind' | 'minutes'> & { withdrawn?: boolean })[],
  plannedMinutesPerDay: number,
  days = 1,
): DocumentationTime {
  const planned = plannedMinutesPerDay * days;
  const real = activities
    .filter((activity) => activity.kind === 'documentation' && !activity.withdrawn)
    .reduce((sum, activity) => sum + activity.minutes, 0);
  if (real === 0) return { planned, real, state: planned > 0 ? 'notUsed' : 'within' };
  return { planned, real, state: real > planned * 1.25 ? 'overload' : 'within' };
}
