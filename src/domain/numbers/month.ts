/** One count of the funnel by its key (src/statistics/stages.ts). */
interface Counted {
  readonly key: string;
  readonly n: number;
}

/** What a month's report is made of: the numbers of a period, as those inside the program read them. */
export interface PeriodFigures {
  readonly calls: readonly Counted[];
  readonly incidents: readonly Counted[];
  /** Null for readers who may not count what the school has attached. */
  readonly students: readonly Counted[] | null;
  readonly contacts: {
    readonly positive: number;
    readonly enforcement: number;
    readonly perEnforcement: number | null;
  };
  readonly time: { readonly all: { readonly minutes: number } };
}

const monthKeys = [
  'calls',
  'handedBack',
  'incidents',
  'enforcement',
  'students',
  'positive',
  'perEnforcement',
  'hours',
] as const;
export type MonthKey = (typeof monthKeys)[number];

/** A line of the monthly report; null: there is none. */
export interface MonthFigure {
  readonly key: MonthKey;
  readonly now: number | null;
  readonly before: number | null;
}

const at = (list: readonly Counted[] | null, key: string): number | null =>
  list?.find((one) => one.key === key)?.n ?? null;

const readers: Readonly<Record<MonthKey, (figures: PeriodFigures) => number | null>> = {
  calls: ({ calls }) => at(calls, 'calls'),
  handedBack: ({ calls }) => at(calls, 'handedBack'),
  incidents: ({ incidents }) => at(incidents, 'incidents'),
  enforcement: ({ contacts }) => contacts.enforcement,
  students: ({ students }) => at(students, 'incidents'),
  positive: ({ contacts }) => contacts.positive,
  perEnforcement: ({ contacts }) => contacts.perEnforcement,
  hours: ({ time }) => time.all.minutes / 60,
};

const tenth = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

/**
 * The lines of the monthly report (P7.3, D6), of a month and of the same month a year before, to one decimal. Page and
 * PDF both show these and nothing else. Different students are left out for readers who may not count them.
 */
export function monthFigures(now: PeriodFigures, before: PeriodFigures): readonly MonthFigure[] {
  return monthKeys
    .filter((key) => key !== 'students' || now.students !== null)
    .map((key) => ({ key, now: tenth(readers[key](now)), before: tenth(readers[key](before)) }));
}
