import { describe, expect, test } from 'vitest';
import { certificateText, sealed } from '../../src/disclosure/audit/certificate.ts';
import { auditPrivate } from '../../src/disclosure/audit/private.ts';
import type { AuditPolicy } from '../../src/disclosure/audit/public-table.ts';
import { auditPublic } from '../../src/disclosure/audit/report.ts';
import { loadSolver } from '../../src/disclosure/solver.ts';
import { verifyCertificate } from '../../src/disclosure/verify/verify.ts';
import { subtractionChains } from './attacker.ts';
import { csvOf, protectedProduct } from './products.ts';
import { secondAudit } from './second-auditor.ts';

const highs = await loadSolver();

describe.for([
  ['dash', 'exact'],
  ['cross', 'exact'],
  ['mid', 'exact'],
  ['dash', 'bound'],
  ['cross', 'bound'],
] as const)('[P7.9] 5 schools, %s, %s', ([name, protect]) => {
  const policy: AuditPolicy = { threshold: 10, zeros: 'published', protect };
  const { table, product, unprotected } = protectedProduct(5, name, policy, highs);

  test('nothing is computable: by the audit, by the verifier, by the second auditor, by subtraction', () => {
    expect(unprotected).toEqual([]);
    const report = auditPrivate(table, { n: product.n }, policy, highs);
    expect(report.findings.filter(({ fails }) => fails)).toEqual([]);
    expect(report.figures).toMatchObject({ exact: 0, exactInIntegers: 0, belowBound: 0 });
    const text = csvOf(table);
    const certificate = report.certificate;
    const verified = verifyCertificate(text, certificate === null ? '' : certificateText(sealed(certificate, text)));
    expect(verified.claims.filter(({ faults }) => faults.length > 0)).toEqual([]);
    const second = secondAudit(table, 1, protect === 'bound' ? policy.threshold : null);
    expect(second).toEqual({ possible: true, exact: [], exactInIntegers: [], belowBound: [] });
    expect(subtractionChains(table.rows, 1, 2).size).toBe(0);
  });
});

describe('[P7.9] planted leaks', () => {
  const policy: AuditPolicy = { threshold: 10, zeros: 'published', protect: 'exact' };
  const { table, product, primary } = protectedProduct(5, 'cross', policy, highs);
  const withheld = table.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const shownToo = (row: number, n: number) => ({
    ...table,
    rows: table.rows.with(row, { codes: table.rows[row]?.codes ?? [], n }),
  });
  const kinds = (changed: typeof table): Set<string> =>
    new Set(
      auditPrivate(changed, { n: product.n }, policy, highs).findings.flatMap(({ kind, fails }) => (fails ? kind : [])),
    );

  test('withheld cells published after all: what becomes computable is found, as the second auditor finds it', () => {
    let leaks = 0;
    for (const row of withheld.filter((_, index) => index % 40 === 0)) {
      const changed = shownToo(row, product.n[row] ?? 0);
      const { figures } = auditPublic(changed, policy, highs);
      const second = secondAudit(changed, 1, null);
      expect([row, figures.exact, figures.exactInIntegers]).toEqual([
        row,
        second.exact.length,
        second.exactInIntegers.length,
      ]);
      const found = kinds(changed);
      if (primary[row] === 1) expect(found).toContain('primaryPublished');
      else expect(found.has('exact') || found.has('exactInIntegers')).toBe(figures.exact + figures.exactInIntegers > 0);
      if (figures.exact + figures.exactInIntegers > 0) leaks += 1;
    }
    expect(leaks).toBeGreaterThan(2);
  });

  test('a published count moved by one is no true count, and breaks the sums it stands in', () => {
    const published = table.rows.flatMap(({ n }, row) => (n !== null && n > 20 ? [row] : []));
    for (const row of published.filter((_, index) => index % 7 === 0)) {
      const found = kinds(shownToo(row, (product.n[row] ?? 0) + 1));
      expect(found.has('notTrue') || found.has('contradiction')).toBe(true);
    }
  });

  test('rows that no honest file has', () => {
    const [first] = table.rows;
    if (first === undefined) throw new Error('no rows');
    expect(kinds({ ...table, rows: [...table.rows, first] })).toEqual(new Set(['duplicate']));
    expect(kinds(shownToo(0, 1.5))).toEqual(new Set(['notACount']));
    expect(kinds(shownToo(0, -1))).toEqual(new Set(['notACount']));
    expect(kinds({ ...table, rows: table.rows.with(0, { codes: ['x'], n: 1 }) })).toContain('shape');
  });

  test('a certificate of the sound file proves nothing of the leaking one', () => {
    const text = csvOf(table);
    const sound = auditPublic(table, policy, highs).certificate;
    if (sound === null) throw new Error('no certificate');
    for (const row of withheld.slice(0, 5)) {
      const leaking = csvOf(shownToo(row, product.n[row] ?? 0));
      const proof = certificateText(sealed(sound, leaking));
      expect(verifyCertificate(leaking, proof).holds).toBe(false);
      expect(verifyCertificate(leaking, certificateText(sealed(sound, text))).holds).toBe(false);
    }
  });
});
