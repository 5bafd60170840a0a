import { type RawBuilder, sql } from 'kysely';
import type { crdcRaces } from '../../domain/shared/race.ts';
import type { Source } from '../../statistics/disaggregation.ts';
import { type DimensionId, dimensions } from '../../statistics/measures/dimensions.ts';
import { type Period, type PeriodKind, periodsOf } from '../../statistics/measures/periods.ts';
import type { ProgramFrame } from '../platform/program.ts';

type Text = RawBuilder<string | null>;

/** A text that cannot be one of the reader's: names of codes of ours, written into the statement itself. */
const code = (text: string): RawBuilder<string> => sql.lit(text);
const codes = (list: readonly string[]): RawBuilder<string[]> =>
  sql`ARRAY[${sql.join(list.map((one) => code(one)))}]::text[]`;

const spd15 = (races: Text): Text =>
  sql`CASE WHEN ${races} IS NULL OR cardinality(${races}) = 0 THEN 'unknown'
    WHEN cardinality(${races}) > 1 THEN 'multiple' ELSE (${races})[1] END`;

const crdcAlone = {
  AM: ['americanIndianOrAlaskaNative'],
  AS: ['asian'],
  BL: ['blackOrAfricanAmerican'],
  HP: ['nativeHawaiianOrPacificIslander'],
  WH: ['white', 'middleEasternOrNorthAfrican'],
} as const satisfies Partial<Record<(typeof crdcRaces)[number], readonly string[]>>;

const crdcRace = (races: Text): Text =>
  sql`CASE WHEN ${races} IS NULL OR cardinality(array_remove(${races}, 'unknown')) = 0 THEN 'unknown'
    WHEN 'hispanicOrLatino' = ANY (${races}) THEN 'HI'
    ${sql.join(
      Object.entries(crdcAlone).map(
        ([name, alone]) => sql`WHEN array_remove(${races}, 'unknown') <@ ${codes(alone)} THEN ${code(name)}`,
      ),
      sql` `,
    )} ELSE 'TR' END`;

const ethnicity = (races: Text): Text =>
  sql`CASE WHEN 'hispanicOrLatino' = ANY (${races}) THEN 'hispanicOrLatino'
    WHEN ${races} IS NULL OR cardinality(${races}) = 0 OR 'unknown' = ANY (${races}) THEN 'unknown'
    ELSE 'notHispanicOrLatino' END`;

const plain = (raw: Text): Text => sql`coalesce(${raw}::text, 'unknown')`;

/** The days of a question, cut into the periods of a kind. */
export function periodsWithin(
  kind: PeriodKind,
  days: { readonly from: string; readonly to: string },
  frame: Pick<ProgramFrame, 'schoolYears'>,
): readonly Period[] {
  return periodsOf(kind, days.from, days.to, frame.schoolYears);
}

interface Time {
  readonly days: { readonly from: string; readonly to: string };
  readonly frame: Pick<ProgramFrame, 'schoolYears'>;
}

const periodKinds: readonly string[] = ['month', 'quarter', 'half', 'schoolYear'] satisfies PeriodKind[];
const periodKindOf = (dimension: DimensionId): PeriodKind | null =>
  periodKinds.includes(dimension) ? (dimension as PeriodKind) : null;

const absentMembers: Partial<Readonly<Record<DimensionId, string>>> = {
  matter: 'unknown',
  offenseType: 'none',
  callerRole: 'nobodyCalled',
};

/**
 * What records are put together by before the member is told: a day becomes the number of its period (the periods' first
 * days, searched by halves), nothing becomes what it means, ids and lists stay as they are. Telling members of what was
 * put together costs next to nothing, telling them of every record costs more than reading it. But for what is about
 * students no two values are of the same member.
 */
export function groupedSql(dimension: DimensionId, raw: RawBuilder<unknown>, time: Time): RawBuilder<unknown> {
  const kind = periodKindOf(dimension);
  if (kind === null) {
    const absent = absentMembers[dimension];
    return absent === undefined ? raw : sql`coalesce(${raw}, ${code(absent)})`;
  }
  const periods = periodsWithin(kind, time.days, time.frame);
  const number = sql`width_bucket(${raw}, ${periods.map(({ from }) => from)}::date[])`;
  // The days between two school years are one period in several parts.
  const firstOf = periods.map(({ id }) => periods.findIndex((one) => one.id === id) + 1);
  return firstOf.every((first, index) => first === index + 1) ? number : sql`(${firstOf}::int[])[${number}]`;
}

/** The member of a dimension that a value of `groupedSql` belongs to, in SQL. */
export function groupMemberSql(dimension: DimensionId, source: Source, grouped: Text, time: Time): Text {
  const kind = periodKindOf(dimension);
  if (kind !== null) {
    const ids = periodsWithin(kind, time.days, time.frame).map(({ id }) => id);
    return sql`(${ids}::text[])[${grouped}]`;
  }
  switch (dimension) {
    case 'race':
      return spd15(grouped);
    case 'crdcRace':
      return crdcRace(grouped);
    case 'ethnicity':
      return ethnicity(grouped);
    case 'disability':
      return source === 'recorded'
        ? plain(grouped)
        : sql`CASE ${grouped} WHEN 'yes' THEN 'kindNotKnown' WHEN 'no' THEN 'none' ELSE 'unknown' END`;
    default:
      return plain(grouped);
  }
}

/**
 * The member of a dimension that a raw value belongs to, in SQL: says the same as the registry's `memberOf` (a test
 * compares the two over every raw value).
 */
export function memberSql(dimension: DimensionId, source: Source, raw: Text, time: Time): Text {
  return groupMemberSql(dimension, source, groupedSql(dimension, raw, time) as Text, time);
}

/** True for what every record has: there is no record of an unknown school or day. */
export function isAlwaysKnown(id: DimensionId): boolean {
  return dimensions[id].names === 'school' || dimensions[id].names === 'period';
}
