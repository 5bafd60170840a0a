import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { triadOf } from '../domain/activities/presets.ts';
import { activityKinds, type CopsRole, copsRoles, statutoryFunctions } from '../domain/activities/record.ts';
import { type ActivityGroup, contacts, timeBy, timeByTriad, timeDimensions, timeInAll } from './time.ts';

const SEED = 20261122;
const anyGroup: fc.Arbitrary<ActivityGroup> = fc.record({
  kind: fc.constantFrom(...activityKinds),
  role: fc.constantFrom(...copsRoles),
  statutoryFunction: fc.constantFrom(...statutoryFunctions),
  schoolId: fc.option(fc.constantFrom('s1', 's2')),
  officerId: fc.constantFrom('o1', 'o2', 'o3'),
  month: fc.constantFrom('2025-09', '2025-10'),
  positive: fc.boolean(),
  entries: fc.integer({ min: 1, max: 500 }),
  minutes: fc.integer({ min: 1, max: 9000 }),
  audience: fc.nat(3000),
});
const minutes = (sums: ReadonlyMap<string, { minutes: number }>): number =>
  [...sums.values()].reduce((all, sum) => all + sum.minutes, 0);

describe('time', () => {
  it('[D2] adds up to the same minutes by kind, role, function, school, officer and month', () => {
    fc.assert(
      fc.property(fc.array(anyGroup), (groups) => {
        const all = timeInAll(groups).minutes;
        for (const dimension of timeDimensions) expect(minutes(timeBy(groups, dimension))).toBe(all);
        expect(minutes(timeBy(groups, 'kind', 'month'))).toBe(all);
      }),
      { seed: SEED },
    );
  });

  it('[D3] gives the same minutes by role and by triad, for every officer, school and month', () => {
    fc.assert(
      fc.property(fc.array(anyGroup), (groups) => {
        const byTriad = timeByTriad(groups);
        const folded = new Map<string, number>();
        for (const [role, sum] of timeBy(groups, 'role')) {
          const to = triadOf(role as CopsRole);
          folded.set(to, (folded.get(to) ?? 0) + sum.minutes);
        }
        expect(new Map([...byTriad].map(([key, sum]) => [key, sum.minutes]))).toEqual(folded);
      }),
      { seed: SEED },
    );
  });

  it('[D6] sets positive contacts beside enforcement, and gives no ratio to nothing', () => {
    const groups = fc
      .sample(anyGroup, { seed: SEED, numRuns: 5 })
      .map((group) => ({ ...group, positive: true, entries: 10 }));
    expect(contacts(groups, 4)).toEqual({ positive: 50, enforcement: 4, perEnforcement: 12.5 });
    expect(contacts(groups, 0).perEnforcement).toBeNull();
  });
});
