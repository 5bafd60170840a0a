import type { Count } from '../../statistics/crdc/count.ts';
import type { CrdcData, CrdcSchool } from '../exchange/crdc/record.ts';
import { diffImport, tooFewGuard } from '../exchange/diff.ts';
import { type ExchangeProblem, problem } from '../exchange/problem.ts';
import { type SchoolView, schoolFields } from './report.ts';

/**
 * What the dimensions of `enrolment` are called, and how to read them (CRDC Public-Use Data File User's Manual):
 * - `race`: all students by the CRDC's seven race codes and sex, preschool children included;
 * - `preschoolRace`: the preschool children among them, so that a K-12 denominator is `race` less `preschoolRace`;
 * - `total`: all students by sex, as released;
 * - `idea`, `section504` (Section 504 only), `el`: by sex.
 * `category` is a race code, or 'all'. `students` is a count; `reserve_code` the negative code that says why there is
 * none; where both are null the cell was not collected. Never 0 for an unknown.
 */
const dimensions = ['race', 'preschoolRace', 'total', 'idea', 'section504', 'el'] as const;
type Dimension = (typeof dimensions)[number];

export interface Cell {
  readonly dimension: string;
  readonly category: string;
  readonly sex: string;
  readonly students: number | null;
  readonly reserveCode: number | null;
}

/** Full-time equivalents of a kind of staff: 'swornOfficerFte', 'counselorFte', ... */
interface Fte {
  readonly measure: string;
  readonly fte: number | null;
  readonly reserveCode: number | null;
}

export interface StoredSchool {
  readonly id: string;
  readonly ncesId: string;
  readonly name: string;
  readonly grades: readonly string[];
  readonly open: boolean;
  /** The collection it was last imported from; null for one entered by hand. */
  readonly sourceYear: string | null;
  /** Of the year imported. */
  readonly cells: readonly Cell[];
  readonly support: readonly Fte[];
  readonly officerAssigned: boolean;
}

interface SchoolWrite {
  /** Null: a new school. */
  readonly id: string | null;
  readonly ncesId: string;
  readonly name: string;
  readonly grades: readonly string[];
  readonly cells: readonly Cell[];
  readonly support: readonly Fte[];
}

export interface CrdcPlan {
  readonly problems: readonly ExchangeProblem[];
  readonly writes: readonly SchoolWrite[];
  /** Ids of schools that would close. */
  readonly close: readonly string[];
  readonly counts: {
    readonly added: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly removed: number;
  };
  readonly cells: { readonly counts: number; readonly reserved: number; readonly notCollected: number };
  readonly schools: readonly SchoolView[];
}

const students = (count: Count): Pick<Cell, 'students' | 'reserveCode'> => ({
  students: count.kind === 'count' ? count.n : null,
  reserveCode: count.kind === 'reserve' ? count.code : null,
});

/** A school's enrolment as cells, one row each. */
export function cellsOf(school: CrdcSchool): Cell[] {
  const races = (dimension: Dimension, list: CrdcSchool['enrolment']): Cell[] =>
    list.map(({ race, sex, count }) => ({ dimension, category: race, sex, ...students(count) }));
  const bySex = (dimension: Dimension, list: CrdcSchool['totals']): Cell[] =>
    list.map(({ sex, count }) => ({ dimension, category: 'all', sex, ...students(count) }));
  return [
    ...races('race', school.enrolment),
    ...races('preschoolRace', school.preschool),
    ...bySex('total', school.totals),
    ...bySex('idea', school.idea),
    ...bySex('section504', school.section504),
    ...bySex('el', school.el),
  ];
}

function supportOf(school: CrdcSchool): Fte[] {
  return Object.entries(school.support).map(([measure, count]) => ({
    measure: `${measure}Fte`,
    fte: count.kind === 'count' ? count.n : null,
    reserveCode: count.kind === 'reserve' ? count.code : null,
  }));
}

const cellKey = (cell: Cell): string => `${cell.dimension}.${cell.category}.${cell.sex}`;

/** Counts are 0 or more and codes negative, so one number says which; what was not collected stands for nothing. */
function known<T extends { readonly reserveCode: number | null }>(
  list: readonly T[],
  key: (one: T) => string,
  value: (one: T) => number | null,
): Record<string, number> {
  return Object.fromEntries(
    list.flatMap((one) => {
      const n = value(one) ?? one.reserveCode;
      return n === null ? [] : [[key(one), n]];
    }),
  );
}

