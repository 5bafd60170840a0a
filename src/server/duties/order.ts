import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { isInstant } from '../platform/http/cursor.ts';

export const dutyKinds = [
  'emergency',
  'callWaiting',
  'finding',
  'gateAfterwards',
  'reviewPolice',
  'reviewSchool',
  'corrective',
  'incidentToWrite',
  'draft',
] as const;
export type DutyKind = (typeof dutyKinds)[number];

/** Emergencies before calls, calls before everything that has its day. */
export const rankOf = (kind: DutyKind): number => (kind === 'emergency' ? 0 : kind === 'callWaiting' ? 1 : 2);

/** Where a page of duties ended: the last one's place by rank, due (none comes last), age, record and kind. */
export interface Place {
  readonly kind: DutyKind;
  readonly dueAt: string | null;
  readonly since: string;
  readonly recordId: string;
}

const none = '-';

/** The place as one text, for the address of the next page. */
export const placeText = ({ kind, dueAt, since, recordId }: Place): string =>
  [kind, dueAt ?? none, since, recordId].join('~');

/** The query parameter that names a place, checked part by part. */
export const placeSchema = z
  .string()
  .max(120)
  .transform((text, context): Place => {
    const [kindText, due = '', since = '', recordId = '', ...more] = text.split('~');
    const kind = dutyKinds.find((one) => one === kindText);
    const dueAt = due === none ? null : due;
    const sound = more.length === 0 && (dueAt === null || isInstant(dueAt)) && isInstant(since);
    if (kind !== undefined && sound && z.uuid().safeParse(recordId).success) return { kind, dueAt, since, recordId };
    context.addIssue({ code: 'custom', message: 'Not the end of a page' });
    return z.NEVER;
  });

/** Columns of one kind's duties by which they are put in order. */
interface Columns {
  readonly due: RawBuilder<unknown>;
  readonly since: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  /** None of them is without a day on which it is due. */
  readonly dated: boolean;
}

/** The duties of a kind that come after a place (none: all); null where the whole kind came before it. */
export function after(place: Place | null, kind: DutyKind, columns: Columns): RawBuilder<SqlBool> | null {
  if (place === null || rankOf(kind) > rankOf(place.kind)) return sql`true`;
  if (rankOf(kind) < rankOf(place.kind)) return null;
  const { due, since, id, dated } = columns;
  // Of one record the kinds come in the order of their names.
  const later = kind > place.kind ? sql`>=` : sql`>`;
  const aged = sql`(${since}, ${id}) ${later} (${place.since}::timestamptz, ${place.recordId}::uuid)`;
  if (place.dueAt === null) return dated ? null : sql`(${due}) IS NULL AND ${aged}`;
  const on = sql`${place.dueAt}::timestamptz`;
  // Said so that an index on the day leads to it.
  if (dated) return sql`(${due} >= ${on} AND (${due} > ${on} OR ${aged}))`;
  return sql`((${due}) IS NULL OR (${due}) > ${on} OR ((${due}) = ${on} AND ${aged}))`;
}
