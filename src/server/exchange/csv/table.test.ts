import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes, csv, errorsOf } from '../testing/support.ts';
import { readTable } from './table.ts';
import { readDay, readYesNo } from './values.ts';

const spec = {
  file: 'people.csv',
  required: [{ key: 'id', names: ['SIS number', 'sisNumber'] }],
  optional: [{ key: 'name', names: ['name'] }],
} as const;
const read = (input: string | Buffer) => readTable(Buffer.from(input), spec);
const names = (input: string | Buffer) => read(input).rows.map((row) => row.values.name);

describe('csv: what it copes with', () => {
  it.each<[string, string | Buffer]>([
    ['plain', 'SIS number,name\n1,Peña\n'],
    ['UTF-8 with byte order mark', '\ufeffSIS number,name\n1,Peña\n'],
    ['Windows line ends', 'SIS number,name\r\n1,Peña\r\n'],
    ['old Mac line ends', 'SIS number,name\r1,Peña\r'],
    ['UTF-16 little endian', Buffer.from('\ufeffSIS number,name\n1,Peña\n', 'utf16le')],
    ['UTF-16 big endian', Buffer.from('\ufeffSIS number,name\n1,Peña\n', 'utf16le').swap16()],
    ['Latin-1', Buffer.from('SIS number,name\n1,Peña\n', 'latin1')],
    ['other case and spacing', 'sis_NUMBER , NAME\n1,Peña\n'],
    ['other order and extra columns', 'x,name,y,SISNumber\n9,Peña,9,1\n'],
    ['semicolons', 'SIS number;name\n1;Peña\n'],
    ['tabs', 'SIS number\tname\n1\tPeña\n'],
    ['blank lines and empty trailing cells', '\nSIS number,name\n\n1,Peña,,\n,\n\n'],
  ])('%s', (_what, input) => {
    const table = read(input);
    expect(errorsOf(table.problems)).toEqual([]);
    expect(table.rows.map((row) => row.values)).toEqual([{ id: '1', name: 'Peña' }]);
  });

  it('names the line on which a record begins, quoted line ends or not', () => {
    const table = read('SIS number,name\r\n1,"a\r\nb\nc"\r\n2,x\r\n');
    expect(table.rows.map((row) => row.line)).toEqual([2, 5]);
  });

  it('tells an absent column from a blank cell', () => {
    expect(read('SIS number\n1\n').rows[0]?.values).toEqual({ id: '1' });
    expect(names('SIS number,name\n1,\n')).toEqual(['']);
  });
});

describe('csv: bad input is a problem with its place', () => {
  it.each<[string, string | Buffer, object]>([
    ['empty', '', { code: 'exchange.fileEmpty' }],
    ['only blank lines', '\n\n', { code: 'exchange.fileEmpty' }],
    ['header only', 'SIS number\n', { code: 'exchange.noRows' }],
    ['a workbook', Buffer.from('PK\x03\x04....', 'latin1'), { code: 'exchange.notCsvZip' }],
    ['a PDF', '%PDF-1.7', { code: 'exchange.notCsvPdf' }],
    ['a web page', '<!DOCTYPE html>', { code: 'exchange.notCsvMarkup' }],
    ['JSON', '{"a":1}', { code: 'exchange.notCsvJson' }],
    [
      'an open quote',
      'SIS number,name\n1,"x\n2,y\n',
      { code: 'exchange.quoteOpen', line: 2, column: { name: 'name', number: 2 } },
    ],
    ['a quote inside', 'SIS number,name\n1,x\n2,y"z\n', { code: 'exchange.quoteMisplaced', line: 3 }],
    [
      'too few values',
      'SIS number,name\n1\n',
      { code: 'exchange.fieldCount', line: 2, column: { name: 'name', number: 2 } },
    ],
    [
      'too many values',
      'SIS number,name\n1,2,3\n',
      { code: 'exchange.fieldCount', line: 2, column: { name: '', number: 3 } },
    ],
    ['a NUL byte', 'SIS number,name\n1,\0\n', { code: 'exchange.nulByte', line: 2 }],
    [
      'two encodings',
      Buffer.concat([Buffer.from('SIS number,name\n1,ñ\n'), Buffer.from('2,ñ\n', 'latin1')]),
      { code: 'exchange.encodingMixed', line: 3 },
    ],
    [
      'a cut character',
      Buffer.from('SIS number,name\n1,ññ').subarray(0, -1),
      { code: 'exchange.encodingCut', line: 2 },
    ],
    ['a column twice', 'SIS number,sisNumber\n1,2\n', { code: 'exchange.columnTwice', params: { second: 2 } }],
  ])('%s', (_what, input, expected) => {
    expect(errorsOf(read(input).problems)[0]).toMatchObject({ file: 'people.csv', ...expected });
  });

  it('names the missing column, what was found and the nearest', () => {
    expect(read('SIS numbr,name\n1,x\n').problems[0]).toMatchObject({
      code: 'exchange.columnMissing',
      params: { column: 'SIS number', nearest: 'SIS numbr', found: 'SIS numbr, name' },
    });
  });

  it('notes what it had to convert and what looks damaged', () => {
    expect(codes(read(Buffer.from('SIS number,name\n1,ñ\n', 'latin1')).problems)).toEqual(['encodingConverted']);
    expect(codes(read('SIS number,name\n1,PeÃ±a\n').problems)).toEqual(['garbledText']);
    expect(codes(read('SIS number,name\n1,x\n2,y').problems)).toEqual(['noFinalNewline']);
  });

  it('counts instead of listing thousands', () => {
    const { problems } = read(`SIS number,name\n${'1\n'.repeat(1_000)}`);
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatchObject({ code: 'exchange.moreProblems', params: { count: 950 } });
  });
});

