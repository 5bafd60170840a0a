import { z } from 'zod';
import { activityPresets } from '../../domain/activities/presets.ts';
import { type ActivityBody, type ActivityKind, activityBodySchema } from '../../domain/activities/record.ts';
import { checkActivity, type Favourite } from '../../domain/activities/rules.ts';
import type { Assignment } from '../../domain/officers/record.ts';
import { schoolFor } from '../../domain/officers/rules.ts';
import { idSchema } from '../../domain/shared/ids.ts';

/** What the log's form holds. Empty texts are what was not asked or not answered. */
export type EntryValues = {
  readonly id: string;
  readonly kind: string;
  readonly topic: string;
  readonly minutes: number | string | null;
  /** A school's id, or `elsewhere`. */
  readonly schoolId: string;
  readonly day: string;
  /** 'HH:MM'; empty: it ended just now. */
  readonly time: string;
  readonly role: string;
  readonly statutoryFunction: string;
  readonly functionOtherReason: string;
  readonly audience: string;
  readonly audienceSize: number | string | null;
  readonly note: string;
  readonly reason: string;
};

export const elsewhere = 'elsewhere';

/** How the app tells time: see ui/formatting.ts. */
export type Clock = {
  local(instant?: string): { readonly day: string; readonly time: string };
  instant(day: string, time: string): string;
};

/** What a kind brings with it, so that a routine entry needs no further answer (D6). */
export function presetValues(kind: ActivityKind): Partial<EntryValues> {
  const preset = activityPresets[kind];
  return {
    kind,
    topic: '',
    role: preset.role,
    statutoryFunction: preset.statutoryFunction,
    functionOtherReason: preset.functionOtherReason ?? '',
    audience: preset.audience,
    audienceSize: null,
  };
}

/** An empty form for a day at a school. */
export function emptyValues(id: string, day: string, schoolId: string | null): EntryValues {
  return {
    id,
    kind: '',
    topic: '',
    minutes: null,
    schoolId: schoolId ?? elsewhere,
    day,
    time: '',
    role: '',
    statutoryFunction: '',
    functionOtherReason: '',
    audience: '',
    audienceSize: null,
    note: '',
    reason: '',
  };
}

/** The form's values of an entry that exists. */
export function valuesOf(id: string, body: ActivityBody, clock: Clock): EntryValues {
  const began = clock.local(body.startedAt);
  return {
    id,
    kind: body.kind,
    topic: body.topic ?? '',
    minutes: body.minutes,
    schoolId: body.schoolId ?? elsewhere,
    day: began.day,
    time: began.time,
    role: body.role,
    statutoryFunction: body.statutoryFunction,
    functionOtherReason: body.functionOtherReason ?? '',
    audience: body.audience,
    audienceSize: body.audienceSize,
    note: body.note,
    reason: '',
  };
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** When an entry began: as told, else so long ago that it ended now. `keep` stays when it shows the same minute. */
export function beganAt(values: EntryValues, now: Date, clock: Clock, keep: string | null): string {
  if (keep !== null) {
    const kept = clock.local(keep);
    if (kept.day === values.day && kept.time === values.time) return keep;
  }
  const today = clock.local(now.toISOString()).day;
  if (values.time === '' && (values.day === '' || values.day === today)) {
    const minutes = typeof values.minutes === 'number' && Number.isFinite(values.minutes) ? values.minutes : 0;
    return new Date(now.getTime() - minutes * 60_000).toISOString();
  }
  return clock.instant(values.day === '' ? today : values.day, values.time === '' ? '12:00' : values.time);
}

/** What the schema checks, from what the form holds. */
export function prepareEntry(values: EntryValues, now: Date, clock: Clock, keep: string | null = null): unknown {
  const other = values.statutoryFunction === 'other';
  return {
    id: values.id,
    kind: values.kind,
    topic: orNull(values.topic),
    schoolId: values.schoolId === elsewhere ? null : values.schoolId,
    startedAt: beganAt(values, now, clock, keep),
    minutes: values.minutes,
    role: values.role,
    statutoryFunction: values.statutoryFunction,
    functionOtherReason: other ? orNull(values.functionOtherReason) : null,
    audience: values.audience,
    audienceSize: values.audience === 'none' ? null : values.audienceSize,
    note: values.note,
    reason: values.reason,
  };
}

/** The entry as the server takes it, with the domain's rules at their fields. `reasonAsked` once the day is closed. */
export function entrySchema(reasonAsked: boolean) {
  return activityBodySchema
    .extend({ id: idSchema, reason: z.string().trim().max(500) })
    .superRefine(({ id: _id, reason, ...body }, context) => {
      if (reasonAsked && reason.length < 3)
        context.addIssue({ code: 'custom', path: ['reason'], message: 'activities.reasonMissing' });
      const checked = checkActivity(body);
      if (checked.ok) return;
      for (const { path, code } of checked.error.fields ?? [])
        context.addIssue({ code: 'custom', path: path.split('.'), message: code });
    });
}

/** A favourite's entry, ended now, at the school of the moment. */
export function favouriteBody(
  favourite: Pick<Favourite, 'kind' | 'topic'>,
  minutes: number,
  schoolId: string | null,
  now: Date,
): ActivityBody {
  const { role, statutoryFunction, functionOtherReason, audience } = activityPresets[favourite.kind];
  return {
    kind: favourite.kind,
    topic: favourite.topic,
    schoolId,
    startedAt: new Date(now.getTime() - minutes * 60_000).toISOString(),
    minutes,
    role,
    statutoryFunction,
    functionOtherReason,
    audience,
    audienceSize: null,
    note: '',
  };
}

/** The school a tap is logged at: told by assignment and the clock of the moment, not of when the page was opened. */
export function schoolAt(assignments: readonly Assignment[], day: string, time: string): string | null {
  return schoolFor(assignments, day, time);
}

/** Offered until an officer has entries to count. */
export const starters: readonly Favourite[] = [
  { kind: 'presence', topic: 'arrival', minutes: [10, 20, 30], count: 0 },
  { kind: 'mentoring', topic: 'informalTalk', minutes: [5, 10, 20], count: 0 },
];

/**
 * Whether a form that was left holds anything worth bringing back: words, or minutes. A kind that was only tapped is
 * not, and would stand in the way of the next routine contact.
 */
export function worthBringingBack(values: unknown): boolean {
  const kept = z.object({ note: z.string(), reason: z.string(), minutes: z.unknown() }).safeParse(values);
  return kept.success && (kept.data.note !== '' || kept.data.reason !== '' || kept.data.minutes !== null);
}

const compared = Object.keys(activityBodySchema.shape) as (keyof ActivityBody)[];

/** The fields in which two versions of an entry differ, in the order of the record. */
export function changesBetween(before: ActivityBody, after: ActivityBody): (keyof ActivityBody)[] {
  return compared.filter((field) => before[field] !== after[field]);
}

/** Whether a topic must be chosen before a kind can be saved with one tap. */
export function topicNeeded(kind: string): boolean {
  return kind === 'classTalk';
}
