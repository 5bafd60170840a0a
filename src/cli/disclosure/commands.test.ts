import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../../tests/support/contacts.ts';
import { digestOf, type Said, unionOfEntries } from '../../disclosure/ledger/proof.ts';
import { unreadOf } from '../../disclosure/ledger/union.ts';

// The commands as people run them: a process of their own, files in, files out.

const main = new URL('../main.ts', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'opensro-disclosure-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function start(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [main, 'disclosure', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<Ran>((resolve) => {
    const text = { out: '', err: '' };
    child.stdout.on('data', (part) => {
      text.out += part;
    });
    child.stderr.on('data', (part) => {
      text.err += part;
    });
    child.on('close', (status) => resolve({ status, ...text }));
  });
  return { child, ended };
}

/** A folder of its own with a file in it. */
async function given(text: string): Promise<string> {
  const own = await mkdtemp(path.join(folder, 'case-'));
  await writeFile(path.join(own, 'in.csv'), text);
  return own;
}

const run = (cwd: string, ...args: string[]): Promise<Ran> => start(cwd, ...args).ended;
const read = (cwd: string, name: string): Promise<string> => readFile(path.join(cwd, name), 'utf8');

/** Two by two by three, with commas, quotes and letters of several alphabets in the labels. */
const odd = [
  '"where, exactly",race,kind,n',
  '"North, ""old""",Diné,=1+1,4',
  '"North, ""old""",Diné,talk,31',
  '"North, ""old""",日本,=1+1,22',
  '"North, ""old""",日本,talk,1000000000',
  'Süd,Diné,=1+1,17',
  'Süd,Diné,talk,12',
  'Süd,日本,=1+1,19',
  'Süd,日本,talk,45',
].join('\n');
const oddFormula = '"where, exactly" * race * kind';

