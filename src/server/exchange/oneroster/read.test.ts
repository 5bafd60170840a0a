import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../files/bundle.ts';
import { openUploads } from '../files/open.ts';
import { type RosterRows, rosterFiles, rosterRows } from '../testing/roster.ts';
import { bundleOf, codes, errorsOf } from '../testing/support.ts';
import { makeZip } from '../testing/zip.ts';
import { readGrade } from './grades.ts';
import { readOneRoster } from './read.ts';
import type { RosterData } from './record.ts';

type Files = Record<string, string | Buffer>;
const versions = ['1.1', '1.2'] as const;

async function read(files: Files, supplement?: string | Buffer): Promise<RosterData> {
  const bundle = await bundleOf(files);
  if (supplement === undefined) return readOneRoster(bundle);
  const source: ByteSource = {
    name: 'flags.csv',
    size: supplement.length,
    read: async () => ({ ok: true, bytes: Buffer.from(supplement) }),
  };
  return readOneRoster(bundle, { supplement: source });
}

/** Changes one cell, named by file, row id and column. */
function bend(rows: RosterRows, file: string, id: string, column: string, value: string): RosterRows {
  const [head = [], ...rest] = rows[file] ?? [];
  const at = head.indexOf(column);
  const changed = rest.map((row) => (row[0] === id ? row.map((cell, index) => (index === at ? value : cell)) : row));
  return { ...rows, [file]: [head, ...changed] };
}

