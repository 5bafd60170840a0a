/** Answer of POST /imports/crdc and /imports/roster, checked or done. */
export type ImportReport = {
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly refused: boolean;
  /** Refused only because half or more would be lost: the person may insist. */
  readonly shrink: boolean;
  readonly digest: string;
  readonly source: string | null;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly schools: readonly SchoolChange[];
  readonly cells: { readonly counts: number; readonly reserved: number; readonly notCollected: number } | null;
  readonly leftOut: readonly {
    readonly file: string;
    readonly reason: string;
    readonly label: string;
    readonly count: number;
  }[];
  readonly problems: readonly FileProblem[];
};

export type ImportKind = 'crdc' | 'roster';

export type SchoolChange = {
  readonly id: string;
  readonly name: string;
  readonly change: 'added' | 'changed' | 'reopened' | 'closed' | 'matched' | 'notMatched' | 'noRoster';
  readonly fields: readonly string[];
  readonly students: number | null;
  readonly officerAssigned: boolean;
};

export type FileProblem = {
  readonly file: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly columnNumber: number | null;
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly reason: string;
  readonly remedy: string;
};
