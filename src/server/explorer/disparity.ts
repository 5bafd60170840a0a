import { type FlagFigures, type FlaggedDisparity, flagFiguresSchema } from '../../domain/disparities/record.ts';
import { flagKey } from '../../domain/disparities/rules.ts';
import { err, notFound, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { type Figure, ratioOf } from '../../statistics/disparity/compare.ts';
import { flagOf } from '../../statistics/disparity/flag.ts';
import { isPerceivedOutcome } from '../../statistics/disparity/once-involved.ts';
import { groupText, say, sayLabel } from '../../statistics/disparity/sentences.ts';
import { isCollected, measureIds, measures } from '../../statistics/measures/measures.ts';
import { type Period, periodOf } from '../numbers/period.ts';
import { countStudentsIn, type Within } from '../platform/aggregates.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { documentsOf } from '../publishing/release/stored.ts';
import { disparityProfileOn } from '../setup/disparity-profile.ts';
import type { DisparityAnswer } from './answers.ts';
import { isWithinAYear, languageOf } from './ask.ts';
import {
  type Comparing,
  calculatedWith,
  type DisparityQuestion,
  type JudgedComparison,
  schoolsOf,
  stretchesOf,
  whereOf,
} from './compared.ts';
import { comparePerceived } from './disparity-perceived.ts';
import { compareRecorded } from './disparity-recorded.ts';
import { asksForSchoolSide, reachOfQuestions } from './reach.ts';

type Source = FlaggedDisparity['source'];
type Hidden = Extract<DisparityAnswer, { kind: 'hidden' }>;

interface Compared {
  readonly kind: 'compared';
  readonly source: Source;
  readonly comparing: Comparing;
  readonly period: Period;
  readonly judged: readonly JudgedComparison[];
}

/**
 * Compares every group in one outcome, by whose record the outcome is counted: different students by the school's
 * (hidden from whoever answers for the police, decision 0006), what came of being in an incident by what officers saw.
 * `use` gets the comparisons while the transaction they were made in is open.
 */
async function withCompared<T>(
  service: Service,
  caller: Caller,
  question: DisparityQuestion,
  use: (found: Hidden | Compared) => Promise<T>,
): Promise<Result<T>> {
  const { measure } = question;
  const extent = reachOfQuestions(caller.actor);
  if (!extent.ok) return extent;
  const hidden = async (reason: Hidden['reason']): Promise<Result<T>> => ok(await use({ kind: 'hidden', reason }));
  if (!isCollected(measure)) return hidden('notCollected');
  const { programId } = caller.actor;
  if (isPerceivedOutcome(measure)) {
    return inProgram(service, { programId }, (tx) =>
      within({ service, caller, question, reach: extent.value, tx }, 'perceived', use, (comparing) =>
        comparePerceived(comparing, measure),
      ),
    );
  }
  if (measures[measure].unit !== 'students') {
    return err({ code: 'common.invalid', status: 422, fields: [{ path: 'measure', code: 'explorer.notOfStudents' }] });
  }
  if (!asksForSchoolSide(caller.actor)) return hidden('students');
  return countStudentsIn(service, programId, (tx) =>
    within({ service, caller, question, reach: extent.value, tx }, 'recorded', use, compareRecorded),
  );
}

interface Asking {
  readonly service: Service;
  readonly caller: Caller;
  readonly question: DisparityQuestion;
  readonly reach: Within;
  readonly tx: Tx;
}

async function within<T>(
  { service, caller, question, reach, tx }: Asking,
  source: Source,
  use: (found: Hidden | Compared) => Promise<T>,
  compareAll: (comparing: Comparing) => Promise<readonly JudgedComparison[]>,
): Promise<Result<T>> {
  const frame = await requireFrame(tx, caller.actor.programId);
  const today = frame.dayOf(service.clock());
  const period = periodOf(frame, question, today)?.now;
  if (period === undefined) return err(notFound);
  if (!isWithinAYear(period)) return ok(await use({ kind: 'hidden', reason: 'periodTooLong' }));
  const profile = await disparityProfileOn(tx, period.to);
  const comparing: Comparing = {
    ...{ tx, frame, question, reach, today, profile },
    schoolIds: schoolsOf(frame, question, reach),
    stretches: stretchesOf(frame.schoolYears, period, profile.yearsPooled),
  };
  return ok(await use({ kind: 'compared', source, comparing, period, judged: await compareAll(comparing) }));
}

/**
 * Every group against all other students in one outcome (P1.4), judged together: the ratio with its interval, a plain
 * sentence, what it rests on, whether it is flagged, which corrective action stands for it already, and the profile it
 * was calculated with. The police side has beside it what the newest release says of different students.
 */
export async function readDisparity(
  service: Service,
  caller: Caller,
  question: DisparityQuestion,
): Promise<Result<DisparityAnswer>> {
  const answer = await withCompared<DisparityAnswer>(service, caller, question, async (found) =>
    found.kind === 'hidden' ? found : answerOf(found, caller),
  );
  if (!answer.ok || answer.value.kind === 'hidden' || asksForSchoolSide(caller.actor)) return answer;
  return ok({ ...answer.value, released: await releasedSentences(service, caller) });
}

async function answerOf(found: Compared, caller: Caller): Promise<DisparityAnswer> {
  const { comparing, period, judged, source } = found;
  const { tx } = comparing;
  const language = languageOf(caller);
  const schoolId = whereOf(comparing);
  const where = schoolId === undefined ? null : { source, schoolId, from: period.from, to: period.to };
  const open = await correctiveIds(tx);
  return {
    kind: 'compared',
    source,
    period,
    label: sayLabel(language),
    calculatedWith: calculatedWith(comparing),
    released: null,
    comparisons: judged.map(({ disparity, q, flagged }) => {
      const { about } = disparity;
      const flag = where === null ? null : flagOf(about, where);
      return {
        dimension: about.dimension,
        group: about.group,
        groupText: groupText(language, about),
        sentence: say(language, disparity.sentence),
        beside: say(language, disparity.beside),
        risk: limitsOf(disparity.risk),
        ratio: limitsOf(ratioOf(disparity)),
        q,
        flagged,
        flag: flagged ? flag : null,
        correctiveId: flag === null ? null : (open.get(flagKey(flag)) ?? null),
      };
    }),
  };
}

function limitsOf(figure: Figure): { value: number; low: number; high: number | null } | null {
  return figure.kind === 'notCalculated' ? null : { value: figure.value, low: figure.low, high: figure.high };
}

/** The corrective actions there are, by the flag they were opened for. */
async function correctiveIds(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('corrective_action').select(['flag', 'id']).execute();
  return new Map(rows.map(({ flag, id }) => [flag, id]));
}

type Released = Extract<DisparityAnswer, { kind: 'compared' }>['released'];

/** What the newest release of a school year says of different students: public, and safe together with all others. */
async function releasedSentences(service: Service, caller: Caller): Promise<Released> {
  const [newest] = await documentsOf(service, caller.actor.programId, 'year');
  if (newest === undefined) return null;
  const { from, to, comparisons } = newest.document;
  const language = languageOf(caller);
  return {
    period: { from, to },
    sentences: comparisons.flatMap(({ ratio, sentence }) => (ratio === null ? [] : [sentence[language]])),
  };
}

const refused = (status: 403 | 422, code: string): Result<never, Refusal> =>
  err({ code, status, rule: 'disparity.flagged', fields: [{ path: 'about', code, rule: 'disparity.flagged' }] });

/**
 * Calculates a flag anew and returns what it rests on now. Refuses with 403 who may not count what it rests on (the
 * police side and the school's record: even yes or no would tell, decision 0006), and with 422 a flag that does not hold.
 */
export async function flagStanding(
  service: Service,
  caller: Caller,
  flag: FlaggedDisparity,
): Promise<Result<FlagFigures>> {
  const { source, schoolId, from, to } = flag;
  if (source === 'recorded' && !asksForSchoolSide(caller.actor)) return refused(403, 'disparity.flagOfSchoolSide');
  const measure = measureIds.find((id) => id === flag.measure);
  if (measure === undefined) return refused(422, 'disparity.notFlagged');
  const question = { measure, year: undefined, from, to, schools: schoolId === null ? [] : [schoolId] };
  const standing = await withCompared<FlagFigures | null>(service, caller, question, async (found) => {
    if (found.kind === 'hidden' || found.source !== source || whereOf(found.comparing) !== schoolId) return null;
    const one = found.judged.find(
      ({ disparity: { about }, flagged }) =>
        flagged &&
        about.dimension === flag.dimension &&
        about.group === flag.group &&
        about.comparison === flag.comparison,
    );
    if (one === undefined) return null;
    const { sentence, beside } = one.disparity;
    return flagFiguresSchema.parse({
      sentence: { en: say('en', sentence), es: say('es', sentence) },
      beside: { en: say('en', beside), es: say('es', beside) },
      ratio: limitsOf(ratioOf(one.disparity)),
      q: one.q,
      together: found.judged.filter(({ q }) => q !== null).length,
      calculatedWith: calculatedWith(found.comparing),
    });
  });
  if (!standing.ok) return standing;
  return standing.value === null ? refused(422, 'disparity.notFlagged') : ok(standing.value);
}
