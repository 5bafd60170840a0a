import { describe, expect, test } from 'vitest';
import { loadSolver } from '../solver.ts';
import { verifyCertificate } from '../verify/verify.ts';
import { certificateText, privateCertificate, readCertificate, sealed } from './certificate.ts';
import { intervals } from './intervals.ts';
import { auditPrivate } from './private.ts';
import type { AuditPolicy, PublicTable } from './public-table.ts';
import { auditPublic, certify } from './report.ts';
import { mayShowShare } from './shares.ts';
import { Tables } from './tables.ts';

const highs = await loadSolver();

/** Small tables are judged with a threshold that can be checked in the head. */
function policy(protect: AuditPolicy['protect'], zeros: AuditPolicy['zeros'] = 'published'): AuditPolicy {
  return { threshold: 10, zeros, protect };
}

/** A table written as lines: codes, then the count or `?` for a withheld one; `?7` tells the true count behind it. */
function written(columns: string, lines: readonly string[]): { table: PublicTable; truth: number[] } {
  const cells = lines.map((line) => line.split(' '));
  return {
    table: {
      columns: columns.split(' '),
      formula: columns.replaceAll(' ', ' * '),
      rows: cells.map((each) => {
        const n = each.at(-1) ?? '';
        return { codes: each.slice(0, -1), n: n.startsWith('?') ? null : Number(n) };
      }),
    },
    truth: cells.map((each) => Number((each.at(-1) ?? '').replace('?', ''))),
  };
}

function csvOf({ columns, rows }: PublicTable): string {
  const lines = rows.map(({ codes, n }) => [...codes, n ?? '', n === null ? 'withheld' : 'published'].join(','));
  return `${[...columns, 'n', 'status'].join(',')}\n${lines.join('\n')}\n`;
}

function kindsOf(table: PublicTable, how: AuditPolicy): string[] {
  return auditPublic(table, how, highs).findings.map(
    ({ kind, cells }) => `${kind}: ${cells.map((c) => c.join('/')).join(' ')}`,
  );
}

