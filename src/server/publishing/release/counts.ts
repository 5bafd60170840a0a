import { type RawBuilder, sql } from 'kysely';
import { callerRoles } from '../../../domain/calls/record.ts';
import { actionKinds } from '../../../domain/incidents/actions.ts';
import type { Outcome } from '../../../domain/incidents/record.ts';
import type { AgeBand, Sex, YesNoUnknown } from '../../../domain/shared/people.ts';
import { type Race, toSpd15Group } from '../../../domain/shared/race.ts';
import type { ReleaseTableId } from '../../../portal/release-view.ts';
import { categories, type Disability } from '../../../statistics/disaggregation.ts';
import { callResults, formalSteps, highestStep, lightSteps, type Step, steps } from '../../../statistics/stages.ts';
import { identityOf, type Selection, selected, subjectsOf } from '../../numbers/filter.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import type { DetailedRow, ReleaseRequest } from '../protection.ts';
import type { Quarter } from './periods.ts';

/** What is counted, before anything is withheld. It never leaves the publishing step. */
export interface CountedTable extends Pick<ReleaseRequest, 'columns' | 'formula'> {
  readonly id: ReleaseTableId;
  readonly rows: readonly DetailedRow[];
}

/** Where a step stands: whether police powers were used, and whether it was formal. */
export function ladderOf(step: Step): readonly [level: string, part: string, step: string] {
  if ((lightSteps as readonly Step[]).includes(step)) return ['light', 'informal', step];
  return ['enforcement', (formalSteps as readonly Step[]).includes(step) ? 'formal' : 'stopped', step];
}

/** Everybody whom nobody could tell apart is one person: the count of people behind a number is never too high. */
const notTold = 'notTold';

/**
 * A row of nothing for each code that a column can have, so that a zero is shown as a zero. The other columns take
 * their first code.
 */
function zeros(choices: readonly (readonly (readonly string[])[])[], person?: string): DetailedRow[] {
  return choices.flatMap((column, at) =>
    column.map((codes) => ({
      codes: choices.flatMap((other, index) => (index === at ? codes : (other[0] ?? []))),
      n: 0,
      ...(person === undefined ? {} : { person }),
    })),
  );
}

/** The same codes in one row: the engine takes each combination once, where nobody stands behind it by name. */
function merged(rows: readonly DetailedRow[]): DetailedRow[] {
  const byCodes = new Map<string, DetailedRow>();
  for (const row of rows) {
    const key = row.codes.join('|');
    byCodes.set(key, { codes: row.codes, n: row.n + (byCodes.get(key)?.n ?? 0) });
  }
  return [...byCodes.values()];
}

const single = (codes: readonly string[]): (readonly string[])[] => codes.map((code) => [code]);
const codesOf = (quarters: readonly Quarter[]): (readonly string[])[] => single(quarters.map(({ code }) => code));
const ladders = steps.map(ladderOf);
const ladderColumns = ['level', 'part', 'step'] as const;

/** What is counted of, and what there is to tell apart. */
export interface Counting {
  readonly selection: Selection;
  /** NCES ids of all schools. */
  readonly schools: readonly string[];
  /** Quarters that lie in the days counted. */
  readonly quarters: readonly Quarter[];
}

/** The quarter a day lies in. */
function quarterOf(day: RawBuilder<unknown>, quarters: readonly Quarter[]): RawBuilder<string> {
  const cases = quarters.map(
    ({ code, from, to }) => sql`WHEN ${day} BETWEEN ${from}::date AND ${to}::date THEN ${code}`,
  );
  return sql`CASE ${sql.join(cases, sql` `)} END`;
}

/** Calls for an officer by school, what became of them, and who called. A call counts no student. */
async function countCalls(tx: Tx, { selection, schools, quarters }: Counting): Promise<CountedTable> {
  const { rows } = await sql<{ quarter: string; school: string; result: string; caller: string; n: number }>`
    SELECT ${quarterOf(sql.ref('call.local_day'), quarters)} AS quarter, school.nces_id AS school,
      CASE call.state WHEN 'handedBack' THEN 'handedBack' WHEN 'withdrawn' THEN 'withdrawn'
                      WHEN 'requested' THEN 'undecided' ELSE 'responded' END AS result,
      call.caller_role AS caller, count(*) AS n
    FROM call JOIN school ON school.program_id = call.program_id AND school.id = call.school_id
    WHERE ${selected('call', selection)} GROUP BY 1, 2, 3, 4`.execute(tx);
  return {
    id: 'calls',
    columns: ['quarter', 'school', 'result', 'caller'],
    formula: 'school + result * caller',
    rows: merged([
      ...rows.map(({ quarter, school, result, caller, n }) => ({ codes: [quarter, school, result, caller], n })),
      ...zeros([codesOf(quarters), single(schools), single(callResults), single(callerRoles)]),
    ]),
  };
}

