import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contacts } from '../../../tests/support/contacts.ts';
import { type Outcome, sentence } from '../problem.ts';
import type { Policy } from '../product/policy.ts';
import { type Row, readTable } from '../product/table.ts';
import { loadSolver } from '../solver.ts';
import { entryText, type Ledger, readLedger, type Scope } from './entry.ts';
import { atomsOf, extentOf, piecesOf } from './periods.ts';
import { verifyUnion } from './proof.ts';
import { type Release, releaseBeside } from './release.ts';

const highs = await loadSolver();
const all = { quarter: ['Q1', 'Q2', 'Q3', 'Q4'] };
const exact: Policy = { threshold: 10, zeros: 'published', protect: 'exact', cost: 'cells' };
const bound: Policy = { ...exact, protect: 'bound' };

/** Data and what was published of them. */
class Office {
  readonly texts: string[] = [];
  rows: readonly Row[];
  readonly policy: Policy;

  constructor(csv: string, policy: Policy) {
    this.rows = rowsOf(csv);
    this.policy = policy;
  }

  ledger(): Ledger {
    const read = readLedger(this.texts.map((text, at) => ({ file: `${at + 1}`, text })));
    if (!read.ok) throw new Error(read.problems.map(sentence).join('\n'));
    return read.value;
  }

  try(formula: string, scope: Scope, policy = this.policy): Outcome<Release> {
    const columns = (this.rows[0]?.cells ?? []).slice(0, -1);
    const read = (text: string) => readTable(this.rows, { file: 'in.csv', formula: text, count: 'n' });
    const wanted = { counts: 'contacts', formula, scope };
    return releaseBeside({ wanted, policy, ledger: this.ledger(), columns, read }, highs);
  }

  publish(formula: string, scope: Scope): Release {
    const made = this.try(formula, scope);
    if (!made.ok) throw new Error(made.problems.map(sentence).join('\n'));
    this.texts.push(entryText(made.value.entry));
    expect(verifyUnion(made.value.union, this.policy, made.value.audit)).toEqual([]);
    expect(made.value.audit.figures).toMatchObject({ exact: 0, exactInIntegers: 0, belowBound: 0 });
    return made.value;
  }

  /** Changes the count of the first row that begins so. */
  change(start: string, by: number): void {
    const found = this.rows.findIndex(({ cells }) => cells.join(',').startsWith(start));
    this.rows = this.rows.map((row, at) =>
      at === found ? { ...row, cells: [...row.cells.slice(0, -1), String(Number(row.cells.at(-1)) + by)] } : row,
    );
  }
}

function rowsOf(csv: string): readonly Row[] {
  return csv
    .trim()
    .split('\n')
    .map((line, at) => ({ line: at + 1, cells: line.split(',') }));
}

function withheldOf({ chosen }: Release): number {
  return chosen.withheld.reduce((sum, mark) => sum + mark, 0);
}

const refused = (made: Outcome<Release>): readonly string[] =>
  made.ok ? ['published'] : [...new Set(made.problems.map(({ code }) => code))];

describe('quarters, then the year', () => {
  const formula = '(zone > school) * event * sex';

  test('[P7.9] nothing can be worked out over the union, at most a tenth more is withheld than jointly', () => {
    const data = contacts(2, 20261122);
    const office = new Office(data, exact);
    const apart = [...all.quarter.map((code) => ({ quarter: [code] })), all].map((scope) =>
      office.publish(formula, scope),
    );
    const jointly = new Office(data, exact).publish(`${formula} * quarter`, all);
    const cells = apart.reduce((sum, release) => sum + withheldOf(release), 0);
    expect(cells).toBeLessThanOrEqual(1.1 * withheldOf(jointly));
  });
});

const small = `school,sex,quarter,n
A,F,Q1,31
A,M,Q1,25
B,F,Q1,40
B,M,Q1,12
A,F,Q2,35
A,M,Q2,3
B,F,Q2,44
B,M,Q2,52
`;

