/** As the server answers them (src/server/exchange/crdc/answers.ts). */
export type Cell = {
  readonly column: string;
  readonly n: number;
  readonly incidents: number;
  readonly of: 'referrals' | 'arrests' | 'restraint' | 'offenses';
  readonly unit: 'students' | 'instances' | 'incidents';
  readonly group: 'WODIS' | 'IDEA' | '504' | 'NONIDEA' | null;
  readonly race: string | null;
  readonly sex: string | null;
  readonly part: 'cell' | 'total' | 'el';
  readonly offense: string | null;
};

export type SchoolLine = {
  readonly id: string;
  readonly ncesId: string;
  readonly name: string;
  readonly referred: number;
  readonly arrested: number;
  readonly restrained: number;
  readonly offenses: number;
  readonly officers: number | null;
  readonly missing: number;
};

export type SchoolSheet = SchoolLine & { readonly cells: readonly Cell[] };

export type MissingReason =
  | 'unattached'
  | 'initiatorUnknown'
  | 'raceUnknown'
  | 'sexNotInLayout'
  | 'disabilityUnknown'
  | 'englishLearnerUnknown'
  | 'gradeUnknown';

export type Missing = {
  readonly incidentId: string;
  readonly studentKey: string;
  readonly school: string;
  readonly day: string;
  readonly reason: MissingReason;
};

export type Sheet = {
  readonly collection: string;
  readonly schoolYear: { readonly id: string; readonly firstDay: string; readonly lastDay: string };
  readonly referral: 'anyReport' | 'schoolReport';
  readonly digest: string;
  readonly maySign: boolean;
  readonly signOff: {
    readonly version: number;
    readonly by: string;
    readonly at: string;
    readonly missing: number;
    readonly note: string;
    readonly stale: boolean;
  } | null;
  readonly missing: readonly Missing[];
  readonly schools: readonly SchoolLine[];
};

export type Collections = {
  readonly collections: readonly {
    readonly collection: string;
    readonly schoolYear: string;
    readonly collected: boolean;
  }[];
};
