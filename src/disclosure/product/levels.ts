import { fault, fine, type Outcome, type Problem } from '../problem.ts';
import type { Coded, Table } from './table.ts';

/** The codes of one column, with their place in the level above. */
export interface Level {
  readonly column: string;
  readonly parent: Level | null;
  /** In code-unit order. */
  readonly codes: readonly string[];
  /** Index of each code's parent in the parent's codes; empty at the top. */
  readonly parentOf: Int32Array;
  /** Index of each row's code; -1 where the row's branch ends above this level. */
  readonly ofRow: Int32Array;
}

/**
 * The levels of every column of the formula, the hierarchy as the data has it. A branch ends early where all its rows
 * leave the lower levels empty or repeat the code above. Errors, each with its line: a code under two parents, an empty
 * code in a branch that goes on, a level missing between two others.
 */
export function levelsOf(table: Table): Outcome<ReadonlyMap<string, Level>> {
  const { formula } = table;
  const goesOn = rowsThatGoOn(table);
  const levels = new Map<string, Level>();
  const waiting = [...formula.parents.keys()];
  for (let column = waiting.shift(); column !== undefined; column = waiting.shift()) {
    const above = formula.parents.get(column) ?? null;
    const parent = above === null ? null : levels.get(above);
    // Parents first.
    if (parent === undefined) {
      waiting.push(column);
      continue;
    }
    const level = levelOf(table, column, parent, goesOn.get(column) ?? new Uint8Array(0));
    if (!level.ok) return level;
    levels.set(column, level.value);
  }
  return fine(levels);
}

/** For each column, 1 for the rows that say something at this level or below it. */
function rowsThatGoOn(table: Table): ReadonlyMap<string, Uint8Array> {
  const { parents } = table.formula;
  const found = new Map<string, Uint8Array>();
  const visit = (column: string): Uint8Array => {
    const known = found.get(column);
    if (known !== undefined) return known;
    const { codes, index } = codedOf(table, column);
    const above = parents.get(column) ?? null;
    const upper = above === null ? null : codedOf(table, above);
    const below = [...parents].filter(([, parent]) => parent === column).map(([child]) => visit(child));
    const marks = Uint8Array.from(index, (code, row) => {
      const text = codes[code] ?? '';
      if (text === '') return 0;
      if (upper === null || text !== upper.codes[upper.index[row] ?? -1]) return 1;
      return below.some((lower) => lower[row] === 1) ? 1 : 0;
    });
    found.set(column, marks);
    return marks;
  };
  for (const column of parents.keys()) visit(column);
  return found;
}

function codedOf(table: Table, column: string): Coded {
  const coded = table.coded.get(column);
  if (coded === undefined) throw new Error(`The column ${column} was not read.`);
  return coded;
}

function levelOf(table: Table, column: string, parent: Level | null, goesOn: Uint8Array): Outcome<Level> {
  const { codes, index } = codedOf(table, column);
  const branches = new Uint8Array(parent === null ? 1 : parent.codes.length);
  index.forEach((_, row) => {
    if (goesOn[row] === 1 || parent === null) branches[parent === null ? 0 : (parent.ofRow[row] ?? -1)] = 1;
  });
  /** By number of the code as read: its parent, -2 before it is met. */
  const under = new Int32Array(codes.length).fill(-2);
  const firstRow = new Int32Array(codes.length);
  const ends = new Uint8Array(index.length);
  for (const [row, code] of index.entries()) {
    const branch = parent === null ? 0 : (parent.ofRow[row] ?? -1);
    if (branch === -1 ? goesOn[row] === 0 : branches[branch] === 0) {
      ends[row] = 1;
      continue;
    }
    const wrong = misplaced(table, column, parent, row, branch);
    if (wrong !== null) return { ok: false, problems: [wrong] };
    if (under[code] === -2) {
      under[code] = branch;
      firstRow[code] = row;
    } else if (under[code] !== branch) {
      return twoParents(table, column, parent, { code: codes[code] ?? '', row, first: firstRow[code] ?? 0, branch });
    }
  }
  const met = codes.map((_, code) => code).filter((code) => under[code] !== -2);
  met.sort((a, b) => ((codes[a] ?? '') < (codes[b] ?? '') ? -1 : 1));
  const place = new Int32Array(codes.length);
  met.forEach((code, position) => {
    place[code] = position;
  });
  return fine({
    column,
    parent,
    codes: met.map((code) => codes[code] ?? ''),
    parentOf: parent === null ? new Int32Array(0) : Int32Array.from(met, (code) => under[code] ?? 0),
    ofRow: index.map((code, row) => (ends[row] === 1 ? -1 : (place[code] ?? -1))),
  });
}

/** A row that cannot be placed at this level: an empty code in a branch that goes on, or a level left out above. */
function misplaced(table: Table, column: string, parent: Level | null, row: number, branch: number): Problem | null {
  const { codes, index } = codedOf(table, column);
  const text = codes[index[row] ?? 0] ?? '';
  const place = { file: table.file, line: table.line[row] ?? 0, column };
  if (branch === -1) {
    return {
      code: 'levelMissing',
      place: { ...place, text },
      reason: `"${text}" has nothing above it in the column "${parent?.column ?? ''}".`,
      remedy: 'Fill the level above, or leave this one empty as well.',
    };
  }
  if (text !== '') return null;
  const reason =
    parent === null
      ? 'There is no code.'
      : `There is no code, though other rows of "${parent.codes[branch] ?? ''}" have one.`;
  return { code: 'codeMissing', place, reason, remedy: 'Write a code, such as Unknown.' };
}

function twoParents(
  table: Table,
  column: string,
  parent: Level | null,
  found: { code: string; row: number; first: number; branch: number },
): Outcome<never> {
  const at = (row: number): number => table.line[row] ?? 0;
  const before = parent?.codes[parent.ofRow[found.first] ?? -1] ?? '';
  const now = parent?.codes[found.branch] ?? '';
  return fault(
    'twoParents',
    { file: table.file, line: at(found.row), column, text: found.code },
    `"${found.code}" stands under "${now}" here and under "${before}" in line ${at(found.first)}.`,
    `Mend the "${parent?.column ?? ''}" of one of them, or give them different names if they are two.`,
  );
}