describe('year to date', () => {
  test('[P7.9] what follows by subtraction is protected though nobody prints it', () => {
    const office = new Office(small, bound);
    const first = office.publish('school * sex', { quarter: ['Q1'] });
    expect(withheldOf(first)).toBe(0);
    const both = office.publish('school * sex', { quarter: ['Q1', 'Q2'] });
    const cell = (codes: string) => both.entry.rows.find(([row]) => row.join() === codes)?.[1];
    // 25 are out for the first quarter: the sum of 28 would tell 3.
    expect(cell('A,M,Total')).toBeNull();
    expect(cell('Total,Total,Total')).toBe(242);
    expect(withheldOf(both)).toBe(4);
  });

  test('[P7.9] the same counts in one column of a table or in one release each are the same counts', () => {
    const office = new Office(small, bound);
    const joint = office.publish('school * sex * quarter', { quarter: ['Q1', 'Q2'] });
    const again = office.publish('school * sex', { quarter: ['Q2'] });
    const of = (release: Release, quarter: string) =>
      release.entry.rows
        .filter(([codes]) => codes[2] === quarter)
        .map(([[school, sex], n]) => `${school} ${sex} ${n}`)
        .sort();
    expect(of(again, 'Total')).toEqual(of(joint, 'Q2'));
  });

  test('[P7.9] any course of releases leaves two values to every withheld count', () => {
    const scopes = fc.shuffledSubarray(
      [['Q1'], ['Q2'], ['Q3'], ['Q1', 'Q2'], ['Q1', 'Q2', 'Q3'], ['Q2', 'Q3']].map((quarter) => ({ quarter })),
      { minLength: 2, maxLength: 3 },
    );
    const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 10, max: 90 })), {
      minLength: 18,
      maxLength: 18,
    });
    let published = 0;
    fc.assert(
      fc.property(scopes, counts, (course, n) => {
        const lines = n.map(
          (each, at) => `${'ABC'[at % 3]},${'FM'[Math.floor(at / 3) % 2]},Q${1 + Math.floor(at / 6)},${each}`,
        );
        const office = new Office(`school,sex,quarter,n\n${lines.join('\n')}\n`, exact);
        for (const scope of course) {
          // A later release may be impossible; it is refused then, and what is out stays safe.
          if (!office.try('school * sex', scope).ok) return;
          published += office.publish('school * sex', scope).entry.sequence > 1 ? 1 : 0;
        }
      }),
      { seed: 79, numRuns: 25 },
    );
    expect(published).toBeGreaterThan(20);
  });
});

describe('corrections', () => {
  const setUp = () => {
    const office = new Office(small, bound);
    office.publish('school * sex', { quarter: ['Q1'] });
    office.publish('school * sex', { quarter: ['Q2'] });
    return office;
  };

  test('[P7.9] one that shows a few students is refused, with the cells', () => {
    const office = setUp();
    office.change('A,F,Q1', 2);
    const made = office.try('school * sex', { quarter: ['Q1'] });
    expect(refused(made)).toEqual(['changeExposes']);
    expect(made.ok ? '' : made.problems.map(sentence).join('\n')).toContain(
      'A / F / Q1: 31 was published, and now it is 33',
    );
  });

  test('[P7.9] one that changes nothing, or by many, passes', () => {
    const office = setUp();
    expect(office.publish('school * sex', { quarter: ['Q1'] }).entry.rows).toEqual(office.ledger().entries[0]?.rows);
    office.change('B,F,Q1', 15);
    const corrected = office.publish('school * sex', { quarter: ['Q1'] });
    expect(corrected.entry.rows.find(([codes]) => codes.join() === 'Total,Total,Total')?.[1]).toBe(123);
    // The year is the sum of the corrected quarter and the other one.
    expect(office.publish('school * sex', { quarter: ['Q1', 'Q2'] }).entry.rows[0]?.[1]).toBe(257);
  });

  test('[P7.9] one whose rest shows how withheld counts changed is refused', () => {
    const office = setUp();
    // 18 more boys in a school that is out, 14 of them taken from boys that are withheld: 4 remain.
    office.change('B,F,Q2', 18);
    office.change('A,M,Q2', -2);
    expect(refused(office.try('school * sex', { quarter: ['Q2'] }))).toContain('changeExposesRest');
  });

  test('[P7.9] after the year a correction of the year passes, and the quarters before it hold no more', () => {
    const office = setUp();
    office.publish('school * sex', all2);
    office.change('B,F,Q1', 15);
    const corrected = office.publish('school * sex', all2);
    expect(corrected.entry.outdated.length).toBeGreaterThan(0);
    office.publish('school * sex', { quarter: ['Q1'] });
  });

  const all2 = { quarter: ['Q1', 'Q2'] };
});

