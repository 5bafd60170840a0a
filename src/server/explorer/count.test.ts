import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { clearPlanted, plant } from '../../../tests/support/planted.ts';
import { testWorld } from '../../../tests/support/world.ts';
import { type DimensionId, dimensions, fieldOf, isAboutStudents } from '../../statistics/measures/dimensions.ts';
import { type Condition, type FieldName, fields, type Grain } from '../../statistics/measures/fields.ts';
import { isCollected, measureIds, measures } from '../../statistics/measures/measures.ts';
import { countStudentsIn, type Within } from '../platform/aggregates.ts';
import { requireFrame } from '../platform/program.ts';
import { type Count, countAsked } from './count.ts';
import { periodsWithin } from './members.ts';
import { type Question, sourceOf, wholeOf } from './question.ts';
import type { Asked } from './rows.ts';

const world = await testWorld();
const { database, program, service } = world;
afterEach(() => clearPlanted(world));

/** Every record of a grain with all that can be asked of it, joined from where it was written and not from any copy. */
const joins: Record<Grain, string> = {
  call: `SELECT to_jsonb(call) AS call, NULL AS incident, NULL AS incident_student, NULL AS enforcement_action, NULL AS student_identity FROM call`,
  incident: `SELECT to_jsonb(incident) AS incident FROM incident WHERE state <> 'draft'`,
  involvement: `SELECT to_jsonb(incident) AS incident, to_jsonb(s) AS incident_student, to_jsonb(v) AS student_identity
    FROM incident_student s JOIN incident ON incident.id = s.incident_id AND incident.state <> 'draft'
    LEFT JOIN student_identity v ON v.incident_id = s.incident_id AND v.student_key = s.student_key WHERE s.role = 'subject'`,
  action: `SELECT to_jsonb(incident) AS incident, to_jsonb(a) AS enforcement_action, to_jsonb(s) AS incident_student, to_jsonb(v) AS student_identity
    FROM enforcement_action a JOIN incident ON incident.id = a.incident_id AND incident.state <> 'draft'
    LEFT JOIN incident_student s ON s.incident_id = a.incident_id AND s.student_key = a.student_key
    LEFT JOIN student_identity v ON v.incident_id = a.incident_id AND v.student_key = a.student_key`,
};
type Value = string | readonly string[] | boolean | null;
type Joined = Record<string, Record<string, Value> | null>;

const readOf = (row: Joined, name: FieldName): Value => {
  if (name === 'incidentSchool') return row.incident?.school_id ?? null;
  const { table, column } = fields[name];
  return row[table]?.[column] ?? null;
};

function holds(row: Joined, condition: Condition | null): boolean {
  if (condition === null) return true;
  if ('all' in condition) return condition.all.every((one) => holds(row, one));
  if ('any' in condition) return condition.any.some((one) => holds(row, one));
  const value = readOf(row, condition.field);
  if ('in' in condition) return typeof value === 'string' && condition.in.includes(value);
  if ('notIn' in condition) return typeof value !== 'string' || !condition.notIn.includes(value);
  if ('overlaps' in condition) return Array.isArray(value) && value.some((one) => condition.overlaps.includes(one));
  return value === condition.is;
}

/** The same numbers, record by record and by the registry's own words. */
async function counted(asked: Asked): Promise<readonly Count[]> {
  const { question, days, reach, frame } = asked;
  const { numerator, unit } = measures[question.measure];
  if (numerator === null) throw new Error('not collected');
  const { grain } = numerator;
  const source = sourceOf(question);
  const whole = wholeOf(question.measure);
  const outer = measures[whole ?? question.measure].numerator?.where ?? null;
  const own = (row: Joined) => (grain === 'call' ? row.call : row.incident);
  const member = (row: Joined, id: DimensionId): string => {
    const raw = readOf(row, fieldOf(id, grain, source) ?? 'callDay') as Exclude<Value, boolean>;
    if (dimensions[id].names !== 'period') return dimensions[id].memberOf(raw, source);
    return periodsWithin(id as 'month', days, frame).findLast(({ from }) => from <= String(raw))?.id ?? '';
  };
  const within = (row: Joined): boolean =>
    reach.kind === 'all' ||
    reach.schoolIds.includes(String(own(row)?.school_id)) ||
    own(row)?.owner_id === reach.ownerId ||
    (grain === 'call' && row.call?.officer_id === program.officerIds[0]);
  const rows = (await database.query<Joined>(joins[grain]))
    .filter((row) => String(own(row)?.local_day) >= days.from && String(own(row)?.local_day) <= days.to)
    .filter((row) => question.schools.length === 0 || question.schools.includes(String(own(row)?.school_id)))
    .filter((row) => within(row) && holds(row, outer));
  const latestFirst = rows.toSorted((a, b) =>
    `${own(a)?.local_day}${own(a)?.id}` < `${own(b)?.local_day}${own(b)?.id}` ? 1 : -1,
  );
  const student = (row: Joined) => row.student_identity?.pseudonym ?? null;
  const placed = (row: Joined, id: DimensionId): string =>
    unit === 'students' && isAboutStudents(id)
      ? member(latestFirst.find((one) => student(one) === student(row)) ?? row, id)
      : member(row, id);
  const passing = rows.filter((row) =>
    question.filters.every(({ dimension, members }) => members.includes(placed(row, dimension))),
  );
  const groups = new Map<string, { row: string | null; column: string | null; rows: Joined[] }>();
  for (const one of passing) {
    const row = question.rows === undefined ? null : placed(one, question.rows);
    const column = question.columns === undefined ? null : placed(one, question.columns);
    for (const r of new Set([row, null])) {
      for (const c of new Set([column, null])) {
        const key = `${r}/${c}`;
        groups.set(key, { row: r, column: c, rows: [...(groups.get(key)?.rows ?? []), one] });
      }
    }
  }
  if (!groups.has('null/null')) groups.set('null/null', { row: null, column: null, rows: [] });
  return [...groups.values()]
    .map(({ row, column, rows: those }) => ({
      row,
      column,
      n:
        unit === 'students'
          ? new Set(those.map(student).filter((one) => one !== null)).size
          : those.filter((one) => whole === null || holds(one, numerator.where)).length,
      of: whole === null ? null : those.length,
      unattached:
        unit === 'students' && row === null && column === null
          ? those.filter((one) => student(one) === null).length
          : 0,
    }))
    .filter(({ row, column, n, of }) => n > 0 || of !== null || (row === null && column === null));
}