describe('suppress, audit and verify', () => {
  test('a table with a small count: withheld, proved, checked, the same each time', async () => {
    const cwd = await given(`\u{feff}${odd.replaceAll('\n', '\r\n')}\r\n`);
    const asked = ['in.csv', '--publish', oddFormula, '--count', 'n', '--json'];
    const suppressed = await run(
      cwd,
      ...['suppress', ...asked, '--out', 'public.csv', '--explain', 'private.csv', '--certificate', 'proof.json'],
    );
    expect(suppressed.err).toBe('');
    const report = JSON.parse(suppressed.out);
    expect(Object.keys(report)).toEqual([
      ...['cells', 'nonzero', 'primary', 'complementary', 'withheldValue', 'seconds', 'peakMemoryMB', 'audit'],
    ]);
    expect(Object.keys(report.audit)).toEqual(['exact', 'exactInIntegers', 'belowBound', 'groupSums', 'minWidth']);
    expect(report).toMatchObject({
      cells: 27,
      nonzero: 27,
      primary: 1,
      audit: { exact: 0, exactInIntegers: 0, belowBound: 0 },
    });
    expect(suppressed.status).toBe(0);

    const rows = parse(await read(cwd, 'public.csv'));
    expect(rows[0]).toEqual(['where, exactly', 'race', 'kind', 'n', 'status']);
    expect(rows).toHaveLength(28);
    const labels = new Set(rows.slice(1).flatMap((row) => row.slice(0, 3)));
    expect([...labels].sort()).toEqual(["'=1+1", 'Diné', 'North, "old"', 'Süd', 'Total', 'talk', '日本']);
    expect(rows.filter((row) => row[4] === 'withheld').every((row) => row[3] === '')).toBe(true);
    const explained = parse(await read(cwd, 'private.csv'));
    expect(explained[0]?.slice(0, 7)).toEqual([...(rows[0] ?? []), 'true_n', 'reason']);
    expect(explained.filter((row) => row[6] === 'primary').map((row) => row[5])).toEqual(['4']);
    const beside = JSON.parse(await read(cwd, 'public.csv.json'));
    expect(beside).toMatchObject({ formula: oddFormula, policy: { threshold: 10, protect: 'bound' } });
    expect(beside.cells.map(({ n }: { n: number | null }) => n ?? '').map(String)).toEqual(
      rows.slice(1).map((row) => row[3]),
    );

    const audited = await run(
      cwd,
      'audit',
      'public.csv',
      '--publish',
      oddFormula,
      '--explain',
      'private.csv',
      '--json',
    );
    expect({ ...audited, out: '' }).toEqual({ status: 0, out: '', err: '' });
    expect(JSON.parse(audited.out)).toMatchObject({ cells: 27, primary: 1, audit: { exact: 0 } });
    expect(await run(cwd, 'verify', 'public.csv', 'proof.json')).toMatchObject({ status: 0 });

    const lines = odd.split('\n');
    await writeFile(path.join(cwd, 'turned.csv'), [lines[0], ...lines.slice(1).reverse()].join('\n'));
    const again = await run(cwd, 'suppress', 'turned.csv', ...asked.slice(1), '--out', 'again.csv');
    expect(again.status).toBe(0);
    expect(await read(cwd, 'again.csv')).toBe(await read(cwd, 'public.csv'));
    expect((await readdir(cwd)).sort()).toEqual(
      ['again.csv', 'again.csv.json', 'in.csv', 'private.csv', 'proof.json', 'public.csv', 'public.csv.json'].concat(
        'turned.csv',
      ),
    );
  });

  test('a table that gives a small count away is found, and so is a false certificate', async () => {
    const cwd = await given(`${odd}\n`);
    const asked = ['suppress', 'in.csv', '--publish', oddFormula, '--count', 'n'];
    await run(cwd, ...asked, '--out', 'public.csv', '--certificate', 'proof.json', '--explain', 'private.csv');
    const [header = [], ...rows] = parse(await read(cwd, 'private.csv'));
    const at = (name: string) => header.indexOf(name);
    // All but the small count put back: it is then the rest of any of its sums.
    const open = rows.map((row) => {
      const hidden = row[at('reason')] === 'primary';
      return [...row.slice(0, at('n')), hidden ? '' : row[at('true_n')], hidden ? 'withheld' : 'published'];
    });
    const leak = [header.slice(0, at('status') + 1), ...open]
      .map((row) => row.map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(','))
      .join('\n');
    await writeFile(path.join(cwd, 'leak.csv'), leak);
    const audited = await run(cwd, 'audit', 'leak.csv', '--publish', oddFormula);
    expect(audited.status).toBe(1);
    expect(audited.err).toContain('=1+1');
    expect(await run(cwd, 'verify', 'leak.csv', 'proof.json')).toMatchObject({ status: 1 });
  });
});

describe('bad input leaves nothing behind', () => {
  test.for([
    ['a,b,n\nx,y,-3', 'a * b', 'in.csv:2: column "n": The count -3 is negative.'],
    ['a,b,n\nx,y,1.5', 'a * b', 'in.csv:2: column "n": "1.5" is not a whole number.'],
    ['a,b,n\nx,y,1\nx,y,1', 'a * b', 'in.csv:3: This line holds the same combination as line 2.'],
    ['a,b,n\nx,y,1', 'a * c', '--publish: at character 5: There is no column "c".'],
    ['a,b,n\nx,y,1', 'a ** b', '--publish: at character 4: A column is expected here'],
    ['z,s,n\nZ1,S,1\nZ2,S,1', 'z > s', 'in.csv:3: column "s": "S" stands under "Z2" here and under "Z1" in line 2.'],
    ['a,b,n\nx,"y,1\n', 'a * b', 'in.csv:2: A quote is opened and never closed.'],
    ['', 'a', 'in.csv: The file is empty.'],
  ] as const)('%j by %s', async ([text, formula, expected]) => {
    const cwd = await given(text);
    const ran = await run(cwd, 'suppress', 'in.csv', '--publish', formula, '--count', 'n', '--out', 'public.csv');
    expect(ran.status).toBe(2);
    expect(ran.err).toContain(expected);
    expect(await readdir(cwd)).toEqual(['in.csv']);
  });

  test('nor does a wrong command', async () => {
    const cwd = await given('a,n\nx,12\n');
    const asked = ['suppress', 'in.csv', '--publish', 'a', '--count', 'n'];
    for (const wrong of [
      ['--out', 'in.csv'],
      ['--out', 'no/such/folder.csv'],
      ['--out', 'public.csv', '--zeros', 'maybe'],
      ['--out', 'public.csv', '--threshold', '1'],
      ['--out', 'public.csv', '--explain', 'public.csv'],
      ['--out', 'public.csv', '--unheard-of'],
      [],
    ]) {
      expect(await run(cwd, ...asked, ...wrong)).toMatchObject({ status: 2, out: '' });
    }
    expect(await readdir(cwd)).toEqual(['in.csv']);
  });

  test('nor does Ctrl-C', async () => {
    const cwd = await given('');
    // A pipe in place of the file: it opens when the command reads it, and takes no more than is read. So the command is
    // stopped in its work, which takes many seconds, on any machine.
    execFileSync('mkfifo', [path.join(cwd, 'pipe.csv')]);
    const formula = '(zone > school) * race * sex * event';
    const asked = ['--publish', formula, '--count', 'n', '--out', 'public.csv', '--explain', 'private.csv'];
    const { child, ended } = start(cwd, 'suppress', 'pipe.csv', ...asked);
    await writeFile(path.join(cwd, 'pipe.csv'), contacts(60, 7));
    const asking = performance.now();
    child.kill('SIGINT');
    const ran = await ended;
    expect(performance.now() - asking).toBeLessThan(10_000);
    expect(ran).toMatchObject({ status: 1, out: '' });
    expect(ran.err).toContain('Stopped. Nothing was left behind.');
    expect((await readdir(cwd)).toSorted()).toEqual(['in.csv', 'pipe.csv']);
  });
});