describe('what is refused', () => {
  const out = () => {
    const office = new Office(small, bound);
    office.publish('school', { quarter: ['Q1'] });
    return office;
  };

  test('[P7.9] a finer table that a published total forces to ones', () => {
    const office = new Office('kind,sex,n\na,F,1\na,M,1\nb,F,90\nb,M,80\nc,F,1\nc,M,10\n', { ...exact, threshold: 2 });
    office.publish('kind', {});
    expect(refused(office.try('kind * sex', {}))).toEqual(['forcedToOnes']);
  });

  test('[P7.9] other promises, columns that are gone, periods that are not there or not said', () => {
    expect(refused(out().try('school', { quarter: ['Q1', 'Q2'] }, { ...bound, threshold: 5 }))).toEqual([
      'policyDiffers',
    ]);
    expect(refused(out().try('school', {}))).toEqual(['periodUnsaid']);
    expect(refused(out().try('school', { quarter: ['Q1', 'Q9'] }))).toEqual(['periodMissing']);
    const lost = out();
    lost.rows = lost.rows.map(({ line, cells }) => ({ line, cells: cells.slice(1) }));
    expect(refused(lost.try('sex', { quarter: ['Q1', 'Q2'] }))).toContain('columnLost');
    // Nothing that is out has to do with the second quarter.
    expect(out().try('sex', { quarter: ['Q2'] }, { ...bound, threshold: 5 }).ok).toBe(true);
  });

  test('[P7.9] a ledger that somebody changed', () => {
    const office = out();
    office.publish('sex', { quarter: ['Q1'] });
    const [first = '', second = ''] = office.texts;
    const broken = (texts: readonly string[]) => {
      const read = readLedger(texts.map((text) => ({ file: 'x', text })));
      return read.ok ? 'read' : read.problems[0]?.code;
    };
    expect(broken([first, second])).toBe('read');
    expect(broken([first.replace('56', '57'), second])).toBe('ledgerBroken');
    expect(broken([second])).toBe('ledgerBroken');
    expect(broken([second, first])).toBe('ledgerBroken');
    expect(broken([first, first])).toBe('ledgerBroken');
    expect(broken(['{}'])).toBe('notAnEntry');
    expect(broken(['{'])).toBe('notAnEntry');
  });
});

describe('the checks themselves', () => {
  test('[P7.9] tables that do not add up, or leave a count one value, prove nothing', () => {
    const office = new Office(small, bound);
    const { union, audit } = office.publish('school * sex', { quarter: ['Q2'] });
    const values = audit.values ?? [];
    const check = (tables: readonly (readonly number[])[] | null) =>
      verifyUnion(union, bound, { values: tables, nodes: audit.nodes }).length;
    expect(check(values)).toBe(0);
    expect(check(values.slice(0, 1))).toBeGreaterThan(0);
    expect(check(values.map((table) => table.map((n, at) => (at === 0 ? n + 1 : n))))).toBeGreaterThan(0);
    expect(check(null)).toBe(1);
  });

  test('periods fall into pieces that do not overlap', () => {
    const extents = [
      ['Q1', 'Q2'],
      ['Q2', 'Q3'],
      ['Q1', 'Q2', 'Q3', 'Q4'],
    ].map(extentOf);
    const atoms = atomsOf(extents);
    expect(atoms.map(({ key }) => key).sort()).toEqual(['Q1', 'Q2', 'Q3', 'Q4']);
    for (const extent of extents) expect(piecesOf(extent, atoms)).toHaveLength(extent.points.length);
    expect(piecesOf(extentOf(['Q1']), atomsOf([extentOf(['Q1', 'Q2'])]))).toBeNull();
  });
});