const sorted = (counts: readonly Count[]): readonly Count[] =>
  counts.toSorted((a, b) => (`${a.row}/${a.column}` < `${b.row}/${b.column}` ? -1 : 1));

const day = fc.constantFrom('2025-12-09', '2026-05-20', '2026-06-30', '2026-07-04', '2026-09-30', '2026-10-01');
const which = fc.constantFrom(0 as const, 1 as const);
const outcomes = fc.subarray(['arrest', 'citation', 'diversion', 'returnedToSchool'], { minLength: 1 });
const races = fc.constantFrom('white', 'asian', 'hispanicOrLatino', 'unknown');
const student = fc.record({
  outcomes,
  race: races,
  recordedRace: races,
  disability: fc.constantFrom('idea', 'section504', 'none', 'unknown'),
  pseudonym: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 8 }),
  stopped: fc.boolean(),
  role: fc.constantFrom('subject', 'subject', 'subject', 'victim'),
});
const incident = fc.record({
  school: which,
  officer: which,
  day,
  origin: fc.constantFrom('called' as const, 'selfInitiated' as const),
  offense: fc.option(fc.constantFrom('35A', '13B')),
  // Nobody is attached twice to one incident.
  students: fc.uniqueArray(student, { selector: ({ pseudonym }) => pseudonym ?? Symbol('nobody'), maxLength: 3 }),
});
const call = fc.record({
  school: which,
  officer: fc.option(which),
  day,
  state: fc.constantFrom('responded', 'handedBack'),
});
const asking = fc
  .oneof(fc.constantFrom(...measureIds.filter(isCollected)), fc.constant('studentsInvolved' as const))
  .chain((measure) => {
    const one = fc.option(fc.constantFrom(...measures[measure].dimensions), { nil: undefined });
    return fc.record({
      measure: fc.constant(measure),
      rows: one,
      columns: one,
      filtered: fc.subarray([...measures[measure].dimensions], { maxLength: 2 }),
      source: fc.constantFrom('perceived' as const, 'recorded' as const),
      from: fc.constantFrom('2025-12-01', '2026-06-15', '2026-09-30'),
      here: fc.boolean(),
      wide: fc.boolean(),
    });
  });

describe('questions', () => {
  it('[P7.3] [P7.4] get the numbers that counting record by record gets, whatever is asked and of whom', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(incident, { minLength: 3, maxLength: 7 }),
        fc.array(call, { maxLength: 4 }),
        fc.array(asking, { minLength: 15, maxLength: 15 }),
        async (incidents, calls, questions) => {
          await clearPlanted(world);
          await plant(world, { incidents, calls });
          // Said later, so that it has to reach what was copied from the incident before.
          await database.query(`UPDATE incident SET matter = CASE WHEN offense = '35A' THEN 'drugs' ELSE matter END,
            body = body || jsonb_build_object('what', jsonb_build_object('setting', CASE WHEN local_day < '2026-07-01' THEN 'schoolGrounds' ELSE 'offCampus' END),
              'origin', CASE WHEN origin = 'called' THEN jsonb_build_object('callerRole', 'teacher') ELSE '{}' END)`);
          for (const { filtered, here, wide, ...rest } of questions) {
            const columns = rest.columns === rest.rows ? undefined : rest.columns;
            const reach: Within = wide
              ? { kind: 'all' }
              : { kind: 'some', schoolIds: [program.schools[0]], ownerId: program.people.officer.id };
            const filters = filtered.map((dimension) => ({
              dimension,
              members: [
                ...(dimensions[dimension].known?.slice(-3) ?? [
                  '2026-09',
                  '2026-27',
                  program.officerIds[0],
                  program.schools[1],
                ]),
              ],
            }));
            const question: Question = {
              ...{ ...rest, year: undefined, to: '2026-10-14', filters, columns },
              schools: here ? [program.schools[0]] : [],
            };
            await countStudentsIn(service, program.id, async (tx) => {
              const frame = await requireFrame(tx, program.id);
              const asked: Asked = { question, days: { from: rest.from, to: '2026-10-14' }, reach, frame };
              expect(sorted(await countAsked(tx, asked)), JSON.stringify(asked.question)).toEqual(
                sorted(await counted(asked)),
              );
            });
          }
        },
      ),
      { numRuns: 12, seed: 24 },
    );
  });
});
