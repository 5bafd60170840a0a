import type { z } from 'zod';
import { chooseLanguage, type Language } from '../../catalogs/languages.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { sources } from '../../statistics/disaggregation.ts';
import type { EnrolmentSource } from '../../statistics/disparity/enrolment.ts';
import {
  type DimensionId,
  dimensionIds,
  dimensions,
  isAboutStudents,
  membersShown,
  memberText,
} from '../../statistics/measures/dimensions.ts';
import { isCollected, measureIds, measures } from '../../statistics/measures/measures.ts';
import { matterListOn } from '../calls/matters.ts';
import { type Period, periodOf } from '../numbers/period.ts';
import { countStudentsIn, type Within } from '../platform/aggregates.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { Cell, MemberAnswer, QuestionAnswer, registryAnswer } from './answers.ts';
import { type Count, countAsked } from './count.ts';
import { enrolledOf, readEnrolment } from './enrolled.ts';
import { isAlwaysKnown, periodsWithin } from './members.ts';
import { checkQuestion, type Question, restsOnRecords, sourceOf, wholeOf } from './question.ts';
import { asksForSchoolSide, opensRecords, reachOfQuestions, schoolsWithin } from './reach.ts';
import type { Asked } from './rows.ts';

/** What this reader can ask, in codes and keys of texts. */
export async function readRegistry(service: Service, caller: Caller): Promise<Result<z.input<typeof registryAnswer>>> {
  const extent = reachOfQuestions(caller.actor);
  if (!extent.ok) return extent;
  const full = asksForSchoolSide(caller.actor);
  return inProgram(service, { programId: caller.actor.programId }, async (tx) => {
    const frame = await requireFrame(tx, caller.actor.programId);
    const within = schoolsWithin(frame.schoolIds, [], extent.value);
    const today = frame.dayOf(service.clock());
    const members: MemberAnswer[][] = [];
    for (const id of dimensionIds) members.push(await allMembers(tx, id, today, languageOf(caller)));
    const schools = await tx.selectFrom('school').select(['id', 'name']).orderBy('name').execute();
    return ok({
      measures: measureIds.map((id) => ({
        id,
        category: measures[id].category,
        unit: measures[id].unit,
        collected: isCollected(id),
        dimensions: [...measures[id].dimensions],
        of: wholeOf(id),
        allowed: full || measures[id].unit === 'events',
      })),
      dimensions: dimensionIds.map((id, index) => ({
        id,
        aboutStudents: isAboutStudents(id),
        members: members[index] ?? [],
      })),
      sources: full ? [...sources] : ['perceived' as const],
      years: frame.schoolYears.map(({ id, firstDay, lastDay }) => ({ id, firstDay, lastDay })),
      schools: schools.filter(({ id }) => within.includes(id)),
    });
  });
}

/**
 * The answer to a question (P7.3, P7.4): every cell, both margins and the total, unknown always shown, and the students
 * enrolled beside the numbers of students. 422 for what the registry does not know, 404 for a school year that is not
 * there; hidden, with the reason, where the reader may not count what the school recorded (decision 0006).
 */
export async function ask(service: Service, caller: Caller, asked: Question): Promise<Result<QuestionAnswer>> {
  const question = checkQuestion(asked);
  if (!question.ok) return question;
  const extent = reachOfQuestions(caller.actor);
  if (!extent.ok) return extent;
  if (!isCollected(asked.measure)) return ok({ kind: 'hidden', reason: 'notCollected' });
  const rests = restsOnRecords(asked);
  if (rests !== null && !asksForSchoolSide(caller.actor)) return ok({ kind: 'hidden', reason: rests });
  const { programId } = caller.actor;
  const read = (tx: Tx): Promise<Result<QuestionAnswer>> => answer(tx, service, caller, asked, extent.value);
  return rests === null ? inProgram(service, { programId }, read) : countStudentsIn(service, programId, read);
}

async function answer(
  tx: Tx,
  service: Service,
  caller: Caller,
  question: Question,
  reach: Within,
): Promise<Result<QuestionAnswer>> {
  const frame = await requireFrame(tx, caller.actor.programId);
  const now = service.clock();
  const period = periodOf(frame, question, frame.dayOf(now))?.now;
  if (period === undefined) return err(notFound);
  const asked: Asked = { question, days: period, reach, frame };
  const counts = await countAsked(tx, asked);
  const members = await memberLists(tx, asked, counts, languageOf(caller));
  const grain = measures[question.measure].numerator?.grain ?? 'incident';
  const at = new Map(counts.map((count) => [keyOf(count.row, count.column), count]));
  const empty: Cell = { n: 0, of: wholeOf(question.measure) === null ? null : 0 };
  const cell = (row: string | null, column: string | null): Cell => {
    const found = at.get(keyOf(row, column));
    return found === undefined ? empty : { n: found.n, of: found.of };
  };
  const rows = members.rows ?? [];
  const columns = members.columns ?? [];
  return ok({
    kind: 'counted',
    asOf: now.toISOString(),
    period,
    measure: question.measure,
    unit: measures[question.measure].unit,
    source: sourceOf(question),
    rows: members.rows,
    columns: members.columns,
    cells: rows.map((row) => columns.map((column) => cell(row.id, column.id))),
    rowTotals: rows.map((row) => cell(row.id, null)),
    columnTotals: columns.map((column) => cell(null, column.id)),
    total: cell(null, null),
    unattached: at.get(keyOf(null, null))?.unattached ?? 0,
    enrolled: await enrolledBesides(tx, asked, period, frame.dayOf(now), rows),
    opens: opensRecords(caller.actor, grain) ? (grain === 'call' ? 'calls' : 'incidents') : null,
  });
}