describe('a ledger', () => {
  const csv =
    'school,sex,quarter,n\nA,F,Q1,31\nA,M,Q1,25\nB,F,Q1,40\nB,M,Q1,12\nA,F,Q2,35\nA,M,Q2,3\nB,F,Q2,44\nB,M,Q2,52\n';
  const release = (cwd: string, out: string, ...periods: string[]) =>
    run(
      cwd,
      ...['suppress', 'in.csv', '--publish', 'school * sex', '--count', 'n', '--out', out, '--ledger', 'ledger'],
      ...['--period', `quarter=${periods.join(',')}`, '--json'],
    );

  test('[P7.9] quarter, year to date, a correction that exposes, a ledger that somebody changed', async () => {
    const cwd = await given(csv);
    expect(await release(cwd, 'q1.csv', 'Q1')).toMatchObject({ status: 2, err: expect.stringContaining('ledger') });
    await mkdir(path.join(cwd, 'ledger'));
    expect(await release(cwd, 'q1.csv', 'Q1')).toMatchObject({ status: 0 });
    expect(await release(cwd, 'half.csv', 'Q1', 'Q2')).toMatchObject({ status: 0 });
    expect(await readdir(path.join(cwd, 'ledger'))).toEqual(['000001.json', '000002.json']);
    // 25 are out for the first quarter; with the second one there are 28.
    expect(parse(await read(cwd, 'half.csv'))).toContainEqual(['A', 'M', 'Total', '', 'withheld']);
    const audit = (file: string, ...more: string[]) =>
      run(cwd, 'audit', file, '--publish', 'school * sex', '--ledger', 'ledger', ...more);
    expect(await audit('half.csv')).toMatchObject({ status: 0 });
    await writeFile(
      path.join(cwd, 'loose.csv'),
      (await read(cwd, 'half.csv')).replace('A,M,Total,,withheld', 'A,M,Total,28,published'),
    );
    expect((await audit('loose.csv', '--period', 'quarter=Q1,Q2')).status).toBe(1);
    await writeFile(path.join(cwd, 'in.csv'), csv.replace('31', '33'));
    const exposing = await release(cwd, 'q1-again.csv', 'Q1');
    expect(exposing).toMatchObject({ status: 1, err: expect.stringContaining('31 was published, and now it is 33') });
    const first = path.join(cwd, 'ledger', '000001.json');
    await writeFile(first, (await read(cwd, 'ledger/000001.json')).replace('31', '32'));
    expect((await audit('half.csv')).status).toBe(2);
    expect(await readdir(cwd)).not.toContain('q1-again.csv');
  });

  describe('terms and their year, as their readers have them', () => {
    const year = [20, 25, 40, 12, 35, 31, 44, 52, 33, 3, 38, 47]
      .map((n, at) => `${['A,F', 'A,M', 'B,F', 'B,M'][at % 4]},T${1 + Math.floor(at / 4)},${n}`)
      .join('\n');
    const terms = ['T1', 'T2'];
    const pairs = (...names: string[]) => names.flatMap((name) => [`${name}.csv`, `${name}.json`]);
    const verify = (...args: string[]) => run(cwd, 'verify', ...args);
    const publish = (name: string, ledger: string, ...periods: string[]) =>
      run(
        cwd,
        ...['suppress', 'in.csv', '--publish', 'school * sex', '--count', 'n', '--ledger', ledger],
        ...['--period', `term=${periods.join(',')}`, '--out', `${name}.csv`, '--certificate', `${name}.json`],
      );
    let cwd = '';

    beforeAll(async () => {
      cwd = await given(`school,sex,term,n\n${year}\n`);
      for (const ledger of ['ledger', 'other']) await mkdir(path.join(cwd, ledger));
      for (const term of terms) expect(await publish(term, 'ledger', term)).toMatchObject({ status: 0 });
      expect(await publish('year', 'ledger', ...terms, 'T3')).toMatchObject({ status: 0 });
      // Who does not know of the terms withholds nothing of the year: 3 boys in the third term are its rest.
      expect(await publish('loose', 'other', ...terms, 'T3')).toMatchObject({ status: 0 });
    });

    test('[P7.9] verify proves them together, from the files or the ledger, and misses the one left out', async () => {
      expect(await read(cwd, 'year.csv')).toContain('A,M,Total,,withheld');
      const all = await verify(...pairs('year', ...terms));
      expect(all).toMatchObject({ status: 0, err: '', out: expect.stringContaining('all 3 releases together') });
      expect(await verify(...pairs('year'), '--ledger', 'ledger')).toMatchObject({ status: 0 });
      const alone = await verify(...pairs('year'));
      expect(alone).toMatchObject({ status: 0, out: expect.stringContaining('names 2 earlier releases') });
      const fewer = await verify(...pairs('year', 'T1'));
      expect(fewer).toMatchObject({ status: 1, err: expect.stringContaining('and 1 of them is not here') });
      expect(await verify(...pairs('year'), 'T1.csv')).toMatchObject({ status: 2 });
    });

    test('[P7.9] verify refuses a year whose difference from the terms gives a child away', async () => {
      expect(await verify(...pairs('loose'))).toMatchObject({ status: 0 });
      const refused = await verify(...pairs('loose', ...terms));
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('not made beside what T1.csv says') });
      expect(await verify(...pairs('loose'), '--ledger', 'ledger')).toMatchObject({ status: 1 });

      // Nor does it believe a certificate that says otherwise, not even with the true counts in it.
      const certificate = JSON.parse(await read(cwd, 'loose.json'));
      const releases: Said[] = [];
      for (const name of ['ledger/000001', 'ledger/000002', 'other/000001'])
        releases.push(JSON.parse(await read(cwd, `${name}.json`)));
      const union = unionOfEntries(releases);
      const rest = (row: number): number => {
        const sum = union.table.sums?.find(({ parts }) => parts.includes(row));
        const known = (at: number) => union.table.rows[at]?.n ?? 0;
        return known(sum?.total ?? -1) - (sum?.parts ?? []).reduce((before, part) => before + known(part), 0);
      };
      const digests = releases.slice(0, -1).map(digestOf);
      const forge = async (values: readonly (readonly number[])[]): Promise<Ran> => {
        await writeFile(
          path.join(cwd, 'false.json'),
          JSON.stringify({ ...certificate, beside: { releases: digests, values } }),
        );
        return verify('loose.csv', 'false.json', ...pairs(...terms));
      };
      const truth = unreadOf(union).map(rest);
      expect(await forge([truth])).toMatchObject({
        status: 1,
        err: expect.stringContaining('together: A / M / T3 follows from what is out, and is always small'),
      });
      expect((await forge([truth, truth.map((n) => n + 10)])).err).toContain('is not the sum of its parts');
      expect((await forge([[]])).err).toContain('values in each table');
    });
  });
});