describe.each(versions)('OneRoster %s', (version) => {
  const rows = rosterRows(version);

  it('reads schools, sessions and students, and counts who is left out', async () => {
    const data = await read(rosterFiles(rows));
    expect(errorsOf(data.problems)).toEqual([]);
    expect(codes(data.problems)).toEqual(['gradeMapped', 'racesOnlyTwoOrMore']);
    expect(data).toMatchObject({ version, source: { systemName: 'Test SIS' } });
    expect(data.schools.map((org) => org.sourcedId)).toEqual(['s1', 's2']);
    expect(data.sessions[0]).toMatchObject({ startDate: '2025-08-20', endDate: '2026-05-29', schoolYear: '2026' });
    expect(data.students.map((one) => [one.sourcedId, one.schoolSourcedIds, one.grade])).toEqual([
      ['u1', ['s1'], '05'],
      ['u2', ['s2'], '11'],
      ['u3', ['s1'], 'KG'],
      ['u4', ['s2'], '09'],
    ]);
    expect(data.students[0]).toEqual({
      sourcedId: 'u1',
      schoolSourcedIds: ['s1'],
      grade: '05',
      givenName: 'Inés',
      familyName: 'Muñoz',
      identifier: '000101',
      birthDate: '2015-03-01',
      sex: 'F',
      races: ['americanIndianOrAlaskaNative', 'white'],
      hispanic: 'no',
      twoOrMoreRacesOnly: false,
      status: 'active',
      idea: 'unknown',
      section504: 'unknown',
      el: 'unknown',
    });
    expect(data.students.map((one) => [one.races.join(), one.hispanic, one.sex]).slice(1)).toEqual([
      ['hispanicOrLatino', 'yes', 'M'],
      ['unknown', 'unknown', 'unknown'],
      ['unknown', 'unknown', 'unknown'],
    ]);
    expect(data.leftOut).toEqual([
      { file: 'orgs.csv', reason: 'orgNoSchool', count: 1 },
      { file: 'users.csv', reason: 'userNoStudent', count: 1 },
      { file: 'users.csv', reason: 'studentGradeOutside', count: 1 },
    ]);
  });

  it('reads a ZIP, Latin-1, a byte order mark and Windows line ends alike', async () => {
    const plain = await read(rosterFiles(rows));
    const files = rosterFiles(rows, '\r\n');
    const latin = Object.entries(files).map(([name, text]) => ({
      name: `export/${name}`,
      text: Buffer.from(text, 'latin1'),
    }));
    const opened = await openUploads([{ name: 'roster.zip', bytes: makeZip(latin) }]);
    if (!opened.ok) throw new Error('refused');
    expect((await readOneRoster(opened.bundle)).students).toEqual(plain.students);
    const marked = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name.toUpperCase(), `\ufeff${text}`]),
    );
    expect((await read(marked)).students).toEqual(plain.students);
  });

  it('the order of rows and columns, and extra columns, change nothing', async () => {
    const plain = await read(rosterFiles(rows));
    const sorted = (data: RosterData) => [...data.students].sort((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 }), async (weights) => {
        const order = <T>(items: readonly T[]): T[] =>
          items
            .map((item, at) => ({ item, weight: weights[at % weights.length] ?? 0 }))
            .sort((a, b) => a.weight - b.weight)
            .map(({ item }) => item);
        const turned: RosterRows = Object.fromEntries(
          Object.entries(rows).map(([name, [head = [], ...rest]]) => {
            const columns = order(head.map((_, at) => at));
            const turn = (row: readonly string[], extra: string) => [extra, ...columns.map((at) => row[at] ?? '')];
            return [
              name,
              [
                turn(head, 'metadata.extra').map((cell) => cell.toUpperCase()),
                ...order(rest).map((row) => turn(row, '?')),
              ],
            ];
          }),
        );
        expect(sorted(await read(rosterFiles(turned)))).toEqual(sorted(plain));
      }),
      { seed: 1112, numRuns: 40 },
    );
  });

  it('cut anywhere it never throws, and without an error holds only students as they are', async () => {
    const files = rosterFiles(rows);
    const whole = await read(files);
    const names = Object.keys(files);
    await fc.assert(
      fc.asyncProperty(fc.nat(names.length - 1), fc.nat(), async (which, at) => {
        const name = names[which] ?? '';
        const bytes = Buffer.from(files[name] ?? '');
        const cut = await read({ ...files, [name]: bytes.subarray(0, at % bytes.length) });
        if (errorsOf(cut.problems).length > 0) return;
        for (const student of cut.students) {
          const same = whole.students.find((one) => one.sourcedId === student.sourcedId);
          expect([student.givenName, student.grade, student.identifier]).toEqual([
            same?.givenName,
            same?.grade,
            same?.identifier,
          ]);
        }
      }),
      { seed: 1113, numRuns: 150 },
    );
  });

  it.each<[string, RosterRows, object]>([
    [
      'a delta bundle',
      bend(rows, 'manifest', 'file.users', 'value', 'delta'),
      { code: 'exchange.deltaBundle', file: 'manifest.csv', column: { name: 'value', number: 2 } },
    ],
    [
      'an unknown version',
      bend(rows, 'manifest', 'oneroster.version', 'value', '2.0'),
      { code: 'exchange.versionUnsupported', line: 3 },
    ],
    [
      'an unknown mode',
      bend(rows, 'manifest', 'file.users', 'value', 'some'),
      { code: 'exchange.manifestModeUnknown' },
    ],
    [
      'an id twice',
      bend(rows, 'users', 'u2', 'sourcedId', 'u1'),
      { code: 'exchange.idTwice', file: 'users.csv', line: 3, params: { id: 'u1', first: 2 } },
    ],
    [
      'no day',
      bend(rows, 'demographics', 'u1', 'birthDate', '03/01/2015'),
      { code: 'exchange.dateInvalid', line: 2, column: { name: 'birthDate', number: 4 } },
    ],
    [
      'neither true nor false',
      bend(rows, 'demographics', 'u1', 'white', 'perhaps'),
      { code: 'exchange.booleanInvalid' },
    ],
    [
      'no name',
      bend(bend(rows, 'users', 'u1', 'givenName', ''), 'users', 'u1', 'familyName', ''),
      { code: 'exchange.valueMissing' },
    ],
    [
      'no school',
      bend(bend(rows, 'orgs', 's1', 'type', 'national'), 'orgs', 's2', 'type', 'national'),
      { code: 'exchange.noSchools' },
    ],
  ])('refuses %s', async (_what, bent, expected) => {
    expect(errorsOf((await read(rosterFiles(bent))).problems)[0]).toMatchObject(expected);
  });

  it.each<[string, RosterRows, string]>([
    [
      'an unknown organisation',
      version === '1.1'
        ? bend(rows, 'users', 'u1', 'orgSourcedIds', 's1,zz')
        : bend(rows, 'roles', 'r-u1', 'orgSourcedId', 'zz'),
      'referenceUnknown',
    ],
    ['an unknown grade', bend(rows, 'users', 'u1', 'grades', 'blue'), 'gradeUnknown'],
    ['several grades', bend(rows, 'users', 'u1', 'grades', '05,06'), 'gradeSeveral'],
    ['an unknown sex', bend(rows, 'demographics', 'u1', 'sex', '7!'), 'sexUnknown'],
    ['one number for two', bend(rows, 'users', 'u1', 'identifier', '000102'), 'sisNumberShared'],
  ])('warns of %s', async (_what, bent, code) => {
    const { problems } = await read(rosterFiles(bent));
    expect(errorsOf(problems)).toEqual([]);
    expect(codes(problems)).toContain(code);
  });

  it('names files that are missing, promised or damaged', async () => {
    const files = rosterFiles(rows);
    const { 'users.csv': _users, ...noUsers } = files;
    expect(codes(errorsOf((await read(noUsers)).problems))).toEqual(['fileMissing']);
    const { 'demographics.csv': _people, ...noPeople } = files;
    expect(codes(errorsOf((await read(noPeople)).problems))).toEqual(['manifestFileMissing']);
    const { 'manifest.csv': _manifest, ...bare } = files;
    const guessed = await read(bare);
    expect([guessed.version, guessed.students.length, errorsOf(guessed.problems)]).toEqual([version, 4, []]);
    expect(codes(guessed.problems)).toContain('versionGuessed');
    expect(codes((await read({ ...files, 'users.csv': Buffer.from('PK\x03\x04', 'latin1') })).problems)).toContain(
      'notCsvZip',
    );
  });

  it('keeps the mark of a student to be deleted', async () => {
    const data = await read(rosterFiles(bend(rows, 'users', 'u1', 'status', 'tobedeleted')));
    expect(data.students[0]?.status).toBe('tobedeleted');
  });
});

