import type { YesNoUnknown } from '../../../domain/shared/people.ts';
import type { Column } from '../csv/columns.ts';
import { readTable } from '../csv/table.ts';
import { readYesNo } from '../csv/values.ts';
import type { ByteSource } from '../files/bundle.ts';
import { type ColumnRef, type ExchangeProblem, ProblemList } from '../problem.ts';
import type { LeftOutCounter, RosterStudent } from './record.ts';

/**
 * The second file. OneRoster carries no disability, 504 or English-learner flag, so a district hands them in as a CSV with the
 * SIS number (or sourcedId) and the columns IDEA, 504 and EL. Unknown stays unknown.
 */
type Flags = { idea: YesNoUnknown; section504: YesNoUnknown; el: YesNoUnknown };
type SupplementRow = Flags & { line: number; sourcedId: string; sisNumber: string };
export type Supplement = {
  file: string;
  rows: SupplementRow[];
  columns: ReadonlyMap<string, ColumnRef>;
  problems: ExchangeProblem[];
};

type FlagKey = keyof Flags;

const keyColumns: readonly Column<'sourcedId' | 'sisNumber'>[] = [
  { key: 'sourcedId', names: ['sourcedId', 'userSourcedId', 'studentSourcedId'] },
  {
    key: 'sisNumber',
    names: [
      'SIS number',
      'SIS id',
      'SIS no',
      'identifier',
      'student number',
      'student no',
      'student id',
      'local id',
      'local student id',
      'número SIS',
      'número de estudiante',
    ],
  },
];

const flagColumns: readonly Column<FlagKey>[] = [
  {
    key: 'idea',
    names: [
      'IDEA',
      'IEP',
      'has IEP',
      'SPED',
      'special education',
      'IDEA flag',
      'disability IDEA',
      'educación especial',
    ],
  },
  {
    key: 'section504',
    names: ['504', 'Section 504', 'Sec 504', '504 plan', 'has 504', '504 flag', 'disability 504', 'Sección 504'],
  },
  {
    key: 'el',
    names: ['EL', 'ELL', 'LEP', 'English learner', 'English language learner', 'EL flag', 'aprendiz de inglés'],
  },
];

/** Some systems write the program's name instead of yes. */
const ownWords: Readonly<Record<FlagKey, readonly string[]>> = {
  idea: ['idea', 'iep', 'sped'],
  section504: ['504', '504plan', 'section504'],
  el: ['el', 'ell', 'lep', 'englishlearner'],
};

/** Reads the second file. Every fault is a problem with line and column. */
function readSupplement(bytes: Uint8Array, file: string): Supplement {
  const problems = new ProblemList();
  const table = readTable(bytes, { file, required: [], optional: [...keyColumns, ...flagColumns] });
  problems.push(...table.problems);
  const { columns } = table;
  const readable = table.header.length > 0;
  const found = table.header.slice(0, 12).join(', ');
  if (readable && !keyColumns.some(({ key }) => columns.has(key))) {
    problems.add('supplementKeyMissing', 'error', { file, line: 1 }, { found });
  }
  if (readable && !flagColumns.some(({ key }) => columns.has(key))) {
    problems.add('supplementNoFlags', 'error', { file, line: 1 }, { found });
  }
  const rows: SupplementRow[] = [];
  for (const { line, values } of table.rows) {
    const flag = (key: FlagKey): YesNoUnknown => {
      const value = values[key] ?? '';
      if (ownWords[key].includes(value.toLowerCase().replace(/[^a-z0-9]/g, ''))) return 'yes';
      const answer = readYesNo(value);
      if (answer === undefined) {
        const where = { file, line, column: columns.get(key) ?? null };
        problems.add('supplementValueUnknown', 'warning', where, { value: value.slice(0, 40) });
      }
      return answer === true ? 'yes' : answer === false ? 'no' : 'unknown';
    };
    const sourcedId = values.sourcedId ?? '';
    const sisNumber = values.sisNumber ?? '';
    if (sourcedId === '' && sisNumber === '') {
      if (problems.hasErrors && columns.size === 0) continue;
      const column = columns.get('sisNumber') ?? columns.get('sourcedId') ?? null;
      problems.add('valueMissing', 'error', { file, line, column }, { column: column?.name ?? 'SIS number' });
      continue;
    }
    rows.push({ line, sourcedId, sisNumber, idea: flag('idea'), section504: flag('section504'), el: flag('el') });
  }
  return { file, rows, columns, problems: problems.list() };
}

/** Reads the second file from a bundle or disk; a refusal to read is a problem like any other. */
export async function loadSupplement(source: ByteSource): Promise<Supplement> {
  const read = await source.read();
  if (read.ok) return readSupplement(read.bytes, source.name);
  return { file: source.name, rows: [], columns: new Map(), problems: [read.problem] };
}

const withoutZeros = (value: string): string => value.replace(/^0+(?=.)/, '');

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === '') continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Puts the flags on the students. Exact match by sourcedId, then by SIS number; a number that lost its leading zeros in a
 * spreadsheet matches only where it is one student's and one row's, with a note. Returns new students; rows of nobody are counted.
 */
export function applySupplement(
  students: readonly RosterStudent[],
  supplement: Supplement,
  leftOut: LeftOutCounter,
  problems: ProblemList,
): RosterStudent[] {
  const bySourcedId = grouped(students, (one) => one.sourcedId);
  const byNumber = grouped(students, (one) => one.identifier);
  const byBareNumber = grouped(students, (one) => withoutZeros(one.identifier));
  const bareRows = grouped(supplement.rows, (row) => withoutZeros(row.sisNumber));
  const taken = new Map<string, SupplementRow>();
  for (const row of supplement.rows) {
    const key = row.sourcedId !== '' ? 'sourcedId' : 'sisNumber';
    const where = { file: supplement.file, line: row.line, column: supplement.columns.get(key) ?? null };
    let hits = (key === 'sourcedId' ? bySourcedId.get(row.sourcedId) : byNumber.get(row.sisNumber)) ?? [];
    const bare = withoutZeros(row.sisNumber);
    if (hits.length === 0 && key === 'sisNumber' && bareRows.get(bare)?.length === 1) {
      hits = byBareNumber.get(bare) ?? [];
      if (hits.length === 1) problems.add('supplementZerosLost', 'warning', where, { value: row.sisNumber });
    }
    const [student, second] = hits;
    if (student === undefined) {
      leftOut.add(supplement.file, 'supplementNoStudent');
      problems.add('supplementUnmatched', 'warning', where, { value: row.sourcedId || row.sisNumber });
      continue;
    }
    const twin = taken.get(student.sourcedId);
    if (second !== undefined) problems.add('supplementAmbiguous', 'error', where, { count: hits.length });
    else if (twin !== undefined && !sameFlags(twin, row))
      problems.add('supplementTwice', 'error', where, { first: twin.line });
    taken.set(student.sourcedId, row);
  }
  return students.map((student) => {
    const row = taken.get(student.sourcedId);
    return row === undefined ? student : { ...student, idea: row.idea, section504: row.section504, el: row.el };
  });
}

function sameFlags(a: Flags, b: Flags): boolean {
  return a.idea === b.idea && a.section504 === b.section504 && a.el === b.el;
}
