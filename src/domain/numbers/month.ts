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

/** Numbers of some days beside the same days a year before, with the program's school years. */
interface Beside<Figures> {
  readonly before: { readonly from: string; readonly to: string };
  readonly years: readonly { readonly firstDay: string; readonly lastDay: string }[];
  readonly yearBefore: Figures;
}

/**
 * The figures of the year before, or null where nothing was recorded then: the program had no school year in those days
 * and there is no record of them. A zero would say that nothing happened (P7.3). Days are 'YYYY-MM-DD', the last included.
 */
export function besideOf<Figures extends PeriodFigures>(numbers: Beside<Figures>): Figures | null {
  const { before, years, yearBefore } = numbers;
  const hadSchool = years.some(({ firstDay, lastDay }) => firstDay <= before.to && lastDay >= before.from);
  return hadSchool || monthKeys.some((key) => (readers[key](yearBefore) ?? 0) > 0) ? yearBefore : null;
}

const tenth = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

/**
 * The lines of the monthly report (P7.3, D6), of a month and of the same month a year before, to one decimal. Page and
 * PDF both show these and nothing else. Different students are left out for readers who may not count them. `before`
 * comes from `besideOf`; where it is null, so is every line's.
 */
export function monthFigures(now: PeriodFigures, before: PeriodFigures | null): readonly MonthFigure[] {
  return monthKeys
    .filter((key) => key !== 'students' || now.students !== null)
    .map((key) => ({
      key,
      now: tenth(readers[key](now)),
      before: before === null ? null : tenth(readers[key](before)),
    }));
}