describe('the second file: IDEA, 504, EL', () => {
  const files = rosterFiles(rosterRows('1.1'));
  const flags = (data: RosterData) => data.students.map((one) => [one.idea, one.section504, one.el].join(' '));

  it('[P7.4] puts the flags on the students; what is not said stays unknown', async () => {
    const data = await read(
      files,
      Buffer.from('\ufeffEnglish Learner;Número SIS;has_IEP;504 Plan\r\nSí;000101;Y;no\r\nN;000102;;perhaps\r\n'),
    );
    const nothing = 'unknown unknown unknown';
    expect(flags(data)).toEqual(['yes no yes', 'unknown unknown no', nothing, nothing]);
    expect(codes(data.problems)).toContain('supplementValueUnknown');
    expect(errorsOf(data.problems)).toEqual([]);
  });

  it('matches by sourcedId too, and restores zeros a spreadsheet took only when it is certain', async () => {
    expect(flags(await read(files, 'sourcedId,IDEA\nu2,IEP\n'))[1]).toBe('yes unknown unknown');
    const zeros = await read(files, 'SIS number,IDEA\n102,yes\n');
    expect(flags(zeros)[1]).toBe('yes unknown unknown');
    expect(codes(zeros.problems)).toContain('supplementZerosLost');
  });

  it.each<[string, string, string, boolean]>([
    ['no number column', 'name,IDEA\nx,yes\n', 'supplementKeyMissing', true],
    ['no flag column', 'SIS number,name\n000101,x\n', 'supplementNoFlags', true],
    ['a blank number', 'SIS number,IDEA\n,yes\n', 'valueMissing', true],
    ['two answers for one student', 'SIS number,IDEA\n000101,yes\n000101,no\n', 'supplementTwice', true],
    ['nobody', 'SIS number,IDEA\n77,yes\n', 'supplementUnmatched', false],
    ['a PDF', '%PDF-1.4', 'notCsvPdf', true],
  ])('%s', async (_what, text, code, isError) => {
    const { problems } = await read(files, text);
    expect(codes(isError ? errorsOf(problems) : problems)).toContain(code);
    if (!isError) expect(errorsOf(problems)).toEqual([]);
    expect(problems.find((one) => one.code === `exchange.${code}`)?.file).toBe('flags.csv');
  });

  it('a number two students share cannot take a flag', async () => {
    const rows = rosterFiles(bend(rosterRows('1.1'), 'users', 'u1', 'identifier', '000102'));
    expect(codes(errorsOf((await read(rows, 'SIS number,IDEA\n000102,yes\n')).problems))).toEqual([
      'supplementAmbiguous',
    ]);
  });
});

describe('grades', () => {
  it('reads the spellings in use', () => {
    const read = (cell: string) => {
      const answer = readGrade(cell);
      return answer === null || answer === 'outside' ? answer : answer.grade;
    };
    expect(['K', 'KG', '0', '1', '01', '3rd', 'Grade 7', '12', 'Pre-K', 'UG', '13', ''].map(read)).toEqual([
      'KG',
      'KG',
      'KG',
      '01',
      '01',
      '03',
      '07',
      '12',
      'PK',
      'UG',
      'UG',
      'unknown',
    ]);
    expect(['IT', 'PS', '14', 'blue'].map(read)).toEqual(['outside', 'outside', null, null]);
  });
});
