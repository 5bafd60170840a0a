import { defaultDisparityPolicy } from '../../domain/disparities/record.ts';
import { flagKey } from '../../domain/disparities/rules.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { type ComparisonInput, compare, type Figure, ratioOf } from '../../statistics/disparity/compare.ts';
import { allOthers, type EnrolmentRecord } from '../../statistics/disparity/enrolment.ts';
import { flagOf } from '../../statistics/disparity/flag.ts';
import { type Judged, judge } from '../../statistics/disparity/judge.ts';
import { groupText, say, sayLabel } from '../../statistics/disparity/sentences.ts';
import { type DimensionId, dimensions } from '../../statistics/measures/dimensions.ts';
import { isCollected, type MeasureId, measures } from '../../statistics/measures/measures.ts';
import { periodOf } from '../numbers/period.ts';
import { countStudentsIn } from '../platform/aggregates.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { DisparityAnswer } from './answers.ts';
import { isWithinAYear, languageOf } from './ask.ts';
import { type Count, countAsked } from './count.ts';
import { enrolledBeside, readEnrolment } from './enrolled.ts';
import type { Question } from './question.ts';
import { asksForSchoolSide, reachOfQuestions, schoolsWithin } from './reach.ts';
import type { Asked } from './rows.ts';

/** What students are compared by: what the law protects and enrolment knows (P1.4, P7.4). */
const comparedBy = ['crdcRace', 'sex', 'disability', 'englishLearner'] as const satisfies DimensionId[];

/** A plan of a kind not known is what officers say; by the school's record nobody is in it. */
const noGroups: readonly string[] = ['unknown', 'kindNotKnown'];

export type DisparityQuestion = Pick<Question, 'measure' | 'year' | 'from' | 'to' | 'schools'>;

/**
 * Every group against all other students in one outcome (P1.4), judged together: the risk ratio with its interval, a
 * plain sentence, what it rests on, whether it is flagged and which corrective action stands for it already. Rests on
 * the school's record and is hidden from whoever answers for the police (decision 0006).
 */
export async function readDisparity(
  service: Service,
  caller: Caller,
  question: DisparityQuestion,
): Promise<Result<DisparityAnswer>> {
  const extent = reachOfQuestions(caller.actor);
  if (!extent.ok) return extent;
  if (!isCollected(question.measure)) return ok({ kind: 'hidden', reason: 'notCollected' });
  if (measures[question.measure].unit !== 'students') {
    return err({ code: 'common.invalid', status: 422, fields: [{ path: 'measure', code: 'explorer.notOfStudents' }] });
  }
  if (!asksForSchoolSide(caller.actor)) return ok({ kind: 'hidden', reason: 'students' });
  return countStudentsIn(service, caller.actor.programId, async (tx): Promise<Result<DisparityAnswer>> => {
    const frame = await requireFrame(tx, caller.actor.programId);
    const today = frame.dayOf(service.clock());
    const period = periodOf(frame, question, today)?.now;
    if (period === undefined) return err(notFound);
    if (!isWithinAYear(period)) return ok({ kind: 'hidden', reason: 'periodTooLong' });
    const schoolIds = schoolsWithin(frame.schoolIds, question.schools, extent.value);
    const inputs: ComparisonInput[] = [];
    for (const dimension of comparedBy) {
      const asked: Asked = {
        question: { ...question, rows: dimension, columns: undefined, source: 'recorded', filters: [] },
        days: period,
        reach: extent.value,
        frame,
      };
      const records = await readEnrolment(tx, frame, period, { dimension, schoolIds, today });
      inputs.push(...comparisons(question.measure, dimension, await countAsked(tx, asked), records, schoolIds));
    }
    const policy = defaultDisparityPolicy;
    const judged = judge(
      inputs.map((input) => compare(input, policy)),
      policy,
    );
    const whole = extent.value.kind === 'all' && question.schools.length === 0;
    const schoolId = whole ? null : schoolIds.length === 1 ? (schoolIds[0] ?? null) : undefined;
    const names = new Map(
      (await tx.selectFrom('school').select(['id', 'name']).execute()).map((row) => [row.id, row.name]),
    );
    const language = languageOf(caller);
    const where = schoolId === undefined ? null : { schoolId, from: period.from, to: period.to };
    const open = await correctiveIds(tx);
    return ok({
      kind: 'compared',
      period,
      label: sayLabel(language),
      comparisons: judged.map((one) => {
        const { about } = one.disparity;
        const flag = where === null ? null : flagOf(about, where);
        return {
          dimension: about.dimension,
          group: about.group,
          groupText: groupText(language, about),
          sentence: say(language, one.disparity.sentence, (id) => names.get(id) ?? id),
          beside: say(language, one.disparity.beside),
          ...numbersOf(one),
          flag: one.flagged ? flag : null,
          correctiveId: flag === null ? null : (open.get(flagKey(flag)) ?? null),
        };
      }),
    });
  });
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

const membersCompared = (dimension: DimensionId): readonly string[] =>
  (dimensions[dimension].known ?? []).filter((member) => !noGroups.includes(member));

function numbersOf({ disparity, q, flagged }: Judged) {
  return { risk: limitsOf(disparity.risk), ratio: limitsOf(ratioOf(disparity)), q, flagged };
}

function limitsOf(figure: Figure): { value: number; low: number; high: number | null } | null {
  return figure.kind === 'notCalculated' ? null : { value: figure.value, low: figure.low, high: figure.high };
}

/** The corrective actions there are, by the flag they were opened for. */
async function correctiveIds(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('corrective_action').select(['flag', 'id']).execute();
  return new Map(rows.map(({ flag, id }) => [flag, id]));
}
