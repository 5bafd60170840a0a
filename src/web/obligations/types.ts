/** GET /duties */
export type Duties = { readonly items: readonly Duty[]; readonly next: string | null };

/** Something that waits for the signed-in person. */
export type Duty = {
  readonly kind:
    | 'emergency'
    | 'callWaiting'
    | 'finding'
    | 'gateAfterwards'
    | 'reviewPolice'
    | 'reviewSchool'
    | 'incidentToWrite'
    | 'corrective'
    | 'draft';
  readonly recordId: string;
  /** Null: the whole program. */
  readonly schoolName: string | null;
  readonly since: string;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  readonly link: string;
};

/** A message of GET /notices, in the reader's language. */
export type NoticeRecord = {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly createdAt: string;
  readonly read: boolean;
};
