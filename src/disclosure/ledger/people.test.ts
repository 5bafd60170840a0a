import { describe, expect, test } from 'vitest';
import { type Outcome, sentence } from '../problem.ts';
import { defaultPolicy, type Policy } from '../product/policy.ts';
import { type Row, readTable } from '../product/table.ts';
import { loadSolver } from '../solver.ts';
import { entryText, readLedger } from './entry.ts';
import { type Release, releaseBeside } from './release.ts';

// Releases of events by a few people: records name who stands behind each event.

const highs = await loadSolver();

type Line = readonly [kind: string, quarter: string, person: number];

/** So many events of each of some people, a record each. */
function events(kind: string, quarter: string, people: readonly number[], each = 1): Line[] {
  return people.flatMap((person) => Array.from({ length: each }, (): Line => [kind, quarter, person]));
}

const from = (first: number, many: number): readonly number[] => Array.from({ length: many }, (_, at) => first + at);

class Office {
  readonly texts: string[] = [];
  readonly lines: Line[];
  readonly named: boolean;
  readonly policy: Policy;

  constructor(lines: readonly Line[], named = true, policy = defaultPolicy) {
    this.lines = [...lines];
    this.named = named;
    this.policy = policy;
  }

  try(...quarter: readonly string[]): Outcome<Release> {
    const ledger = readLedger(this.texts.map((text, at) => ({ file: `${at + 1}`, text })));
    if (!ledger.ok) throw new Error(ledger.problems.map(sentence).join('\n'));
    const { header, rows } = this.#records();
    const read = (formula: string) =>
      readTable([{ line: 1, cells: header }, ...rows], {
        file: 'in.csv',
        formula,
        ...(this.named ? { contributor: 'who' } : { count: 'n' }),
      });
    const wanted = { counts: 'events', formula: 'kind', scope: { quarter } };
    return releaseBeside(
      { wanted, policy: this.policy, ledger: ledger.value, columns: ['kind', 'quarter'], read },
      highs,
    );
  }

  publish(...quarter: readonly string[]): Release {
    const made = this.try(...quarter);
    if (!made.ok) throw new Error(made.problems.map(sentence).join('\n'));
    this.texts.push(entryText(made.value.entry));
    return made.value;
  }

  #records(): { readonly header: readonly string[]; readonly rows: readonly Row[] } {
    if (this.named) {
      const rows = this.lines.map(([kind, quarter, who], at) => ({ line: at + 2, cells: [kind, quarter, `p${who}`] }));
      return { header: ['kind', 'quarter', 'who'], rows };
    }
    const cells = Map.groupBy(this.lines, ([kind, quarter]) => `${kind},${quarter}`);
    const rows = [...cells].map(([key, list], at) => ({ line: at + 2, cells: [...key.split(','), `${list.length}`] }));
    return { header: ['kind', 'quarter', 'n'], rows };
  }
}

const told = (made: Outcome<Release>): string => (made.ok ? 'published' : made.problems.map(sentence).join('\n'));

describe('corrections of events', () => {
  const before = [
    ...events('Talk', 'Q1', from(1, 60), 2),
    ...events('Search', 'Q1', from(1, 50)),
    ...events('Talk', 'Q2', from(1, 20)),
  ];
  const corrected = (change: readonly Line[], named = true): Office => {
    const office = new Office(before, named);
    office.publish('Q1');
    office.lines.push(...change);
    return office;
  };

  test('[P7.9] 12 more events of one student are refused, with the reason', () => {
    const twelve = events('Search', 'Q1', [7], 12);
    const refused = corrected(twelve).try('Q1');
    expect(told(refused)).toContain(
      'Search / Q1: 50 was published, and now it is 62; the difference would show 12 of what may be a single student.',
    );
    expect(refused.ok ? [] : [...new Set(refused.problems.map(({ code }) => code))]).toEqual(['changeExposes']);
    // As many events, each of a person of its own: nobody is named, so every count is one of different people.
    expect(told(corrected(twelve, false).try('Q1'))).toBe('published');
  });

  test('[P7.9] 12 events of one student moved from one kind to another are refused at both', () => {
    const office = new Office([...before, ...events('Search', 'Q1', [7], 12)]);
    office.publish('Q1');
    office.lines.splice(-12, 12, ...events('Talk', 'Q1', [7], 12));
    const refused = told(office.try('Q1'));
    expect(refused).toContain('Search / Q1: 62 was published, and now it is 50; the difference would show 12 of what');
    expect(refused).toContain('Talk / Q1: 120 was published, and now it is 132; the difference would show 12 of what');
  });

  test('[P7.9] what nine students can have done is refused, what takes ten passes', () => {
    // Those who talked most did so twice: 18 more may be nine of them.
    const office = (many: number) => corrected(events('Talk', 'Q1', from(100, many)));
    expect(told(office(18).try('Q1'))).toContain('18 of what may be as few as 9 students');
    expect(told(office(19).try('Q1'))).toBe('published');
  });

  test('[P7.9] after the correction the half year is its sum, and refused where it would show the same', () => {
    const passes = corrected(events('Talk', 'Q1', from(100, 19)));
    passes.publish('Q1');
    expect(passes.publish('Q1', 'Q2').entry.rows[0]?.[1]).toBe(120 + 19 + 50 + 20);
    const office = corrected(events('Search', 'Q1', [7], 12));
    expect(told(office.try('Q1', 'Q2'))).toContain('12 of what may be a single student');
  });
});

describe('groups of withheld counts', () => {
  const kinds = { Arrest: [1, 2, 3, 4], Search: [3, 4, 5, 6], Citation: [5, 6, 1, 2] };
  const lines = [
    ...Object.entries(kinds).flatMap(([kind, people]) => events(kind, 'Q2', people, 4)),
    ...['Q1', 'Q2'].flatMap((quarter) => [
      ...events('Talk', quarter, from(100, 30), 3),
      ...events('Meeting', quarter, from(100, 25), 2),
    ]),
  ];
  const withheld = ({ entry }: Release) => entry.rows.flatMap(([[kind], n]) => (n === null ? kind : [])).sort();

  test('[P7.9] 48 events of 6 students are no group of their own, in a quarter and in the half year after it', () => {
    const office = new Office(lines);
    expect(withheld(office.publish('Q1'))).toEqual([]);
    expect(withheld(office.publish('Q2'))).toEqual(['Arrest', 'Citation', 'Meeting', 'Search']);
    expect(withheld(office.publish('Q1', 'Q2'))).toEqual(['Arrest', 'Citation', 'Meeting', 'Search']);
    const alone = new Office(lines, true, { ...defaultPolicy, protect: 'exact' });
    expect(withheld(alone.publish('Q2'))).toEqual(['Arrest', 'Citation', 'Search']);
  });
});