describe('[P7.9] tables checked by hand', () => {
  test('2 x 2 with one small cell withheld alone: the total gives it away', () => {
    const { table } = written('a b', [
      ...['Total Total 93', 'Total x 33', 'Total y 60', 'u Total 23', 'v Total 70'],
      ...['u x ?3', 'u y 20', 'v x 30', 'v y 40'],
    ]);
    expect(kindsOf(table, policy('exact'))).toEqual(['exact: u/x']);
    expect(kindsOf(table, policy('bound'))).toEqual(['exact: u/x', 'belowBound: u/x']);
  });

  test('2 x 2 with all four withheld: intervals as worked out by hand', () => {
    const { table, truth } = written('a b', [
      ...['Total Total 93', 'Total x 33', 'Total y 60', 'u Total 23', 'v Total 70'],
      ...['u x ?3', 'u y ?20', 'v x ?30', 'v y ?40'],
    ]);
    const found = intervals(table, policy('exact'), highs) ?? [];
    const expected = [
      { lo: 1, hi: 22 },
      { lo: 1, hi: 22 },
      { lo: 11, hi: 32 },
      { lo: 38, hi: 59 },
    ];
    expect(found.slice(5)).toEqual(expected);
    expect(found.slice(0, 5)).toEqual([null, null, null, null, null]);
    const report = auditPublic(table, policy('full'), highs);
    expect(report).toMatchObject({ safe: true, findings: [], figures: { exact: 0, minWidth: 21 } });
    expect(auditPrivate(table, { n: truth }, policy('full'), highs).safe).toBe(true);
  });

  test('a branch with a single child: the child is its parent', () => {
    const lines = ['Total Total 90', 'z1 Total 7', 'z1 s1 ?7', 'z2 Total 83', 'z2 s2 40', 'z2 s3 43'];
    const { table } = written('zone school', lines);
    expect(kindsOf(table, policy('exact'))).toEqual(['exact: z1/s1']);
    const both = written('zone school', [
      'Total Total 90',
      ...['z1 Total ?7', 'z1 s1 ?7', 'z2 Total ?83', 'z2 s2 ?40', 'z2 s3 43'],
    ]);
    const found = intervals(both.table, policy('exact'), highs) ?? [];
    // z2 is at least 43 + 1, so z1 at most 46, and s1 the same.
    expect(found[1]).toEqual({ lo: 1, hi: 46 });
    expect(found[2]).toEqual({ lo: 1, hi: 46 });
    expect(found[4]).toEqual({ lo: 1, hi: 46 });
  });

  test('three singletons in a row that add up to three: each is one; to four: each may be two', () => {
    const three = written('a', ['Total 3', 'u ?1', 'v ?1', 'w ?1']);
    expect(auditPublic(three.table, policy('exact'), highs).figures).toMatchObject({ exact: 3, minWidth: 0 });
    const four = written('a', ['Total 4', 'u ?1', 'v ?1', 'w ?2']);
    const report = auditPublic(four.table, policy('exact'), highs);
    expect(report).toMatchObject({ safe: true, figures: { exact: 0, groupSums: 1, minWidth: 1 } });
    expect(auditPublic(four.table, policy('bound'), highs).figures).toMatchObject({ belowBound: 3 });
  });

  test('a group whose withheld sum is small is told, and is a breach where readers must not learn that', () => {
    const { table } = written('a', ['Total 50', 'u ?3', 'v ?4', 'w 43']);
    const exact = auditPublic(table, policy('exact'), highs);
    expect(exact.findings).toEqual([
      { kind: 'groupSums', cells: [['u'], ['v']], reason: 'together they are 7', fails: false },
    ]);
    expect(exact.safe).toBe(true);
    expect(auditPublic(table, policy('bound'), highs)).toMatchObject({
      safe: false,
      figures: { groupSums: 1, belowBound: 2 },
    });
  });

  test('zeros give a margin away', () => {
    const { table } = written('a b', [
      ...['Total Total 54', 'Total x 34', 'Total y 20', 'u Total ?4', 'v Total ?50'],
      ...['u x ?4', 'u y 0', 'v x 30', 'v y 20'],
    ]);
    expect(kindsOf(table, policy('exact'))).toEqual(['exact: u/Total', 'exact: v/Total', 'exact: u/x']);
  });

  test('nested levels of unequal depth', () => {
    const given = written('zone school', ['Total Total 60', 'z1 Total 53', 'z1 s1 ?5', 'z1 s2 48', 'z2 Total ?7']);
    expect(kindsOf(given.table, policy('exact'))).toEqual(['exact: z1/s1', 'exact: z2/Total']);
    const kept = written('zone school', ['Total Total 60', 'z1 Total ?53', 'z1 s1 ?5', 'z1 s2 48', 'z2 Total ?7']);
    const found = intervals(kept.table, policy('bound'), highs) ?? [];
    expect(found[1]).toEqual({ lo: 49, hi: 59 });
    expect(found[2]).toEqual({ lo: 1, hi: 11 });
    expect(found[4]).toEqual({ lo: 1, hi: 11 });
    expect(auditPublic(kept.table, policy('bound'), highs).safe).toBe(true);
  });

  test('withheld without end: where nothing above it is published', () => {
    const { table } = written('a', ['Total ?30', 'u ?3', 'v 27']);
    const found = intervals(table, policy('exact'), highs);
    expect(found).toEqual([{ lo: 28, hi: null }, { lo: 1, hi: null }, null]);
  });

  test('counts up to a thousand million', () => {
    const { table } = written('a b', [
      ...['Total Total 3000000000', 'Total x 1000000003', 'Total y 1999999997'],
      ...['u Total 1500000000', 'v Total 1500000000'],
      ...['u x ?3', 'u y ?1499999997', 'v x ?1000000000', 'v y ?500000000'],
    ]);
    const found = intervals(table, policy('bound'), highs) ?? [];
    expect(found.slice(5)).toEqual([
      { lo: 1, hi: 1_000_000_002 },
      { lo: 499_999_998, hi: 1_499_999_999 },
      { lo: 1, hi: 1_000_000_002 },
      { lo: 499_999_998, hi: 1_499_999_999 },
    ]);
    expect(certify(table, policy('bound'), highs).ok).toBe(true);
  });

  test('what only fractions can reach is not reached', () => {
    const puzzle = {
      cells: [],
      follows: [],
      dropped: 0,
      lo: Float64Array.of(1, 1),
      hi: Float64Array.of(9, 9),
      equations: [{ variables: [0, 1], by: [2, 1], is: 4 }],
    };
    const tables = Tables.from(highs, puzzle);
    expect([...(tables?.first ?? [])]).toEqual([1, 2]);
    expect(tables?.reaches(0, 1, 2)).toEqual({ kind: 'impossible', by: 'wholeNumbers' });
    expect(tables?.reaches(1, -1, 1)).toEqual({ kind: 'impossible', by: 'wholeNumbers' });
    expect(tables?.reaches(1, 1, 3)).toEqual({ kind: 'impossible', by: 'sums' });
    tables?.dispose();
  });
});

