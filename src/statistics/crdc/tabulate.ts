import { riskRatio } from '../disparity/figures.ts';
import {
  addSums,
  type ByRace,
  eachRace,
  nothingSummed,
  type SchoolFigures,
  type SchoolStatus,
  type Sum,
  schoolStatuses,
} from './figures.ts';
import { type CrdcCode, type Measure, measures } from './layout.ts';

/** A ratio with what it was made of, so that anybody can do the sum again. */
interface RaceRatio {
  /** Null: not calculated, since nothing happened, nobody is enrolled or the counts do not fit the enrolment. */
  readonly value: number | null;
  readonly low: number | null;
  /** Null also where the data set no upper limit. */
  readonly high: number | null;
  /** How the 95 % limits were found: log-Wald, exact where few, Haldane where one group has no event. */
  readonly method: string | null;
  readonly events: number | null;
  readonly students: number | null;
  readonly comparisonEvents: number | null;
  readonly comparisonStudents: number | null;
}

/** Students counted, and of how many schools they are unknown. `null` = no school's total is a count: unknown, not 0. */
export interface MeasureTable {
  readonly excluding504: number | null;
  readonly including504: number | null;
  readonly schoolsCounted: number;
  readonly schoolsUnknown: number;
}

export interface Table {
  readonly schools: number;
  readonly schoolsByStatus: Readonly<Record<SchoolStatus, number>>;
  readonly referrals: MeasureTable;
  readonly arrests: MeasureTable;
  readonly byRace: Readonly<
    Record<
      CrdcCode,
      { readonly referrals: number | null; readonly arrests: number | null; readonly enrolment: number | null }
    >
  >;
  /** Against White students (WH). Students = those of the schools whose totals are known, and of no other school. */
  readonly riskRatios: {
    readonly referrals: Readonly<Record<CrdcCode, RaceRatio>>;
    readonly arrests: Readonly<Record<CrdcCode, RaceRatio>>;
  };
  /** Full-time equivalents of sworn officers, and the schools that told them or not. */
  readonly swornOfficers: {
    readonly fte: number | null;
    readonly schoolsCounted: number;
    readonly schoolsUnknown: number;
  };
}

interface MeasureTally {
  excluding504: Sum;
  including504: Sum;
  byRace: ByRace;
  /** Of the schools whose totals are known: the students who could have been counted, and those who were. */
  atRisk: ByRace;
  events: ByRace;
  known: number;
}

/** Adds up schools one by one, so that a national file never stands in memory whole. */
export class Tally {
  #schools = 0;
  readonly #statuses = new Map<SchoolStatus, number>();
  readonly #measures: Readonly<Record<Measure, MeasureTally>> = { REF: emptyMeasure(), ARR: emptyMeasure() };
  #enrolment: ByRace = noRace();
  /** In hundredths, since the files print two decimals and binary fractions would drift. */
  #hundredths = 0;
  #staffed = 0;

  add(school: SchoolFigures): void {
    this.#schools += 1;
    this.#statuses.set(school.status, (this.#statuses.get(school.status) ?? 0) + 1);
    this.#enrolment = addRaces(this.#enrolment, school.enrolment);
    for (const measure of measures) {
      const tally = this.#measures[measure];
      const figures = school.measures[measure];
      tally.excluding504 = addSums(tally.excluding504, figures.excluding504);
      tally.including504 = addSums(tally.including504, figures.including504);
      tally.byRace = addRaces(tally.byRace, figures.byRace);
      if (!figures.known) continue;
      tally.known += 1;
      tally.atRisk = addRaces(tally.atRisk, school.enrolment);
      tally.events = addRaces(tally.events, figures.byRace);
    }
    if (school.swornOfficers.kind === 'count') {
      this.#hundredths += Math.round(school.swornOfficers.n * 100);
      this.#staffed += 1;
    }
  }

  table(): Table {
    const { REF, ARR } = this.#measures;
    return {
      schools: this.#schools,
      schoolsByStatus: Object.fromEntries(
        schoolStatuses.map((status) => [status, this.#statuses.get(status) ?? 0]),
      ) as Record<SchoolStatus, number>,
      referrals: this.#measureTable(REF),
      arrests: this.#measureTable(ARR),
      byRace: eachRace((race) => ({
        referrals: REF.byRace[race].n,
        arrests: ARR.byRace[race].n,
        enrolment: this.#enrolment[race].n,
      })),
      riskRatios: { referrals: ratios(REF), arrests: ratios(ARR) },
      swornOfficers: {
        fte: this.#staffed === 0 ? null : this.#hundredths / 100,
        schoolsCounted: this.#staffed,
        schoolsUnknown: this.#schools - this.#staffed,
      },
    };
  }

  #measureTable(tally: MeasureTally): MeasureTable {
    return {
      excluding504: tally.excluding504.n,
      including504: tally.including504.n,
      schoolsCounted: tally.known,
      schoolsUnknown: this.#schools - tally.known,
    };
  }
}

const noRace = (): ByRace => eachRace(() => nothingSummed);
const emptyMeasure = (): MeasureTally => ({
  excluding504: nothingSummed,
  including504: nothingSummed,
  byRace: noRace(),
  atRisk: noRace(),
  events: noRace(),
  known: 0,
});
const addRaces = (a: ByRace, b: ByRace): ByRace => eachRace((race) => addSums(a[race], b[race]));

function ratios(tally: MeasureTally): Readonly<Record<CrdcCode, RaceRatio>> {
  const comparisonEvents = tally.events.WH.n;
  const comparisonStudents = tally.atRisk.WH.n;
  return eachRace((race) => {
    const events = tally.events[race].n;
    const students = tally.atRisk[race].n;
    const made = { events, students, comparisonEvents, comparisonStudents };
    return { ...(race === 'WH' ? notCalculated : ratioOf(made)), ...made };
  });
}

const notCalculated = { value: null, low: null, high: null, method: null };

function ratioOf(made: Pick<RaceRatio, 'events' | 'students' | 'comparisonEvents' | 'comparisonStudents'>) {
  const [a, n, b, m] = [made.events, made.students, made.comparisonEvents, made.comparisonStudents];
  if (a === null || n === null || b === null || m === null) return notCalculated;
  // Enrolment is of one day: in a small school more may have been referred in a year than were enrolled on it.
  if (n === 0 || m === 0 || a > n || b > m) return notCalculated;
  const figure = riskRatio({ a, n, b, m }, 'exact');
  if (figure.kind === 'notCalculated') return notCalculated;
  const { value, low, high, method } = figure;
  return { value, low, high, method };
}
