import { type RawBuilder, sql } from 'kysely';
import { shippedMatters } from '../../../domain/calls/matters.ts';
import { callerRoles } from '../../../domain/calls/record.ts';
import { actionKinds } from '../../../domain/incidents/actions.ts';
import type { Outcome } from '../../../domain/incidents/record.ts';

import type { ReleaseTableId } from '../../../portal/release-view.ts';

import { callResults, formalSteps, highestStep, lightSteps, type Step, steps } from '../../../statistics/stages.ts';
import { type Selection, selected } from '../../numbers/filter.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import type { DetailedRow, TableRequest } from '../protection.ts';
import type { Quarter } from './periods.ts';

/** What is counted, before anything is withheld. It never leaves the publishing step. */
export interface CountedTable extends Pick<TableRequest, 'columns' | 'formula'> {
  readonly id: ReleaseTableId;
  readonly rows: readonly DetailedRow[];
}

/** The same, record by record. The first column is the quarter. */
export interface RecordTable extends Pick<TableRequest, 'columns' | 'formula'> {
  readonly id: 'calls' | 'incidents' | 'actions';
  readonly records: readonly CountedRecord[];
  /** A row of nothing for each code that a column can have. */
  readonly blanks: readonly DetailedRow[];
}

/** One record as a release counts it. */
export interface CountedRecord {
  readonly id: string;
  readonly codes: readonly string[];
  readonly person?: string;
}

/** Where a step stands: whether police powers were used, and whether it was formal. */
export function ladderOf(step: Step): readonly [level: string, part: string, step: string] {
  if ((lightSteps as readonly Step[]).includes(step)) return ['light', 'informal', step];
  return ['enforcement', (formalSteps as readonly Step[]).includes(step) ? 'formal' : 'stopped', step];
}

/** Behaviors that a program added itself, whose names are nobody's to release unseen. */
const own = 'own';

/** Where a behavior stands: the tile it is on in the list as it ships, however a program has moved it since. */
function behaviorOf(code: string): readonly [behavior: string, matter: string] {
  const shipped = shippedMatters.find((matter) => matter.code === code);
  return shipped === undefined ? [own, own] : [shipped.group, shipped.code];
}

/** Everybody whom nobody could tell apart is one person: the count of people behind a number is never too high. */
export const notTold = 'notTold';

/**
 * A row of nothing for each code that a column can have, so that a zero is shown as a zero. The other columns take
 * their first code.
 */
export function zeros(choices: readonly (readonly (readonly string[])[])[], person?: string): DetailedRow[] {
  return choices.flatMap((column, at) =>
    column.map((codes) => ({
      codes: choices.flatMap((other, index) => (index === at ? codes : (other[0] ?? []))),
      n: 0,
      ...(person === undefined ? {} : { person }),
    })),
  );
}

/** The same codes in one row: the engine takes each combination once, where nobody stands behind it by name. */
export function merged(rows: readonly DetailedRow[]): DetailedRow[] {
  const byCodes = new Map<string, DetailedRow>();
  for (const row of rows) {
    const key = row.codes.join('|');
    byCodes.set(key, { codes: row.codes, n: row.n + (byCodes.get(key)?.n ?? 0) });
  }
  return [...byCodes.values()];
}

export const single = (codes: readonly string[]): (readonly string[])[] => codes.map((code) => [code]);
const codesOf = (quarters: readonly Quarter[]): (readonly string[])[] => single(quarters.map(({ code }) => code));
export const ladders = steps.map(ladderOf);
export const ladderColumns = ['level', 'part', 'step'] as const;

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