describe('[P7.9] the private file beside the public one', () => {
  const safe = [
    ...['Total Total 93', 'Total x 33', 'Total y 60', 'u Total 23', 'v Total 70'],
    ...['u x ?3', 'u y ?20', 'v x ?30', 'v y ?40'],
  ];

  test('a published count that is not true, and a small one that is published', () => {
    const { table, truth } = written('a', ['Total 60', 'u ?11', 'v ?44', 'w 5']);
    const found = auditPrivate(table, { n: truth }, policy('exact'), highs);
    expect(found.findings.map(({ kind }) => kind)).toEqual(['primaryPublished']);
    const other = auditPrivate(table, { n: [60, 11, 43, 6] }, policy('exact'), highs);
    expect(other.findings.map(({ kind }) => kind)).toEqual(['notTrue']);
  });

  test('the insider: with zeros as complements 0 is no other value for one of the counted', () => {
    const { table, truth } = written('a', ['Total 30', 'u ?1', 'v ?0', 'w 29']);
    expect(auditPublic(table, policy('exact', 'complement'), highs).safe).toBe(true);
    const found = auditPrivate(table, { n: truth }, policy('exact', 'complement'), highs);
    expect(found.findings.filter(({ fails }) => fails).map(({ kind, cells }) => [kind, cells])).toEqual([
      ['insider', [['u']]],
    ]);
  });

  test('the insider of a count of events: the others are known once his own fill it', () => {
    const { table, truth } = written('a', ['Total 60', 'u ?12', 'v ?4', 'w 44']);
    const people = [30, 3, 2, 25];
    const known = auditPrivate(table, { n: truth, people, largest: [14, 12, 2, 9] }, policy('exact'), highs);
    expect(known.safe).toBe(true);
    // There 13, 14 and 15 remain for whoever made all 12; here the margins leave nothing above 12.
    const tight = written('a b', [
      ...['Total Total 60', 'Total x 13', 'Total y 47', 'u Total 13', 'v Total 47'],
      ...['u x ?12', 'u y ?1', 'v x ?1', 'v y ?46'],
    ]);
    const who = [30, 5, 20, 5, 20, 3, 1, 1, 18];
    const largest = [14, 12, 9, 12, 9, 12, 1, 1, 9];
    const report = auditPrivate(tight.table, { n: tight.truth, people: who, largest }, policy('exact'), highs);
    expect(report.findings.map(({ kind, cells }) => `${kind} ${cells.join(' ')}`)).toContain('insider u,x');
  });

  test('few people behind many events are told', () => {
    const { table, truth } = written('a', ['Total 90', 'u ?20', 'v ?30', 'w 40']);
    const found = auditPrivate(table, { n: truth, people: [40, 3, 4, 33] }, policy('exact'), highs);
    expect(found.findings).toMatchObject([
      { kind: 'groupSums', reason: 'together they are 50 by 4 to 7 people, as far as is known' },
    ]);
  });

  test('at `full` only small counts must come down to the floor', () => {
    const { table, truth } = written('a', ['Total 60', 'u ?9', 'v ?45', 'w ?6']);
    expect(auditPublic(table, policy('full'), highs).safe).toBe(true);
    const narrow = written('a b', [
      ...['Total Total 60', 'Total x 20', 'Total y 40', 'u Total 15', 'v Total 45'],
      ...['u x ?5', 'u y ?10', 'v x ?15', 'v y ?30'],
    ]);
    const report = auditPublic(narrow.table, policy('full'), highs);
    expect(report.findings.map(({ kind, cells, fails }) => [kind, cells, fails])).toEqual([
      ['aboveFloor', [['v', 'x']], false],
    ]);
    expect(auditPrivate(narrow.table, { n: narrow.truth }, policy('full'), highs).safe).toBe(true);
    expect(truth.length).toBe(4);
  });

  test('a certificate made with the truth says so, and holds', () => {
    const { table, truth } = written('a b', safe);
    const moves = [
      [
        [5, 9],
        [6, -9],
        [7, -9],
        [8, 9],
      ],
    ] as const;
    const text = csvOf(table);
    const certificate = sealed(privateCertificate(table, policy('bound'), truth, moves), text);
    expect(verifyCertificate(text, certificateText(certificate))).toMatchObject({
      holds: true,
      private: true,
      tables: 2,
    });
  });
});

describe('[P7.9] percentages beside counts', () => {
  test.for([
    [12, 40, true],
    [0, 40, true],
    [40, 40, true],
    [3, 40, false],
    [38, 40, false],
    [3, 7, false],
    [0, 7, false],
    [null, 40, false],
    [12, null, false],
    [0, 0, false],
  ] as const)('%s of %s: %s', ([part, whole, shown]) => {
    expect(mayShowShare(part, whole, 10)).toBe(shown);
  });
});

describe('[P7.9] certificates as files', () => {
  test('come back as they were written', () => {
    const { table } = written('a', ['Total 60', 'u ?9', 'v ?45', 'w ?6']);
    const made = certify(table, policy('bound'), highs);
    if (!made.ok) throw new Error('no certificate');
    const certificate = sealed(made.value, csvOf(table));
    const read = readCertificate(certificateText(certificate));
    expect(read).toEqual({ ok: true, value: certificate });
    expect(certificateText(certificate)).toBe(certificateText(certificate));
  });

  test.for(['', '{}', '[]', '{"format":"opensro-certificate"}', 'x'])('%j is none', (text) => {
    expect(readCertificate(text)).toMatchObject({ ok: false, problems: [{ code: 'notACertificate' }] });
  });

  test('are the same, byte for byte, every time', () => {
    const { table } = written('a b', [
      ...['Total Total 93', 'Total x 33', 'Total y 60', 'u Total 23', 'v Total 70'],
      ...['u x ?3', 'u y ?20', 'v x ?30', 'v y ?40'],
    ]);
    const texts = [1, 2, 3].map(() => {
      const made = certify(table, policy('bound'), highs);
      return made.ok ? certificateText(made.value) : '';
    });
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).not.toBe('');
  });
});