function comparable(
  school: Pick<StoredSchool, 'ncesId' | 'name' | 'grades' | 'open' | 'sourceYear' | 'cells' | 'support'>,
) {
  return {
    ncesId: school.ncesId,
    name: school.name,
    grades: [...school.grades].sort(),
    open: school.open,
    sourceYear: school.sourceYear,
    enrolment: known(school.cells, cellKey, (cell) => cell.students),
    support: known(
      school.support,
      (one) => one.measure,
      (one) => one.fte,
    ),
  };
}

/** Cells that were stored and that the files no longer have: not collected, as rows are never deleted. */
function blanked(before: readonly Cell[], after: readonly Cell[]): Cell[] {
  const there = new Set(after.map(cellKey));
  return before
    .filter((cell) => !there.has(cellKey(cell)))
    .map((cell) => ({ ...cell, students: null, reserveCode: null }));
}

/**
 * What importing a district's CRDC files would do. Pure. Takes the program's schools with what is stored of `year`, and
 * the files read for the program's district. Schools that came from an earlier import and are not in the files close;
 * those entered by hand stay, as they may be younger than the collection. Where School Support was not handed in, what
 * is stored of it stays.
 */
export function planCrdc(input: {
  readonly stored: readonly StoredSchool[];
  readonly data: CrdcData;
  readonly year: string;
  readonly allowShrink: boolean;
  readonly file: string;
}): CrdcPlan {
  const { data, year } = input;
  const problems: ExchangeProblem[] = [...data.problems];
  const latest = input.stored
    .map((school) => school.sourceYear ?? '')
    .sort()
    .at(-1);
  if (latest !== undefined && latest > year)
    problems.push(problem('olderCollection', 'error', { file: input.file }, { year, latest }));

  const stored = new Map(input.stored.map((school) => [school.ncesId, school]));
  const supported = data.schools.some((school) => supportOf(school).some((one) => one.fte !== null || one.reserveCode));
  const incoming = data.schools.map((school) => ({
    ncesId: school.ncesId,
    name: school.name,
    grades: school.grades,
    open: true,
    sourceYear: year,
    cells: cellsOf(school),
    support: supported ? supportOf(school) : (stored.get(school.ncesId)?.support ?? []),
  }));
  const there = new Set(incoming.map((school) => school.ncesId));
  const imported = input.stored.filter((school) => school.open && school.sourceYear !== null);
  const diff = diffImport({
    existing: input.stored.filter((school) => imported.includes(school) || there.has(school.ncesId)).map(comparable),
    incoming: incoming.map(comparable),
    key: (school) => school.ncesId,
  });
  const guard = tooFewGuard({
    what: 'schools',
    summary: { existing: imported.length, incoming: there.size, removed: diff.removed.length },
    allowed: input.allowShrink,
    file: input.file,
  });
  if (guard !== null) problems.push(guard);

  const touched = new Set([...diff.added, ...diff.changed.map((one) => one.after)].map((school) => school.ncesId));
  const cells = incoming.flatMap((school) => school.cells);
  const view = (ncesId: string, change: SchoolView['change'], fields: readonly string[] = []): SchoolView => {
    const before = stored.get(ncesId);
    return {
      id: ncesId,
      name: incoming.find((school) => school.ncesId === ncesId)?.name ?? before?.name ?? '',
      change,
      fields: schoolFields.filter((field) => fields.includes(field)),
      students: null,
      officerAssigned: change === 'closed' && before?.officerAssigned === true,
    };
  };
  return {
    problems,
    writes: incoming
      .filter((school) => touched.has(school.ncesId))
      .map(({ ncesId, name, grades, cells: rows, support }) => {
        const before = stored.get(ncesId);
        const all = [...rows, ...blanked(before?.cells ?? [], rows)];
        return { id: before?.id ?? null, ncesId, name, grades, cells: all, support };
      }),
    close: diff.removed.flatMap((school) => stored.get(school.ncesId)?.id ?? []),
    counts: {
      added: diff.added.length,
      changed: diff.changed.length,
      unchanged: diff.unchanged.length,
      removed: diff.removed.length,
    },
    cells: {
      counts: cells.filter((cell) => cell.students !== null).length,
      reserved: cells.filter((cell) => cell.reserveCode !== null).length,
      notCollected: cells.filter((cell) => cell.students === null && cell.reserveCode === null).length,
    },
    schools: [
      ...diff.removed.map((school) => view(school.ncesId, 'closed')),
      ...diff.added.map((school) => view(school.ncesId, 'added')),
      ...diff.changed.map(({ key, before, fields }) =>
        view(
          key,
          before.open ? 'changed' : 'reopened',
          fields.map((one) => one.field),
        ),
      ),
    ],
  };
}
