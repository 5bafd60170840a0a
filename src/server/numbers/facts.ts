import { sql } from 'kysely';
import type { Outcome } from '../../domain/incidents/record.ts';
import type { AgeBand, Sex, YesNoUnknown } from '../../domain/shared/people.ts';
import type { Race } from '../../domain/shared/race.ts';
import type { Disability, FactGroup } from '../../statistics/disaggregation.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { attachedOf, type Selection, selected, subjectsOf, unattachedOf } from './filter.ts';

/** Involvements alike, with what came of them. */
export interface CountedFacts extends FactGroup {
  readonly outcomes: readonly Outcome[];
  readonly enforcement: boolean;
}

interface FactRow {
  readonly races: Race[] | null;
  readonly sex: Sex;
  readonly age_band: AgeBand;
  readonly el: YesNoUnknown;
  readonly disability: Disability;
  readonly offense: string | null;
  readonly outcomes: Outcome[];
  readonly enforcement: boolean;
  readonly n: number;
}

const nobody = {
  races: ['unknown'],
  sex: 'unknown',
  ageBand: 'unknown',
  englishLearner: 'unknown',
  disability: 'unknown',
} as const;

/** What the officer perceived or knew at the time, of each student involved as a subject. The police's own record. */
export async function perceivedFacts(tx: Tx, selection: Selection): Promise<CountedFacts[]> {
  const { rows } = await sql<FactRow>`
    SELECT student.races, student.sex, student.age_band,
           student.el_known AS el,
           CASE student.disability_known WHEN 'yes' THEN 'kindNotKnown' WHEN 'no' THEN 'none' ELSE 'unknown' END AS disability,
           ${alikeColumns}
    FROM ${subjectsOf(selection)}
    WHERE ${selected('incident', selection)}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`.execute(tx);
  return rows.map((row) => ({ ...common(row), perceived: facts(row), recorded: null }));
}

/** What the school has recorded of the same students, whatever the offence. Only with the vault open; nobody attached: all unknown. */
export async function recordedFacts(tx: Tx, selection: Selection): Promise<CountedFacts[]> {
  const { rows } = await sql<FactRow>`
    SELECT identity.races, identity.sex, identity.age_band, identity.el, identity.disability, NULL AS offense,
      identity.outcomes, identity.enforcement, count(*) AS n
    FROM ${attachedOf(selection)} GROUP BY 1, 2, 3, 4, 5, 7, 8
    UNION ALL
    SELECT NULL, 'unknown', 'unknown', 'unknown', 'unknown', NULL, student.outcomes, student.enforcement, count(*)
    FROM ${unattachedOf(selection)} GROUP BY student.outcomes, student.enforcement`.execute(tx);
  return rows.map((row) => ({
    ...common(row),
    perceived: nobody,
    recorded: row.races === null ? null : facts(row),
  }));
}

/**
 * Each different student of the selection once, with the facts recorded on the latest day; those alike added up.
 * Only with the vault open; no pseudonym leaves the database.
 */
export async function studentFacts(tx: Tx, selection: Selection): Promise<FactGroup[]> {
  const { rows } = await sql<Omit<FactRow, 'outcomes' | 'enforcement' | 'offense'>>`
    SELECT races, sex, age_band, el, disability, count(*) AS n
    FROM (
      SELECT DISTINCT ON (identity.pseudonym) identity.races, identity.sex, identity.age_band, identity.el,
        identity.disability
      FROM ${attachedOf(selection)}
      ORDER BY identity.pseudonym, identity.local_day DESC, identity.incident_id DESC
    ) student GROUP BY 1, 2, 3, 4, 5`.execute(tx);
  return rows.map((row) => ({ perceived: nobody, recorded: facts(row), offenseType: null, n: row.n }));
}

const alikeColumns = sql`incident.offense, student.outcomes, student.enforcement, count(*) AS n`;

function facts(row: Pick<FactRow, 'races' | 'sex' | 'age_band' | 'el' | 'disability'>) {
  return {
    races: row.races ?? ['unknown'],
    sex: row.sex,
    ageBand: row.age_band,
    englishLearner: row.el,
    disability: row.disability,
  } as const;
}

function common(row: FactRow) {
  return { offenseType: row.offense, n: row.n, outcomes: row.outcomes, enforcement: row.enforcement };
}
