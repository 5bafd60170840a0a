import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { timeBy, timeDimensions } from '../../statistics/time.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { countActivities, sumActivities } from './counts.ts';

const world = await testWorld();
const { database, program, service } = world;
const { officer } = program.people;

const body = (minutes: number, kind: string, day: number, school: boolean) => ({
  kind,
  topic: null,
  schoolId: school ? program.schools[0] : null,
  startedAt: `2026-${day < 15 ? '08' : '09'}-${String((day % 15) + 1).padStart(2, '0')}T15:00:00Z`,
  minutes,
  role: 'informalCounselor',
  statutoryFunction: 'other',
  functionOtherReason: 'relationshipBuilding',
  audience: 'students',
  audienceSize: minutes % 3 === 0 ? null : 4,
  note: '',
});

const step = fc.record({
  minutes: fc.integer({ min: 1, max: 60 }),
  kind: fc.constantFrom('mentoring', 'presence', 'meeting'),
  day: fc.integer({ min: 0, max: 29 }),
  school: fc.boolean(),
  after: fc.constantFrom('keep', 'change', 'takeBack'),
});

/** The same count from the entries themselves. */
const direct = `SELECT kind, role, function, officer_id, coalesce(school_id, '00000000-0000-0000-0000-000000000000') AS school_id,
  positive, date_trunc('month', local_day)::date AS month, count(*)::int AS entries, sum(minutes)::int AS minutes,
  coalesce(sum(audience_size), 0)::int AS audience
  FROM activity WHERE NOT withdrawn AND program_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`;
const kept = `SELECT kind, role, function, officer_id, school_id, positive, month, entries, minutes, audience
  FROM activity_month WHERE program_id = $1 AND entries > 0 ORDER BY 1, 2, 3, 4, 5, 6, 7`;
const ofAllTime = `SELECT kind, role, function, officer_id, owner_id, school_id, positive, entries::int, minutes::int, audience::int
  FROM activity_total WHERE program_id = $1 AND entries > 0 ORDER BY 1, 2, 3, 4, 5, 6, 7`;
const monthsOfAllTime = `SELECT kind, role, function, officer_id, owner_id, school_id, positive, sum(entries)::int AS entries,
  sum(minutes)::int AS minutes, sum(audience)::int AS audience
  FROM activity_month WHERE program_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(entries) > 0 ORDER BY 1, 2, 3, 4, 5, 6, 7`;

describe('time added up by month', () => {
  it('[D6] says what the entries say, whatever was logged, changed and taken back, for any days', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { minutes, kind, day, school, after } of steps) {
          const id = uuidv7();
          const logged = await world.request(officer, 'POST', '/activities', {
            id,
            reason: 'late',
            ...body(minutes, kind, day, school),
          });
          expect(logged.statusCode, logged.body).toBe(200);
          if (after === 'keep') continue;
          const change = after === 'change' ? body(minutes + 1, 'meeting', 29 - day, !school) : null;
          const changed = await world.request(officer, 'PUT', `/activities/${id}`, {
            baseVersion: 1,
            reason: 'mended',
            body: change,
          });
          expect(changed.statusCode, changed.body).toBe(200);
        }
        const [entries, months] = [
          await database.query(direct, [program.id]),
          await database.query(kept, [program.id]),
        ];
        expect(months).toEqual(entries);
        expect(await database.query(ofAllTime, [program.id])).toEqual(
          await database.query(monthsOfAllTime, [program.id]),
        );
      }),
      { numRuns: 12, seed: 16 },
    );
    for (const [from, to] of [
      ['2026-08-01', '2026-09-30'],
      ['2026-08-05', '2026-09-07'],
      ['2026-08-10', '2026-08-31'],
      ['2026-09-03', '2026-09-09'],
      ['2026-09-01', '2026-10-14'],
      ['2026-07-28', '2026-09-04'],
      ['2026-08-03', '2026-09-24'],
      ['2026-08-25', '2026-09-25'],
      ['2026-08-26', '2026-10-02'],
    ] as const) {
      const counted = await inProgram(service, { programId: program.id }, (tx) =>
        countActivities(tx, { from, to, reach: { kind: 'all' } }),
      );
      const [whole] = await database.query<{ entries: number; minutes: number }>(
        `SELECT count(*)::int AS entries, coalesce(sum(minutes), 0)::int AS minutes FROM activity
         WHERE NOT withdrawn AND program_id = $1 AND local_day BETWEEN $2 AND $3`,
        [program.id, from, to],
      );
      const sum = (key: 'entries' | 'minutes') => counted.reduce((all, group) => all + group[key], 0);
      expect({ entries: sum('entries'), minutes: sum('minutes') }, `${from} to ${to}`).toEqual(whole);
      const sums = await inProgram(service, { programId: program.id }, (tx) =>
        sumActivities(tx, { from, to, reach: { kind: 'all' } }),
      );
      for (const dimension of timeDimensions) {
        const within = { kind: sums.done, role: sums.done, statutoryFunction: sums.done } as const;
        const added =
          dimension === 'school'
            ? timeBy(sums.schools, dimension)
            : dimension === 'officer'
              ? timeBy(sums.officers, dimension)
              : dimension === 'month'
                ? timeBy(sums.months, dimension)
                : timeBy(within[dimension], dimension);
        const ordered = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => a.localeCompare(b));
        expect(ordered(added), `${dimension}, ${from} to ${to}`).toEqual(ordered(timeBy(counted, dimension)));
      }
    }
  });
});
