import type { LookPurpose, RecordedFacts } from '../../domain/roster/record.ts';
import type { Grade } from '../../domain/shared/people.ts';

/** GET /identity/purpose */
export type Purpose = { readonly purpose: LookPurpose | null };

/** GET /incidents/:id/identities */
export type Identities = {
  readonly purpose: LookPurpose;
  readonly schoolId: string;
  readonly rosterLoaded: boolean;
  readonly students: readonly RecordedStudent[];
};
export type RecordedStudent = {
  readonly studentKey: string;
  readonly source: 'roster' | 'byHand';
  readonly facts: RecordedFacts;
  readonly attachedAt: string;
};

/** POST /roster/search */
export type Found = {
  readonly hits: readonly {
    readonly id: string;
    readonly name: string;
    readonly grade: Grade;
    readonly numberEnd: string | null;
  }[];
  readonly more: boolean;
};

/** POST /incidents/:id/students/:key/name */
export type OpenedName = { readonly name: string | null; readonly grade: Grade | null };
