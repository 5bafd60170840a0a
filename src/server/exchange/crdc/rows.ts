import type { YesNoUnknown } from '../../../domain/shared/people.ts';
import { type Count, isUnknownReserve, notCollected, readCount } from '../../../statistics/crdc/count.ts';
import type { Column } from '../csv/columns.ts';
import { type Row, readTable, type Table } from '../csv/table.ts';
import { readYesNo } from '../csv/values.ts';
import type { ProblemList } from '../problem.ts';

/** One module read: its rows by school id, and how to read a cell of them with its problem named. */
export type Module = {
  file: string;
  header: readonly string[];
  rows: Map<string, Row<string, string>>;
  count(row: Row<string, string>, key: string, kind: 'whole' | 'decimal'): Count;
  yesNo(row: Row<string, string>, key: string): YesNoUnknown;
  has(key: string): boolean;
  table: Table<string, string>;
};

export type ModuleSpec = {
  file: string;
  bytes: Uint8Array;
  required: readonly Column[];
  optional: readonly Column[];
  /** Called for each row of the file with its district; answers whether the row is wanted. */
  wanted: (leaid: string) => boolean;
};

/** 'COMBOKEY' with the one leading zero restored that a spreadsheet takes away (states 01 to 09). */
function fullKey(cell: string): string {
  return /^\d{11}$/.test(cell) ? `0${cell}` : cell;
}

/** Reads one module; rows are keyed by the 12-character school id. Every fault goes to `problems`. */
export function readModule(spec: ModuleSpec, problems: ProblemList): Module {
  const table = readTable<string, string>(spec.bytes, {
    file: spec.file,
    required: spec.required,
    optional: spec.optional,
    keep: (values) => {
      const key = fullKey(values.COMBOKEY ?? '');
      return !/^\d{12}$/.test(key) || spec.wanted(key.slice(0, 7));
    },
  });
  problems.push(...table.problems);
  const rows = new Map<string, Row<string, string>>();
  for (const row of table.rows) {
    const key = schoolId(spec.file, table, row, problems);
    if (key === null) continue;
    const twin = rows.get(key);
    if (twin === undefined) rows.set(key, row);
    else problems.add('schoolTwice', 'error', at(spec.file, table, row, 'COMBOKEY'), { id: key, first: twin.line });
  }
  return {
    file: spec.file,
    header: table.header,
    rows,
    table,
    has: (key) => table.columns.has(key),
    count: (row, key, kind) => cellCount(spec.file, table, row, key, kind, problems),
    yesNo: (row, key) => cellYesNo(spec.file, table, row, key, problems),
  };
}

/** The place of a cell, for a problem. */
export function at(file: string, table: Table<string, string>, row: Row<string, string>, key: string) {
  return { file, line: row.line, column: table.columns.get(key) ?? null };
}

function schoolId(
  file: string,
  table: Table<string, string>,
  row: Row<string, string>,
  problems: ProblemList,
): string | null {
  const cell = row.values.COMBOKEY;
  const leaid = row.values.LEAID;
  // A missing column is one problem of the header, not one of every row.
  if (cell === undefined || leaid === undefined) return null;
  const key = fullKey(cell);
  if (!/^\d{12}$/.test(key)) {
    problems.add('ncesIdInvalid', 'error', at(file, table, row, 'COMBOKEY'), { value: cell.slice(0, 40) });
    return null;
  }
  if (key.slice(0, 7) !== leaid.padStart(7, '0')) {
    problems.add('leaidMismatch', 'error', at(file, table, row, 'LEAID'), { leaid: leaid.slice(0, 40), id: key });
    return null;
  }
  if (key !== cell)
    problems.add('zerosRestored', 'warning', at(file, table, row, 'COMBOKEY'), { value: cell, id: key });
  return key;
}

function cellCount(
  file: string,
  table: Table<string, string>,
  row: Row<string, string>,
  key: string,
  kind: 'whole' | 'decimal',
  problems: ProblemList,
): Count {
  const cell = row.values[key];
  const count = readCount(cell, kind);
  if (count === null) {
    problems.add('countInvalid', 'error', at(file, table, row, key), { value: (cell ?? '').slice(0, 40) });
    return notCollected;
  }
  if (count.kind === 'reserve' && isUnknownReserve(count)) {
    problems.add('reserveCodeUnknown', 'warning', at(file, table, row, key), { value: count.code });
  }
  return count;
}

function cellYesNo(
  file: string,
  table: Table<string, string>,
  row: Row<string, string>,
  key: string,
  problems: ProblemList,
): YesNoUnknown {
  const cell = row.values[key] ?? '';
  if (readCount(cell, 'whole')?.kind === 'reserve') return 'unknown';
  const answer = readYesNo(cell);
  if (answer === undefined)
    problems.add('yesNoInvalid', 'error', at(file, table, row, key), { value: cell.slice(0, 40) });
  return answer === true ? 'yes' : answer === false ? 'no' : 'unknown';
}