const keyOf = (row: string | null, column: string | null): string => `${row ?? ''}\n${column ?? ''}`;

/** A dimension with more members than these shows those that occur; the rest are zero. */
const allShown = 20;

async function memberLists(
  tx: Tx,
  asked: Asked,
  counts: readonly Count[],
  language: Language,
): Promise<{ rows: MemberAnswer[] | null; columns: MemberAnswer[] | null }> {
  const { rows, columns } = asked.question;
  const found = (side: 'row' | 'column'): Set<string> => new Set(counts.flatMap((count) => count[side] ?? []));
  return {
    rows: rows === undefined ? null : await namedMembers(tx, asked, rows, found('row'), language),
    columns: columns === undefined ? null : await namedMembers(tx, asked, columns, found('column'), language),
  };
}

async function namedMembers(
  tx: Tx,
  asked: Asked,
  dimension: DimensionId,
  found: ReadonlySet<string>,
  language: Language,
): Promise<MemberAnswer[]> {
  const { frame, days, question, reach } = asked;
  const { known, names } = dimensions[dimension];
  const ownNames = await entityNames(tx, dimension, days.to, language);
  const order =
    names === 'period'
      ? periodsWithin(dimension as 'month', days, frame).map(({ id }) => id)
      : names === 'school'
        ? [...ownNames.keys()].filter((id) => found.has(id) || schoolsWithin([id], question.schools, reach).length > 0)
        : [...ownNames.keys()].filter((id) => found.has(id));
  const listed = [...new Set([...(known === null ? order : membersShown(dimension, found)), ...found])];
  const shown = listed.filter(
    (id) => id !== 'unknown' && (known === null || known.length <= allShown || found.has(id)),
  );
  return [...shown, ...(isAlwaysKnown(dimension) ? [] : ['unknown'])].map((id) => named(dimension, id, ownNames));
}

function named(dimension: DimensionId, id: string, ownNames: ReadonlyMap<string, string>): MemberAnswer {
  const text = memberText(dimension, id);
  return {
    id,
    name: ownNames.get(id) ?? null,
    text: ownNames.has(id) || text === null ? null : `${text.namespace}:${text.key}`,
  };
}

/** Every member a question can be narrowed to. Schools and days have a place of their own in every question. */
async function allMembers(tx: Tx, dimension: DimensionId, day: string, language: Language): Promise<MemberAnswer[]> {
  if (isAlwaysKnown(dimension)) return [];
  const ownNames = await entityNames(tx, dimension, day, language);
  return membersShown(dimension, ownNames.keys()).map((id) => named(dimension, id, ownNames));
}

/** Names of what belongs to the program: schools, officers, the behaviors it added or renamed. In order of name. */
async function entityNames(
  tx: Tx,
  dimension: DimensionId,
  day: string,
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  if (dimension === 'school' || dimension === 'officer') {
    const rows = await tx.selectFrom(dimension).select(['id', 'name']).orderBy('name').execute();
    return new Map(rows.map((row) => [row.id, row.name]));
  }
  if (dimension !== 'matter') return new Map();
  return ownMatterNames(tx, day, language);
}

/** Behaviors a program added or named itself; the shipped ones have their texts in the catalogs. */
export async function ownMatterNames(tx: Tx, day: string, language: Language): Promise<ReadonlyMap<string, string>> {
  const list = await matterListOn(tx, day);
  return new Map(list.flatMap(({ code, label }) => (label === null ? [] : [[code, label[language]]])));
}

/** The reader's language, as texts of the program's own are kept. */
export const languageOf = ({ language }: Pick<Caller, 'language'>): Language => chooseLanguage([language]);

/**
 * Students enrolled in all and by row: only beside numbers of different students of whole schools, by a dimension that
 * enrolment knows, in at most a year, else the two do not belong together.
 */
async function enrolledBesides(
  tx: Tx,
  { question, reach, frame, days }: Asked,
  period: Period,
  today: string,
  rows: readonly MemberAnswer[],
): Promise<Extract<QuestionAnswer, { kind: 'counted' }>['enrolled']> {
  const dimension = question.rows ?? 'school';
  const fits =
    measures[question.measure].unit === 'students' &&
    measures[question.measure].denominator.kind === 'enrolment' &&
    question.columns === undefined &&
    question.filters.length === 0 &&
    dimensions[dimension].enrolment !== 'none' &&
    isWithinAYear(period);
  if (!fits) return null;
  const schoolIds = schoolsWithin(frame.schoolIds, question.schools, reach);
  const records = await readEnrolment(tx, frame, days, { dimension, schoolIds, today });
  const all = enrolledOf(records, { dimension: 'school', groups: schoolIds, schoolIds });
  const byRow = rows.map(({ id }) => enrolledOf(records, { dimension, groups: [id], schoolIds }));
  const said = [all, ...byRow].flatMap((one) => (one.ok ? one.value.sources : []));
  return {
    all: all.ok ? all.value.students : null,
    rows: byRow.map((one) => (one.ok ? one.value.students : null)),
    sources: [...new Set(said.flatMap(codeOfSource))],
  };
}

/** A state's own figures are of everybody there, and stand under no number of the program's. */
function codeOfSource(source: EnrolmentSource): string[] {
  if (source.kind === 'state') return [];
  return [source.kind === 'crdc' ? `crdc ${source.year}` : `roster ${source.asOf}`];
}

/** A rate over enrolment holds one year against the students of that year. */
export function isWithinAYear({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return Date.parse(to) - Date.parse(from) <= 366 * 86_400_000;
}
