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

const plain = (raw: Text, absent = 'unknown'): Text => sql`coalesce(${raw}::text, ${code(absent)})`;

/** The id of the period a day lies in: the periods' first days, searched by halves. */
function periodId(day: Text, periods: readonly Period[]): Text {
  return sql`(${periods.map(({ id }) => id)}::text[])[width_bucket(${day}, ${periods.map(({ from }) => from)}::date[])]`;
}

/** The days of a question, cut into the periods of a kind. */
export function periodsWithin(
  kind: PeriodKind,
  days: { readonly from: string; readonly to: string },
  frame: Pick<ProgramFrame, 'schoolYears'>,
): readonly Period[] {
  return periodsOf(kind, days.from, days.to, frame.schoolYears);
}

/**
 * The member of a dimension that a raw value belongs to, in SQL: says the same as the registry's `memberOf` (a test
 * compares the two over every raw value).
 */
export function memberSql(
  dimension: DimensionId,
  source: Source,
  raw: Text,
  time: { readonly days: { readonly from: string; readonly to: string }; readonly frame: ProgramFrame },
): Text {
  switch (dimension) {
    case 'race':
      return spd15(raw);
    case 'crdcRace':
      return crdcRace(raw);
    case 'ethnicity':
      return ethnicity(raw);
    case 'disability':
      return source === 'recorded'
        ? plain(raw)
        : sql`CASE ${raw} WHEN 'yes' THEN 'kindNotKnown' WHEN 'no' THEN 'none' ELSE 'unknown' END`;
    case 'offenseType':
      return plain(raw, 'none');
    case 'callerRole':
      return plain(raw, 'nobodyCalled');
    case 'month':
    case 'quarter':
    case 'half':
    case 'schoolYear':
      return periodId(raw, periodsWithin(dimension, time.days, time.frame));
    default:
      return plain(raw);
  }
}

/** True for what every record has: there is no record of an unknown school or day. */
export function isAlwaysKnown(id: DimensionId): boolean {
  return dimensions[id].names === 'school' || dimensions[id].names === 'period';
}
