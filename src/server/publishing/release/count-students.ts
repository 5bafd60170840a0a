import { sql } from 'kysely';
import type { Outcome } from '../../../domain/incidents/record.ts';
import type { AgeBand, Sex, YesNoUnknown } from '../../../domain/shared/people.ts';
import { type Race, toSpd15Group } from '../../../domain/shared/race.ts';
import { categories, type Disability } from '../../../statistics/disaggregation.ts';
import { highestStep } from '../../../statistics/stages.ts';
import { identityOf, selected, subjectsOf } from '../../numbers/filter.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { type CountedTable, type Counting, ladderColumns, ladderOf, ladders, merged, single, zeros } from './counts.ts';

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
 * latest incident, and that incident's school. Students nobody has attached are not among them, nor what happened in the
 * incidents `leftOut` (ids). One counts once a school year: quarters do not add up, and a quarter's release has none.
 * Needs the vault open.
 */
export async function countStudents(
  tx: Tx,
  { selection, schools }: Counting,
  leftOut: readonly string[],
): Promise<CountedTable> {
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
      WHERE ${selected('incident', selection)} AND incident.id <> ALL(${[...leftOut]}::uuid[])
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
