import type { Grade, Sex, YesNoUnknown } from '../../../domain/shared/people.ts';
import type { Race } from '../../../domain/shared/race.ts';
import type { ExchangeProblem } from '../problem.ts';

export type RosterVersion = '1.1' | '1.2';

export type RosterOrg = {
  sourcedId: string;
  name: string;
  /** OneRoster's word: district, school, department, ... in lower case. */
  type: string;
  /** What the district calls it; often the NCES id. '' when blank. */
  identifier: string;
  parentSourcedId: string;
};

export type RosterSession = {
  sourcedId: string;
  title: string;
  type: string;
  startDate: string;
  endDate: string;
  /** Year in which the school year ends, as OneRoster counts; '' when blank. */
  schoolYear: string;
};

export type RosterStudent = {
  sourcedId: string;
  /** Schools only (no district), the primary one first; never empty. */
  schoolSourcedIds: string[];
  grade: Grade;
  givenName: string;
  familyName: string;
  /** The number in the student information system; '' when blank. */
  identifier: string;
  birthDate: string | null;
  sex: Sex;
  /** Every category said 'true', with Hispanic among them; ['unknown'] when none is. */
  races: Race[];
  hispanic: YesNoUnknown;
  /** The system says 'two or more' and not which. */
  twoOrMoreRacesOnly: boolean;
  status: 'active' | 'tobedeleted';
  idea: YesNoUnknown;
  section504: YesNoUnknown;
  el: YesNoUnknown;
};

/** Why rows were not taken over. Shown with its number in the dry run (catalog `exchange`, `leftOut.<reason>`). */
export const leftOutReasons = [
  'orgNoSchool',
  'orgDeleted',
  'userNoStudent',
  'studentNoSchool',
  'studentGradeOutside',
  'supplementNoStudent',
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];
export type LeftOut = { file: string; reason: LeftOutReason; count: number };

export type RosterData = {
  version: RosterVersion | null;
  source: { systemName: string; systemCode: string };
  schools: RosterOrg[];
  districts: RosterOrg[];
  sessions: RosterSession[];
  students: RosterStudent[];
  leftOut: LeftOut[];
  problems: ExchangeProblem[];
};

/** Counts what is left out, by file and reason. */
export class LeftOutCounter {
  readonly #counts = new Map<string, LeftOut>();

  add(file: string, reason: LeftOutReason): void {
    const key = `${file}\u0000${reason}`;
    const entry = this.#counts.get(key) ?? { file, reason, count: 0 };
    entry.count += 1;
    this.#counts.set(key, entry);
  }

  list(): LeftOut[] {
    return [...this.#counts.values()];
  }
}
