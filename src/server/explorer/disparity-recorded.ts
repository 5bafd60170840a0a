import { type ComparisonInput, compare, pooled } from '../../statistics/disparity/compare.ts';
import { allOthers, type EnrolmentRecord, stateOthers } from '../../statistics/disparity/enrolment.ts';
import { comparedBy, membersCompared } from '../../statistics/disparity/flag.ts';
import { judge } from '../../statistics/disparity/judge.ts';
import type { DimensionId } from '../../statistics/measures/dimensions.ts';
import type { MeasureId } from '../../statistics/measures/measures.ts';
import type { Comparing, Days, JudgedComparison } from './compared.ts';
import { type Count, countAsked } from './count.ts';
import { enrolledBeside, readEnrolment } from './enrolled.ts';
import type { Asked } from './rows.ts';

/**
 * Every group against all other students enrolled, judged together. Needs the vault open: it counts different students
 * by the school's record.
 */
export async function compareRecorded(comparing: Comparing): Promise<readonly JudgedComparison[]> {
  const { question, profile, stretches } = comparing;
  const inputs: ComparisonInput[] = [];
  for (const dimension of comparedBy) {
    const years: ComparisonInput[][] = [];
    for (const days of stretches) years.push(await inputsOf(comparing, dimension, days));
    const figures = profile.stateFigures.find((one) => one.measure === question.measure && one.dimension === dimension);
    for (const [at, { about }] of (years.at(-1) ?? []).entries()) {
      const each = years.flatMap((year) => year[at] ?? []);
      const state = figures === undefined ? undefined : stateOthers(figures, about.group);
      inputs.push({ about, ...pooled(each, profile), ...(state === undefined ? {} : { state }) });
    }
  }
  return judge(
    inputs.map((input) => compare(input, profile)),
    profile,
  );
}

async function inputsOf(
  { tx, frame, question, reach, schoolIds, today }: Comparing,
  dimension: DimensionId,
  days: Days,
): Promise<ComparisonInput[]> {
  const asked: Asked = {
    question: { ...question, rows: dimension, columns: undefined, source: 'recorded', filters: [] },
    days,
    reach,
    frame,
  };
  const records = await readEnrolment(tx, frame, days, { dimension, schoolIds, today });
  return comparisons(question.measure, dimension, await countAsked(tx, asked), records, schoolIds);
}

function comparisons(
  measure: MeasureId,
  dimension: DimensionId,
  counts: readonly Count[],
  records: readonly EnrolmentRecord[],
  schoolIds: readonly string[],
): ComparisonInput[] {
  const at = new Map(counts.flatMap((count) => (count.row === null ? [] : [[count.row, count.n] as const])));
  const known = membersCompared(dimension);
  const all = known.reduce((sum, member) => sum + (at.get(member) ?? 0), 0);
  // Who is unknown is in neither group; of those nobody has named each record may be another student.
  const unattached = counts.find((count) => count.row === null)?.unattached ?? 0;
  const unknownEvents = (at.get('unknown') ?? 0) + unattached;
  return known.map((group) => {
    const about = { measure, dimension, group, comparison: allOthers };
    const enrolled = enrolledBeside(records, about, schoolIds);
    const events = at.get(group) ?? 0;
    return {
      about,
      group: { events, enrolled: enrolled.group },
      others: { events: all - events, enrolled: enrolled.others },
      unknownEvents,
    };
  });
}
