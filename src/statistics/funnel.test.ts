import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, outcomes } from '../domain/incidents/record.ts';
import { byHighestStep, countStudents, enforcementCount, funnel, type IncidentGroup } from './funnel.ts';
import { steps } from './stages.ts';

const SEED = 20261122;
const anyOutcomes = fc.uniqueArray(fc.constantFrom<Outcome>(...outcomes), { maxLength: 4 });
const anyIncident: fc.Arbitrary<IncidentGroup> = fc.record({
  origin: fc.constantFrom('called' as const, 'selfInitiated' as const),
  outcomes: anyOutcomes,
  enforcement: fc.boolean(),
  n: fc.integer({ min: 1, max: 200 }),
});

describe('funnel', () => {
  const result = funnel(
    [
      { result: 'handedBack', n: 430 },
      { result: 'responded', n: 870 },
      { result: 'undecided', n: 4 },
    ],
    [
      { origin: 'called', outcomes: ['returnedToSchool'], enforcement: false, n: 300 },
      { origin: 'selfInitiated', outcomes: ['diversion'], enforcement: true, n: 20 },
      { origin: 'called', outcomes: ['arrest', 'charge'], enforcement: true, n: 5 },
    ],
    { groups: [{ outcomes: ['arrest', 'charge'], enforcement: true, n: 4 }], unattached: 7 },
  );
  const incident = (key: string) => result.incidents.find((stage) => stage.key === key);

  it('[P3.1] counts calls handed back beside those answered and those nobody decided', () => {
    expect(result.calls.map(({ key, n }) => [key, n])).toEqual([
      ['calls', 1304],
      ['handedBack', 430],
      ['responded', 870],
      ['withdrawn', 0],
      ['undecided', 4],
    ]);
  });

  it('[P7.1] counts every incident, called or self-initiated, in each stage it touched, with its denominator', () => {
    expect(incident('incidents')?.n).toBe(325);
    expect(incident('selfInitiated')).toMatchObject({ n: 20, unit: 'incidents', of: { key: 'incidents', n: 325 } });
    expect(incident('diverted')?.n).toBe(20);
    expect(incident('stopped')?.n).toBe(25);
    expect(incident('charged')?.n).toBe(5);
    expect(incident('enforcement')?.n).toBe(25);
    expect(result.students.find((stage) => stage.key === 'arrested')).toMatchObject({ n: 4, unit: 'students' });
    expect(result.unattached).toBe(7);
  });

  it('[P7.1] puts each incident on exactly one step, so that the steps add up', () => {
    fc.assert(
      fc.property(fc.array(anyIncident), (groups) => {
        const counts = byHighestStep(groups);
        const sum = steps.reduce((all, step) => all + counts[step], 0);
        expect(sum).toBe(groups.reduce((all, group) => all + group.n, 0));
        expect(enforcementCount(groups)).toBeLessThanOrEqual(sum);
      }),
      { seed: SEED },
    );
  });
});

describe('countStudents', () => {
  it('[P7.8] counts a pseudonym once, with all its outcomes, whatever the order, and keeps the unattached apart', () => {
    const anyRow = fc.record({
      pseudonym: fc.option(fc.constantFrom('p1', 'p2', 'p3')),
      outcomes: anyOutcomes,
      enforcement: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const one = countStudents(rows);
        const other = countStudents([...rows].reverse());
        expect(byHighestStep(one.groups)).toEqual(byHighestStep(other.groups));
        expect(one.groups.length).toBe(new Set(rows.flatMap((row) => row.pseudonym ?? [])).size);
        expect(one.unattached).toBe(rows.filter((row) => row.pseudonym === null).length);
      }),
      { seed: SEED },
    );
  });
});