/** Calls for an officer by school, what became of them, who called and why. A call counts no student. */
async function countCalls(tx: Tx, { selection, schools, quarters }: Counting): Promise<RecordTable> {
  const { rows } = await sql<{
    id: string;
    quarter: string;
    school: string;
    result: string;
    caller: string;
    matter: string;
  }>`
    SELECT call.id, ${quarterOf(sql.ref('call.local_day'), quarters)} AS quarter, school.nces_id AS school,
      CASE call.state WHEN 'handedBack' THEN 'handedBack' WHEN 'withdrawn' THEN 'withdrawn'
                      WHEN 'requested' THEN 'undecided' ELSE 'responded' END AS result,
      call.caller_role AS caller, call.matter
    FROM call JOIN school ON school.program_id = call.program_id AND school.id = call.school_id
    WHERE ${selected('call', selection)}`.execute(tx);
  return {
    id: 'calls',
    columns: ['quarter', 'school', 'result', 'caller', 'behavior', 'matter'],
    formula: 'school + result * (caller + behavior) + (behavior > matter)',
    records: rows.map(({ id, quarter, school, result, caller, matter }) => ({
      id,
      codes: [quarter, school, result, caller, ...behaviorOf(matter)],
    })),
    blanks: zeros([
      codesOf(quarters),
      single(schools),
      single(callResults),
      single(callerRoles),
      [...shippedMatters.map(({ code }) => behaviorOf(code)), behaviorOf(own)],
    ]),
  };
}

/** Filed incidents by school, who began and the most serious outcome; behind each stands one of its students. */
async function countIncidents(tx: Tx, { selection, schools, quarters }: Counting): Promise<RecordTable> {
  const { rows } = await sql<{
    id: string;
    quarter: string;
    school: string;
    origin: string;
    outcomes: Outcome[] | null;
    enforcement: boolean;
    who: string | null;
  }>`
    SELECT incident.id, ${quarterOf(sql.ref('incident.local_day'), quarters)} AS quarter, school.nces_id AS school,
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
    records: rows.map(({ id, quarter, school, origin, outcomes, enforcement, who }) => ({
      id,
      codes: [quarter, school, origin, ...ladderOf(highestStep(outcomes ?? [], enforcement))],
      person: who ?? notTold,
    })),
    blanks: zeros([codesOf(quarters), single(schools), single(['called', 'selfInitiated']), ladders], notTold),
  };
}

/** What an incident says where no offense applies. Offenses that nothing was done for are left out, and so are zero. */
const noOffense = 'none';

/** Each use of police powers by kind, school and the offense its incident was about; behind each stands the student it was used on. */
async function countActions(tx: Tx, { selection, schools, quarters }: Counting): Promise<RecordTable> {
  const { rows } = await sql<{
    id: string;
    quarter: string;
    school: string;
    kind: string;
    offense: string | null;
    who: string | null;
  }>`
    SELECT action.incident_id || '/' || action.action_no AS id,
      ${quarterOf(sql.ref('incident.local_day'), quarters)} AS quarter, school.nces_id AS school, action.kind, incident.offense,
      encode(identity.pseudonym, 'hex') AS who
    FROM incident JOIN enforcement_action action
      ON action.program_id = incident.program_id AND action.incident_id = incident.id
    JOIN school ON school.program_id = incident.program_id AND school.id = incident.school_id
    LEFT JOIN student_identity identity ON identity.program_id = action.program_id
      AND identity.incident_id = action.incident_id AND identity.student_key = action.student_key
    WHERE ${selected('incident', selection)}`.execute(tx);
  return {
    id: 'actions',
    columns: ['quarter', 'school', 'kind', 'offense'],
    formula: 'school + kind + offense',
    records: rows.map(({ id, quarter, school, kind, offense, who }) => ({
      id,
      codes: [quarter, school, kind, offense ?? noOffense],
      person: who ?? notTold,
    })),
    blanks: zeros([codesOf(quarters), single(schools), single(actionKinds), single([noOffense])], notTold),
  };
}

/** Counts every call, incident and use of police powers of the days, record by record. Needs the vault open. */
export async function countRecords(tx: Tx, counting: Counting): Promise<readonly RecordTable[]> {
  return [await countCalls(tx, counting), await countIncidents(tx, counting), await countActions(tx, counting)];
}
