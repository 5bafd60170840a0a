import { describe, expect, test } from 'vitest';
import { pickNeeded, problemsCsv } from './import-files.ts';
import type { FileProblem } from './import-types.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

describe('files of an import', () => {
  test('of a folder only what is read is sent', () => {
    const crdc = named(
      'Enrollment.csv',
      'School Characteristics.CSV',
      'Restraint.csv',
      'readme.pdf',
      'enrollment.xlsx',
    );
    expect(pickNeeded('crdc', crdc)).toEqual({ files: crdc.slice(0, 2), skipped: 3 });
    expect(pickNeeded('crdc', named('CRDC 2015-16 School Data.csv', 'all.zip')).skipped).toBe(0);
    expect(pickNeeded('roster', named('users.csv', 'courses.csv', 'academicSessions.csv'))).toMatchObject({
      skipped: 1,
    });
  });

  test('the list of problems runs nothing in a spreadsheet and keeps its quotes', () => {
    const problem: FileProblem = {
      file: '=cmd.csv',
      line: 3,
      column: null,
      columnNumber: null,
      code: 'exchange.countInvalid',
      severity: 'error',
      reason: 'Not "many".',
      remedy: '-1 is no count',
    };
    const text = problemsCsv(['Kind', 'File', 'Line', 'Column', 'Reason', 'Remedy'], () => 'Error', [problem]);
    expect(text).toBe(
      `\uFEFF"Kind","File","Line","Column","Reason","Remedy"\r\n"Error","'=cmd.csv","3","","Not ""many"".","'-1 is no count"\r\n`,
    );
  });
});