/** Filed incidents by school, who began and the most serious outcome; behind each stands one of its students. */
async function countIncidents(tx: Tx, { selection, schools, quarters }: Counting): Promise<CountedTable> {
  const { rows } = await sql<{
    quarter: string;
    school: string;
    origin: string;
    outcomes: Outcome[] | null;
    enforcement: boolean;
    who: string | null;
  }>`
    SELECT ${quarterOf(sql.ref('incident.local_day'), quarters)} AS quarter, school.nces_id AS school,
      coalesce(incident.origin, 'selfInitiated') AS origin, incident.outcomes,
      incident.action_count > 0 AS enforcement,
      (SELECT min(encode(identity.pseudonym, 'hex')) FROM student_identity identity
       WHERE identity.program_id = incident.program_id AND identity.incident_id = incident.id) AS who
    FROM incident JOIN school ON school.program_id = incident.program_id AND school.id = incident.school_id
    WHERE ${selected('incident', selection)}`.execute(tx);
  return {
    id: 'incidents',
    columns: ['quarter', 'school', 'origin', ...ladderColumns],
    formula: 'school + origin + (level > part > step)',
    rows: [
      ...rows.map(({ quarter, school, origin, outcomes, enforcement, who }) => ({
        codes: [quarter, school, origin, ...ladderOf(highestStep(outcomes ?? [], enforcement))],
        n: 1,
        person: who ?? notTold,
      })),
      ...zeros([codesOf(quarters), single(schools), single(['called', 'selfInitiated']), ladders], notTold),
    ],
  };
}

interface StudentRow {
  readonly school: string;
  readonly races: Race[];
  readonly sex: Sex;
  readonly age: AgeBand;
  readonly el: YesNoUnknown;
  readonly disability: Disability;
  readonly told: string;
  readonly enforcement: boolean;
}

/**
 * Different students of the period, each once: the most serious thing that happened, what the school recorded at the
 * latest incident, and that incident's school. Students nobody has attached are not among them.
 */
async function countStudents(tx: Tx, { selection, schools }: Counting): Promise<CountedTable> {
  const { rows } = await sql<StudentRow>`
    SELECT school.nces_id AS school, races, sex, age, el, disability, told, enforcement FROM (
      SELECT (array_agg(incident.program_id))[1] AS program_id,
        (array_agg(incident.school_id ORDER BY incident.occurred_at DESC, incident.id))[1] AS school_id,
        -- Arrays of unequal length cannot be gathered into one: as text they can.
        (array_agg(array_to_json(identity.races)::text ORDER BY incident.occurred_at DESC, incident.id))[1]::json AS races,
        (array_agg(identity.sex ORDER BY incident.occurred_at DESC, incident.id))[1] AS sex,
        (array_agg(identity.age_band ORDER BY incident.occurred_at DESC, incident.id))[1] AS age,
        (array_agg(identity.el ORDER BY incident.occurred_at DESC, incident.id))[1] AS el,
        (array_agg(identity.disability ORDER BY incident.occurred_at DESC, incident.id))[1] AS disability,
        string_agg(array_to_string(student.outcomes, ' '), ' ') AS told, bool_or(student.enforcement) AS enforcement
      FROM ${subjectsOf(selection)} JOIN ${identityOf(selection)}
      WHERE ${selected('incident', selection)}
      GROUP BY identity.pseudonym
    ) merged JOIN school ON school.program_id = merged.program_id AND school.id = merged.school_id`.execute(tx);
  const { race, sex, age, englishLearner, disability } = categories;
  return {
    id: 'students',
    columns: ['school', ...ladderColumns, 'race', 'sex', 'age', 'englishLearner', 'disability'],
    formula: 'school + (level > part > step) + level * (race + sex + age + englishLearner + disability)',
    rows: merged([
      ...rows.map((row) => ({
        codes: [
          row.school,
          ...ladderOf(highestStep(row.told.split(' ').filter((word) => word !== '') as Outcome[], row.enforcement)),
          ...[toSpd15Group(row.races), row.sex, row.age, row.el, row.disability],
        ],
        n: 1,
      })),
      ...zeros([
        single(schools),
        ladders,
        single(race),
        single(sex),
        single(age),
        single(englishLearner),
        single(disability),
      ]),
    ]),
  };
}

/** Each use of police powers by kind and school; behind each stands the student it was used on. */
async function countActions(tx: Tx, { selection, schools, quarters }: Counting): Promise<CountedTable> {
  const { rows } = await sql<{ quarter: string; school: string; kind: string; who: string | null }>`
    SELECT ${quarterOf(sql.ref('incident.local_day'), quarters)} AS quarter, school.nces_id AS school, action.kind, encode(identity.pseudonym, 'hex') AS who
    FROM incident JOIN enforcement_action action
      ON action.program_id = incident.program_id AND action.incident_id = incident.id
    JOIN school ON school.program_id = incident.program_id AND school.id = incident.school_id
    LEFT JOIN student_identity identity ON identity.program_id = action.program_id
      AND identity.incident_id = action.incident_id AND identity.student_key = action.student_key
    WHERE ${selected('incident', selection)}`.execute(tx);
  return {
    id: 'actions',
    columns: ['quarter', 'school', 'kind'],
    formula: 'school + kind',
    rows: [
      ...rows.map(({ quarter, school, kind, who }) => ({
        codes: [quarter, school, kind],
        n: 1,
        person: who ?? notTold,
      })),
      ...zeros([codesOf(quarters), single(schools), single(actionKinds)], notTold),
    ],
  };
}

/**
 * Counts everything a release tells of its days. Needs the vault open. Students are counted over `wholeYear` alone: one
 * counts once a school year, so that quarters do not add up, and a quarter's release has none.
 */
export async function countRelease(
  tx: Tx,
  counting: Counting,
  wholeYear: { readonly from: string; readonly to: string } | null,
): Promise<readonly CountedTable[]> {
  const { reach } = counting.selection;
  return [
    await countCalls(tx, counting),
    await countIncidents(tx, counting),
    await countActions(tx, counting),
    ...(wholeYear === null
      ? []
      : [await countStudents(tx, { ...counting, selection: { from: wholeYear.from, to: wholeYear.to, reach } })]),
  ];
}
