import type { Count } from './count.ts';
import {
  type CrdcCode,
  type CrdcLayout,
  crdcCodes,
  enrolmentColumn,
  type Measure,
  measures,
  raceColumn,
  section504Column,
  swornOfficerColumn,
  totalColumn,
} from './layout.ts';

/** Whether a school's referrals and arrests are known, and if not, why. */
export const schoolStatuses = [
  'reported',
  'suppressed',
  'actionPlan',
  'forceCertified',
  'notApplicable',
  'otherReason',
] as const;
export type SchoolStatus = (typeof schoolStatuses)[number];

/** A sum over cells of which some may be no counts. `n` is null where none is: unknown, never 0. */
export interface Sum {
  readonly n: number | null;
  /** Cells that are counts, and cells that are not. */
  readonly counted: number;
  readonly unknown: number;
}

export const nothingSummed: Sum = { n: null, counted: 0, unknown: 0 };

/** Adds two sums; a cell that is no count adds nothing but stays told. */
export function addSums(a: Sum, b: Sum): Sum {
  const n = a.n === null ? b.n : b.n === null ? a.n : a.n + b.n;
  return { n, counted: a.counted + b.counted, unknown: a.unknown + b.unknown };
}

export type ByRace = Readonly<Record<CrdcCode, Sum>>;

interface MeasureFigures {
  /** Without disability and IDEA, from the TOT_ columns. */
  readonly excluding504: Sum;
  /** The same and the students of Section 504 only. */
  readonly including504: Sum;
  /** Without disability and IDEA together; the CRDC does not split Section 504 by race. */
  readonly byRace: ByRace;
  /** Whether every TOT_ cell is a count, so that the school's students were in a position to be counted. */
  readonly known: boolean;
}

export interface SchoolFigures {
  readonly status: SchoolStatus;
  readonly measures: Readonly<Record<Measure, MeasureFigures>>;
  /** All students, preschool included, as `SCH_ENR_` counts them. */
  readonly enrolment: ByRace;
  /** Full-time equivalents of sworn law-enforcement officers. */
  readonly swornOfficers: Count;
}

/** The columns `schoolFigures` reads of each module. */
export function figureColumns(layout: CrdcLayout) {
  const { sexes } = layout;
  const groups = ['WODIS', 'IDEA'] as const;
  return {
    referrals: measures.flatMap((measure) => [
      ...groups.flatMap((group) => sexes.map((sex) => totalColumn(measure, group, sex))),
      ...groups.flatMap((group) =>
        crdcCodes.flatMap((race) => sexes.map((sex) => raceColumn(measure, group, race, sex))),
      ),
      ...sexes.map((sex) => section504Column(measure, sex)),
    ]),
    enrolment: crdcCodes.flatMap((race) => sexes.map((sex) => enrolmentColumn(race, sex))),
    support: [swornOfficerColumn],
  };
}

export type CellReader = (column: string) => Count;

/** The figures of one school. `read` answers the cell of a column; what is no count stays unknown. */
export function schoolFigures(layout: CrdcLayout, read: CellReader): SchoolFigures {
  const totals = measures.flatMap((measure) => totalCells(layout, measure, read));
  return {
    status: statusOf(totals),
    measures: { REF: measureFigures(layout, 'REF', read), ARR: measureFigures(layout, 'ARR', read) },
    enrolment: eachRace((race) => sumOf(layout.sexes.map((sex) => read(enrolmentColumn(race, sex))))),
    swornOfficers: read(swornOfficerColumn),
  };
}

function totalCells(layout: CrdcLayout, measure: Measure, read: CellReader): Count[] {
  return (['WODIS', 'IDEA'] as const).flatMap((group) =>
    layout.sexes.map((sex) => read(totalColumn(measure, group, sex))),
  );
}

function measureFigures(layout: CrdcLayout, measure: Measure, read: CellReader): MeasureFigures {
  const totals = totalCells(layout, measure, read);
  const excluding504 = sumOf(totals);
  const only504 = sumOf(layout.sexes.map((sex) => read(section504Column(measure, sex))));
  return {
    excluding504,
    including504: addSums(excluding504, only504),
    byRace: eachRace((race) =>
      sumOf(
        (['WODIS', 'IDEA'] as const).flatMap((group) =>
          layout.sexes.map((sex) => read(raceColumn(measure, group, race, sex))),
        ),
      ),
    ),
    known: totals.every((cell) => cell.kind === 'count'),
  };
}

/** A record with one entry for each of the seven codes. */
export function eachRace<T>(value: (race: CrdcCode) => T): Readonly<Record<CrdcCode, T>> {
  return Object.fromEntries(crdcCodes.map((race) => [race, value(race)])) as Record<CrdcCode, T>;
}

function sumOf(cells: readonly Count[]): Sum {
  return cells
    .map(
      (cell): Sum =>
        cell.kind === 'count' ? { n: cell.n, counted: 1, unknown: 0 } : { n: null, counted: 0, unknown: 1 },
    )
    .reduce(addSums, nothingSummed);
}

const reasons: ReadonlyMap<string, SchoolStatus> = new Map([
  ['suppressed', 'suppressed'],
  ['actionPlan', 'actionPlan'],
  ['forceCertified', 'forceCertified'],
  ['notApplicable', 'notApplicable'],
]);

/** One cell without a count makes the school's total unknown; the reason that says most is told. */
function statusOf(totals: readonly Count[]): SchoolStatus {
  if (totals.every((cell) => cell.kind === 'count')) return 'reported';
  const found = new Set(totals.map((cell) => (cell.kind === 'reserve' ? reasons.get(cell.meaning) : undefined)));
  return schoolStatuses.find((status) => found.has(status)) ?? 'otherReason';
}
