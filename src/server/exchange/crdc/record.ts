import type { YesNoUnknown } from '../../../domain/shared/people.ts';
import type { Count } from '../../../statistics/crdc/count.ts';
import type { CrdcCode, CrdcSex } from '../../../statistics/crdc/layout.ts';
import type { ExchangeProblem } from '../problem.ts';
import type { CrdcGrade, SupportMeasure, YearFound } from './layout.ts';

export type RaceCell = { race: CrdcCode; sex: CrdcSex; count: Count };
export type SexCell = { sex: CrdcSex; count: Count };

/** One school as the CRDC released it. Sex 'X' appears only where the collection has the column. */
export type CrdcSchool = {
  /** 12 characters: 7 of the district, 5 of the school. Always a string; leading zeros count. */
  ncesId: string;
  leaid: string;
  leaName: string;
  state: string;
  name: string;
  grades: CrdcGrade[];
  juvenileJustice: YesNoUnknown;
  charter: YesNoUnknown;
  magnet: YesNoUnknown;
  specialEducation: YesNoUnknown;
  alternative: YesNoUnknown;
  /** All students, preschool included. */
  enrolment: RaceCell[];
  /** The preschool children among them. */
  preschool: RaceCell[];
  totals: SexCell[];
  idea: SexCell[];
  /** Section 504 only, not IDEA; the CRDC does not split it by race here. */
  section504: SexCell[];
  el: SexCell[];
  /** Full-time equivalents; `notCollected` where School Support was not handed in. */
  support: Record<SupportMeasure, Count>;
};

export type CrdcLea = { leaid: string; name: string; state: string; schools: number };

export type CrdcData = {
  year: YearFound | null;
  leas: CrdcLea[];
  schools: CrdcSchool[];
  /** Schools of the files that belong to other districts than the one asked for. */
  otherSchools: number;
  problems: ExchangeProblem[];
};
