import type { MeasureId } from '../measures/measures.ts';
import * as figures from './figures.ts';
import { changeSentence, labelKey, type Sentence } from './sentences.ts';
import { betaRegularized, normalQuantile } from './special.ts';

/** What happened in one month (or any other stretch), and how much there was for it to happen in. */
export interface Stretch {
  /** '2026-03' */
  readonly id: string;
  readonly events: number;
  /** School days, or school days times students enrolled: any measure of opportunity above zero. */
  readonly exposure: number;
}

type NoChange = 'historyTooShort' | 'historyTooFewEvents';

/** A lasting change of a series. */
interface Shift {
  readonly direction: 'up' | 'down';
  /** The stretch from which on the sum that was flagged had been growing, and the one at which it was flagged. */
  readonly since: string;
  readonly noticed: string;
  /** Rate from `since` to `noticed` over the rate before it. */
  readonly ratio: figures.Figure<'nothingHappened'>;
}

/** How a series has gone on, with the sums that watch it, and in one sentence (of the last change, if any). */
export type Change = { readonly sentence: Sentence; readonly label: typeof labelKey } & (
  | { readonly kind: 'steady'; readonly path: readonly Step[] }
  | { readonly kind: 'changed'; readonly shifts: readonly Shift[]; readonly path: readonly Step[] }
  | { readonly kind: 'notCalculated'; readonly reason: NoChange }
);

/** One stretch beside what everything before it lets expect, and the sums that watch it. */
interface Step {
  readonly id: string;
  readonly events: number;
  readonly expected: number;
  /** How unusual: a standard normal value when nothing has changed. */
  readonly score: number;
  readonly up: number;
  readonly down: number;
}

/** Stretches that only teach what is usual. */
const learning = 12;
/** Fewer events than this teach too little. */
const eventsNeeded = 6;
/** Half a standard deviation is let pass each time: the slack that keeps the sums at rest under chance. */
const slack = 0.5;
/** Where a sum is flagged. Chosen by simulation (decision 19): see there and in the tests for its false alarms. */
const limit = 5.5;

/**
 * Watches a series for a lasting change (P7.7): a self-starting CUSUM. Each stretch after the first twelve is compared
 * with all before it; its mid-p under a negative binomial forecast (chance beyond Poisson's included, as seen so far)
 * becomes a standard normal score, and two sums of scores, one for more and one for less, are flagged at `limit`.
 * After a change, what came with it is the new usual, to be learned anew. Takes the stretches in order.
 */
export function changeOverTime(measure: MeasureId, series: readonly Stretch[]): Change {
  const usable = series.filter(({ exposure }) => exposure > 0);
  const gap = noChange(usable);
  if (gap !== null) {
    const result = { kind: 'notCalculated', reason: gap } as const;
    return { ...result, sentence: changeSentence(measure, result), label: labelKey };
  }
  const path: Step[] = [];
  const shifts: Shift[] = [];
  for (let start = 0; ; ) {
    const found = watch(usable.slice(start), path);
    if (found === null) break;
    shifts.push(found.shift);
    start += found.restart;
  }
  const last = shifts.at(-1);
  return last === undefined
    ? { kind: 'steady', path, sentence: changeSentence(measure, { kind: 'steady' }), label: labelKey }
    : {
        kind: 'changed',
        shifts,
        path,
        sentence: changeSentence(measure, { kind: 'changed', since: last.since, ratio: last.ratio }),
        label: labelKey,
      };
}

function noChange(series: readonly Stretch[]): NoChange | null {
  if (series.length <= learning) return 'historyTooShort';
  return add(series.slice(0, learning)).events < eventsNeeded ? 'historyTooFewEvents' : null;
}

/** Follows a series up to its first change, writing each step down; null where it has none. */
function watch(series: readonly Stretch[], path: Step[]): { shift: Shift; restart: number } | null {
  const sums = { up: { value: 0, from: learning }, down: { value: 0, from: learning } };
  for (const [at, now] of series.entries()) {
    if (at < learning) continue;
    const { expected, score } = forecast(series.slice(0, at), now);
    push(sums.up, score, at);
    push(sums.down, -score, at);
    path.push({ id: now.id, events: now.events, expected, score, up: sums.up.value, down: sums.down.value });
    for (const direction of ['up', 'down'] as const) {
      const { value, from } = sums[direction];
      if (value < limit) continue;
      const ratio = figures.rateRatio(add(series.slice(from, at + 1)), add(series.slice(0, from)));
      return {
        shift: { direction, since: series[from]?.id ?? now.id, noticed: now.id, ratio },
        restart: Math.max(from, at + 1 - learning),
      };
    }
  }
  return null;
}

function add(list: readonly Stretch[]): { events: number; exposure: number } {
  return {
    events: list.reduce((sum, one) => sum + one.events, 0),
    exposure: list.reduce((sum, one) => sum + one.exposure, 0),
  };
}

function push(sum: { value: number; from: number }, score: number, at: number): void {
  if (sum.value === 0) sum.from = at;
  sum.value = Math.max(0, sum.value + score - slack);
}

/** What is expected of a stretch from those before it, and how unusual its count is as a standard normal value. */
function forecast(before: readonly Stretch[], now: Stretch): { expected: number; score: number } {
  const { events, exposure } = add(before);
  const rate = (events + 0.5) / exposure;
  const pearson = before.reduce((sum, one) => sum + (one.events - rate * one.exposure) ** 2 / (rate * one.exposure), 0);
  // Never below Poisson; the rate itself is only known from so much.
  const dispersion = Math.max(1, pearson / (before.length - 1)) * (1 + now.exposure / exposure);
  const expected = rate * now.exposure;
  const size = expected / (dispersion - 1);
  const atMost = (k: number): number => (k < 0 ? 0 : betaRegularized(1 / dispersion, size, k + 1));
  const middle = (atMost(now.events) + atMost(now.events - 1)) / 2;
  return { expected, score: normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, middle))) };
}
