import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditPrivate } from '../../src/disclosure/audit/private.ts';
import { privateRows, readPrivate } from '../../src/disclosure/output/private.ts';
import { publicRows, readPublic } from '../../src/disclosure/output/public.ts';
import { sentence } from '../../src/disclosure/problem.ts';
import type { Policy } from '../../src/disclosure/product/policy.ts';
import { type Product, productOf } from '../../src/disclosure/product/product.ts';
import { systemOf } from '../../src/disclosure/product/system-of.ts';
import { readTable } from '../../src/disclosure/product/table.ts';
import { loadSolver } from '../../src/disclosure/solver.ts';
import { suppressPeople } from '../../src/disclosure/suppress/people.ts';
import { type Suppression, suppress } from '../../src/disclosure/suppress/suppress.ts';

// Events are published, people are counted: what is withheld together must have many people behind it.

const highs = await loadSolver();
const bound: Policy = { threshold: 10, zeros: 'published', protect: 'bound', cost: 'cells' };

/** One record: codes, then who, then how many events. */
type Line = readonly [codes: readonly string[], person: number, n: number];

function counted(columns: readonly string[], formula: string, lines: readonly Line[], policy: Policy) {
  const rows = [[...columns, 'who', 'n'], ...lines.map(([codes, person, n]) => [...codes, `p${person}`, String(n)])];
  const spec = { file: 'in.csv', formula, count: 'n', contributor: 'who' };
  const table = readTable(
    rows.map((cells, at) => ({ line: at + 1, cells })),
    spec,
  );
  const product = table.ok ? productOf(table.value, null, policy.threshold) : table;
  const system = product.ok ? systemOf(product.value, policy) : product;
  if (!product.ok || !system.ok) throw new Error((product.ok ? [] : product.problems).map(sentence).join('\n'));
  return { product: product.value, system: system.value };
}

function audit(product: Product, { withheld }: Suppression, policy: Policy, named = true) {
  const { n, people, largest, who, columns, formula, cells } = product;
  if (largest === null || who === null) throw new Error('No people were counted.');
  const rows = cells.map(({ codes }, cell) => ({ codes, n: withheld[cell] === 1 ? null : (n[cell] ?? 0) }));
  const truth = { n, people, largest, ...(named ? { who } : {}) };
  return auditPrivate({ columns, formula: formula.text, rows }, truth, policy, highs);
}

describe('three withheld siblings: 40 events of 6 people, 4 people behind each', () => {
  const people = { Arrest: [1, 2, 3, 4], Search: [3, 4, 5, 6], Citation: [5, 6, 1, 2] };
  const lines: Line[] = [
    ...Object.entries(people).flatMap(([kind, who]) =>
      who.map(
        (person, at): Line => [
          [kind],
          person,
          kind === 'Arrest' && at === 0 ? 6 : at < 2 ? 4 : kind === 'Arrest' ? 3 : 2,
        ],
      ),
    ),
    ...Array.from({ length: 30 }, (_, at): Line => [['Talk'], 100 + at, 3]),
    ...Array.from({ length: 25 }, (_, at): Line => [['Meeting'], 100 + at, 2]),
  ];
  const withheldOf = ({ cells }: Product, { withheld }: Suppression) =>
    cells.flatMap(({ codes }, cell) => (withheld[cell] === 1 ? codes : [])).sort();
  const at = (protect: Policy['protect']) => {
    const policy = { ...bound, protect };
    const { product, system } = counted(['kind'], 'kind', lines, policy);
    const who = product.who === null ? null : { who: product.who };
    return { policy, product, alone: suppress(system, highs), chosen: suppressPeople(system, who, highs) };
  };
  const groups = ({ findings }: ReturnType<typeof audit>) =>
    findings.filter(({ kind }) => kind === 'groupSums').map(({ reason, fails }) => ({ reason, fails }));
  const found = 'together they are 40 by 6 different people';

  test.for(['bound', 'full'] as const)(
    '[P7.9] %s: the next larger count is withheld too, and the audit agrees',
    (protect) => {
      const { policy, product, alone, chosen } = at(protect);
      expect(withheldOf(product, alone)).toEqual(['Arrest', 'Citation', 'Search']);
      expect(groups(audit(product, alone, policy))).toEqual([{ reason: found, fails: true }]);
      expect(audit(product, alone, policy)).toMatchObject({
        safe: false,
        certificate: null,
        figures: { groupSums: 1 },
      });
      expect(withheldOf(product, chosen)).toEqual(['Arrest', 'Citation', 'Meeting', 'Search']);
      expect(audit(product, chosen, policy)).toMatchObject({ safe: true, figures: { groupSums: 0 } });
    },
  );

  test('[P7.9] exact: it is reported, as small sums of events are, and stops nothing', () => {
    const { policy, product, alone, chosen } = at('exact');
    expect(chosen).toEqual(alone);
    expect(groups(audit(product, chosen, policy))).toEqual([{ reason: found, fails: false }]);
    expect(audit(product, chosen, policy)).toMatchObject({ safe: true, figures: { groupSums: 1 } });
  });

  test('[P7.9] the private file tells who is behind small counts, by numbers; without them the worst is taken', () => {
    const { policy, product, alone } = at('bound');
    const line = (cells: readonly string[], index: number) => ({ line: index + 1, cells });
    const shown = publicRows(product, alone.withheld, null);
    const { primary } = counted(['kind'], 'kind', lines, policy).system;
    const secret = privateRows(shown, product, { primary, withheld: alone.withheld, protects: () => [] });
    const file = readPublic(shown.map(line), 'public.csv', 'kind');
    const read = file.ok ? readPrivate(secret.map(line), 'private.csv', file.value) : file;
    if (!read.ok) throw new Error(read.problems.map(sentence).join('\n'));
    expect(read.value.who).toEqual(product.who);
    expect(groups(audit(product, alone, policy, false))).toEqual([
      { reason: 'together they are 40 by 4 to 12 people, as far as is known', fails: true },
    ]);
  });
});

