import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificateText, sealed } from '../../src/disclosure/audit/certificate.ts';
import { intervals } from '../../src/disclosure/audit/intervals.ts';
import { auditPublic, certify } from '../../src/disclosure/audit/report.ts';
import { loadSolver } from '../../src/disclosure/solver.ts';
import { verifyCertificate } from '../../src/disclosure/verify/verify.ts';
import { subtractionChains } from './attacker.ts';
import { secondAudit } from './second-auditor.ts';
import { allTables, type Made, smallTables } from './tables.ts';

const highs = await loadSolver();
const threshold = 3;

function csvOf({ columns, rows }: Made): string {
  const lines = rows.map(({ codes, n }) => [...codes, n ?? '', n === null ? 'withheld' : 'published'].join(','));
  return `${[...columns, 'n', 'status'].join(',')}\n${lines.join('\n')}\n`;
}

describe.for([
  ['published', 1],
  ['complement', 0],
] as const)('[P7.9] zeros %s: the audit of any small table', ([zeros, floor]) => {
  const runs = { seed: 20_261_122, numRuns: 150 };

  test('says of each cell what all tables that can be behind it say, and so does the second auditor', () => {
    fc.assert(
      fc.property(smallTables(floor), (made) => {
        const all = allTables(made, floor);
        const policy = { threshold, zeros, protect: 'bound' } as const;
        const report = auditPublic(made, policy, highs);
        const found = intervals(made, policy, highs);
        const values = made.rows.map((_, row) =>
          [...new Set(all.map((table) => table[row] ?? -1))].sort((a, b) => a - b),
        );
        const hidden = made.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
        const fixed = hidden.filter((row) => values[row]?.length === 1);
        const small = hidden.filter((row) => (values[row]?.at(-1) ?? 0) < threshold);
        expect(report.figures.exact + report.figures.exactInIntegers).toBe(fixed.length);
        expect(report.figures.belowBound).toBe(small.length);
        for (const row of hidden) {
          expect(found?.[row]).toEqual({ lo: values[row]?.[0], hi: values[row]?.at(-1) });
        }
        const second = secondAudit(made, floor, threshold);
        expect(second.possible).toBe(true);
        expect(second.exact.length).toBe(report.figures.exact);
        expect([...second.exact, ...second.exactInIntegers].sort((a, b) => a - b)).toEqual(fixed);
        expect(second.belowBound).toEqual(small);
      }),
      runs,
    );
  });

  test('gives a certificate exactly when nothing is found, and adding up confirms it', () => {
    fc.assert(
      fc.property(smallTables(floor), (made) => {
        const policy = { threshold, zeros, protect: 'exact' } as const;
        const { safe } = auditPublic(made, policy, highs);
        const certificate = certify(made, policy, highs);
        expect(certificate.ok).toBe(safe);
        if (!certificate.ok) return;
        const text = csvOf(made);
        const report = verifyCertificate(text, certificateText(sealed(certificate.value, text)));
        expect(report.claims.flatMap(({ faults }) => faults)).toEqual([]);
        expect(report.holds).toBe(true);
      }),
      runs,
    );
  });

  test('is never beaten by a reader who subtracts', () => {
    fc.assert(
      fc.property(smallTables(floor), (made) => {
        const solved = subtractionChains(made.rows, floor);
        for (const [row, value] of solved) expect(value).toBe(made.truth[row]);
        const report = auditPublic(made, { threshold, zeros, protect: 'exact' }, highs);
        expect(report.figures.exact + report.figures.exactInIntegers).toBeGreaterThanOrEqual(solved.size);
      }),
      runs,
    );
  });
});