describe('csv: for any table', () => {
  const cellText = fc.string({ unit: fc.constantFrom('a', 'ñ', '"', ',', ';', '\n', ' ', '7'), maxLength: 6 });
  const table = fc.array(fc.tuple(fc.stringMatching(/^[1-9]\d{0,5}$/), cellText, cellText), {
    minLength: 1,
    maxLength: 12,
  });

  it('the order of the columns changes nothing', () => {
    fc.assert(
      fc.property(table, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (rows, order) => {
        const shuffle = (row: readonly string[]) => order.map((at) => row[at] ?? '');
        const all = [['SIS number', 'name', 'other'], ...rows];
        expect(read(csv(all.map(shuffle))).rows).toEqual(read(csv(all)).rows);
        expect(read(csv(all)).rows.map((row) => row.values.name)).toEqual(rows.map((row) => row[1].trim()));
      }),
      { seed: 20211, numRuns: 200 },
    );
  });

  it('cut anywhere it never throws, and without an error gives a beginning of the rows', () => {
    fc.assert(
      fc.property(table, fc.nat(), (rows, at) => {
        const bytes = Buffer.from(csv([['SIS number', 'name', 'other'], ...rows]));
        const cut = read(bytes.subarray(0, at % bytes.length));
        if (errorsOf(cut.problems).length === 0) {
          expect(cut.rows).toEqual(read(bytes).rows.slice(0, cut.rows.length));
        }
      }),
      { seed: 20212, numRuns: 400 },
    );
  });

  it('any bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Array.isArray(readTable(bytes, spec).rows)).toBe(true);
      }),
      { seed: 20213, numRuns: 500 },
    );
  });
});

describe('csv: values', () => {
  it('reads yes and no in many spellings and never guesses', () => {
    expect(['Yes', 'y', 'TRUE', '1', 'Sí', 'X'].map(readYesNo)).toEqual(Array(6).fill(true));
    expect(['No', 'n', 'False', '0'].map(readYesNo)).toEqual(Array(4).fill(false));
    expect(['', 'Unknown', 'N/A', '-'].map(readYesNo)).toEqual(Array(4).fill(null));
    expect(['maybe', '2', 'pending'].map(readYesNo)).toEqual(Array(3).fill(undefined));
  });

  it('takes real days only', () => {
    expect(['2012-02-29', '2011-02-29', '02/28/2011', '2012-02-29T00:00:00Z'].map(readDay)).toEqual([
      '2012-02-29',
      null,
      null,
      '2012-02-29',
    ]);
  });
});