describe('a group known by two sums together', () => {
  // Both schools and the sum of all else are out; of each kind of contact the schools' own counts are withheld.
  const lines: Line[] = [
    ...['North', 'South'].flatMap((school, at) => [
      ...[1, 2, 3].map((person): Line => [[school, 'Arrest'], person + at, 5]),
      ...Array.from({ length: 30 }, (_, k): Line => [[school, 'Talk'], 100 + 50 * at + k, 2]),
    ]),
    ...Array.from({ length: 40 }, (_, k): Line => [['East', 'Talk'], 300 + k, 2]),
  ];
  const { product, system } = counted(['school', 'kind'], 'school * kind', lines, bound);
  const cell = (...codes: string[]) => product.cells.findIndex((each) => each.codes.join() === codes.join());
  const hidden = [
    ...[cell('North', 'Arrest'), cell('South', 'Arrest'), cell('Total', 'Arrest')],
    ...[cell('North', 'Total'), cell('South', 'Total')],
  ];
  const withheld = Uint8Array.from(product.cells, (_, at) => (hidden.includes(at) ? 1 : 0));

  test('[P7.9] the rest of what two withheld totals are together is found', () => {
    // North and South together are 150; 60 talks each are out: 30 arrests by 4 people remain.
    const { findings } = audit(product, { withheld, unprotected: [], witnesses: [] }, bound);
    expect(findings.filter(({ kind }) => kind === 'groupSums')).toMatchObject([
      { reason: 'together they are 30 by 4 different people', fails: true },
    ]);
  });

  test('[P7.9] and never left by the choice', () => {
    const chosen = suppressPeople(system, product.who === null ? null : { who: product.who }, highs);
    expect(chosen.unprotected).toEqual([]);
    expect(audit(product, chosen, bound)).toMatchObject({ safe: true, figures: { groupSums: 0 } });
  });
});

describe('any records', () => {
  const sizes = { a: 4, b: 3 };
  const line = fc
    .tuple(fc.nat(sizes.a - 1), fc.nat(sizes.b - 1), fc.oneof(fc.nat(5), fc.nat(60)), fc.integer({ min: 1, max: 6 }))
    .map(([a, b, person, n]): Line => [[`a${a}`, `b${b}`], person, n]);
  const lines = fc.array(line, { minLength: 40, maxLength: 110 });

  /** From the records, not from what was counted: groups that can be added up, by the number of people behind them. */
  const groupsIn = ({ cells, sums, n }: Product, withheld: Uint8Array, records: readonly Line[], threshold: number) => {
    const events = (cell: number) => n[cell] ?? 0;
    const isIn = (cell: number, codes: readonly string[]) =>
      cells[cell]?.codes.every((code, at) => code === 'Total' || code === codes[at]);
    return sums.flatMap(({ total, parts }) => {
      const group = parts.filter((part) => withheld[part] === 1);
      if (withheld[total] === 1 || group.length < 2) return [];
      const who = new Set(
        records.flatMap(([codes, person]) => (group.some((cell) => isIn(cell, codes)) ? person : [])),
      );
      return who.size < threshold
        ? [{ total, people: who.size, events: group.reduce((sum, cell) => sum + events(cell), 0) }]
        : [];
    });
  };

  test.for(['bound', 'full'] as const)('[P7.9] %s: no group of withheld siblings has few people', (protect) => {
    const policy = { ...bound, protect, threshold: 6 };
    let [helped, published] = [0, 0];
    fc.assert(
      fc.property(lines, (records) => {
        const { product, system } = counted(['a', 'b'], 'a * b', records, policy);
        const chosen = suppressPeople(system, product.who === null ? null : { who: product.who }, highs);
        if (chosen.unprotected.length > 0) return;
        published += 1;
        expect(groupsIn(product, chosen.withheld, records, policy.threshold)).toEqual([]);
        expect(audit(product, chosen, policy).findings.filter(({ fails }) => fails)).toEqual([]);
        const alone = suppress(system, highs).withheld;
        if (groupsIn(product, alone, records, policy.threshold).length > 0) helped += 1;
      }),
      { seed: 4, numRuns: 35 },
    );
    expect(published).toBeGreaterThan(20);
    expect(helped).toBeGreaterThan(5);
  });
});
