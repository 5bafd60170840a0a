import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishLinked } from '../disclosure/linked/publish.ts';
import { loadSolver } from '../disclosure/solver.ts';
import { type Outcome, outcomes } from '../domain/incidents/record.ts';
import type { IncidentGroup, StudentGroup } from './funnel.ts';
import { type YearCounts, yearAsLinkedCounts } from './public-year.ts';
import { callResults } from './stages.ts';

const SEED = 20261122;
const highs = await loadSolver();
const outcomeSets = fc.uniqueArray(fc.constantFrom<Outcome>(...outcomes), { maxLength: 2 });
const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 }));
const anyStudents: fc.Arbitrary<StudentGroup> = fc.record({
  outcomes: outcomeSets,
  enforcement: fc.boolean(),
  n: size,
});
const anyIncidents: fc.Arbitrary<IncidentGroup> = fc.record({
  origin: fc.constantFrom('called' as const, 'selfInitiated' as const),
  outcomes: outcomeSets,
  enforcement: fc.boolean(),
  n: size,
});
const anyYear: fc.Arbitrary<YearCounts> = fc.record({
  calls: fc.array(fc.record({ result: fc.constantFrom(...callResults), n: size })),
  incidents: fc.array(anyIncidents, { maxLength: 12 }),
  students: fc.record({ groups: fc.array(anyStudents, { maxLength: 12 }), unattached: fc.nat(20) }),
});

describe('a year as linked counts', () => {
  it('[P7.9] publishes safely whatever was counted: small counts of incidents and students never, zeros always', () => {
    fc.assert(
      fc.property(anyYear, (year) => {
        const shown = publishLinked(yearAsLinkedCounts(year), highs);
        expect(shown.ok).toBe(true);
        if (!shown.ok) return;
        for (const { key, n, open } of yearAsLinkedCounts(year).cells) {
          if (n === 0) expect(shown.value[key]).toEqual({ status: 'published', n: 0 });
          if (n > 0 && n < 10 && !open) expect(shown.value[key]).toEqual({ status: 'withheld' });
          const cell = shown.value[key];
          if (cell?.status === 'published') expect(cell.n).toBe(n);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
