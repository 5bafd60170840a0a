import type { Column } from '../csv/columns.ts';
import { type Row, readTable, type Table } from '../csv/table.ts';
import { type Bundle, fileMissing, findFile, severalFiles } from '../files/bundle.ts';
import type { ColumnRef, ProblemList } from '../problem.ts';
import { type Manifest, noManifest, readManifest } from './manifest.ts';

/** A column by its official name; matching ignores case, so 'birthdate' is 'birthDate'. */
const own = <Key extends string>(key: Key, ...aliases: string[]): Column<Key> => ({ key, names: [key, ...aliases] });

/** The files read and the columns used of each. Both versions: a column only one of them has is optional. */
const rosterFiles = {
  orgs: {
    required: [own('sourcedId'), own('name'), own('type')],
    optional: [own('status'), own('identifier'), own('parentSourcedId')],
  },
  academicSessions: {
    required: [own('sourcedId'), own('title'), own('type'), own('startDate'), own('endDate')],
    optional: [own('status'), own('schoolYear')],
  },
  users: {
    required: [own('sourcedId'), own('givenName'), own('familyName')],
    optional: [
      own('status'),
      own('role'),
      own('orgSourcedIds', 'orgSourcedId'),
      own('identifier'),
      own('grades', 'grade'),
      own('primaryOrgSourcedId'),
    ],
  },
  roles: {
    required: [own('sourcedId'), own('userSourcedId'), own('role'), own('orgSourcedId')],
    optional: [own('status'), own('roleType'), own('beginDate'), own('endDate')],
  },
  demographics: {
    required: [own('sourcedId', 'userSourcedId')],
    optional: [
      own('status'),
      own('birthDate'),
      own('sex'),
      own('americanIndianOrAlaskaNative'),
      own('asian'),
      own('blackOrAfricanAmerican'),
      own('nativeHawaiianOrOtherPacificIslander'),
      own('white'),
      own('demographicRaceTwoOrMoreRaces'),
      own('hispanicOrLatinoEthnicity'),
    ],
  },
  enrollments: {
    required: [own('sourcedId'), own('schoolSourcedId'), own('userSourcedId'), own('role')],
    optional: [own('status')],
  },
} as const;

export type RosterFile = keyof typeof rosterFiles;

export type RosterRow = Row<string, string>;

export type RosterTable = {
  file: string;
  rows: readonly RosterRow[];
  columns: ReadonlyMap<string, ColumnRef>;
  has(key: string): boolean;
  /** Place of a cell, for a problem. */
  at(row: RosterRow, key: string): { file: string; line: number; column: ColumnRef | null };
};

function wrap(file: string, table: Table<string, string>): RosterTable {
  return {
    file,
    rows: table.rows,
    columns: table.columns,
    has: (key) => table.columns.has(key),
    at: (row, key) => ({ file, line: row.line, column: table.columns.get(key) ?? null }),
  };
}

/** Reads manifest.csv if the bundle has one. */
export async function loadManifest(bundle: Bundle, problems: ProblemList): Promise<Manifest> {
  const hit = findFile(bundle, 'manifest');
  if (hit.kind === 'several') problems.push(severalFiles('manifest.csv', hit.names));
  if (hit.kind !== 'found') return noManifest;
  const read = await hit.file.read();
  if (read.ok) return readManifest(read.bytes, hit.file.name, problems);
  problems.push(read.problem);
  return noManifest;
}

/** Whether a file must be there, and which of its columns besides, where a version asks for more. */
export type Need = 'optional' | 'required' | { columns: readonly string[] };

/**
 * Reads one file of the bundle, or null when it is not there or the manifest calls it absent.
 * A needed file's absence is an error; so is a manifest that says 'bulk' for a file that is missing.
 */
export async function loadFile(
  bundle: Bundle,
  manifest: Manifest,
  name: RosterFile,
  need: Need,
  problems: ProblemList,
): Promise<RosterTable | null> {
  const needed = need !== 'optional';
  const mode = manifest.modes.get(name.toLowerCase());
  if (mode === 'absent' && !needed) return null;
  const hit = findFile(bundle, name.toLowerCase());
  if (hit.kind === 'several') problems.push(severalFiles(`${name}.csv`, hit.names));
  if (hit.kind === 'none' && needed) problems.push(fileMissing(bundle, `${name}.csv`));
  else if (hit.kind === 'none' && mode === 'bulk')
    problems.add('manifestFileMissing', 'error', { file: `${name}.csv` });
  if (hit.kind !== 'found') return null;
  const read = await hit.file.read();
  if (!read.ok) {
    problems.push(read.problem);
    return null;
  }
  const also = typeof need === 'object' ? need.columns : [];
  const optional: readonly Column[] = rosterFiles[name].optional;
  const table = readTable<string, string>(read.bytes, {
    file: hit.file.name,
    required: [...rosterFiles[name].required, ...optional.filter((column) => also.includes(column.key))],
    optional: optional.filter((column) => !also.includes(column.key)),
    whenNoRows: needed ? 'error' : 'ignore',
  });
  problems.push(...table.problems);
  return wrap(hit.file.name, table);
}

/** Cell of a row; '' when the file does not have the column. */
export function cell(row: RosterRow, key: string): string {
  return row.values[key] ?? '';
}

/** OneRoster lists are separated by commas inside one cell. */
export function listCell(row: RosterRow, key: string): string[] {
  return cell(row, key)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function isDeleted(row: RosterRow): boolean {
  return cell(row, 'status').toLowerCase() === 'tobedeleted';
}

/** Rows by sourcedId; a blank or repeated id is an error, since each further file refers to it. */
export function byId(table: RosterTable, problems: ProblemList, key = 'sourcedId'): Map<string, RosterRow> {
  const rows = new Map<string, RosterRow>();
  for (const row of table.rows) {
    const id = row.values[key];
    if (id === undefined) continue;
    const twin = rows.get(id);
    if (id === '') problems.add('valueMissing', 'error', table.at(row, key), { column: key });
    else if (twin !== undefined) problems.add('idTwice', 'error', table.at(row, key), { id, first: twin.line });
    else rows.set(id, row);
  }
  return rows;
}
