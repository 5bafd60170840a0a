import type { Grant, Role } from '../../domain/access/roles.ts';
import type { Matter, MatterClass, MatterOverride } from '../../domain/calls/record.ts';
import type { DisparityProfile } from '../../domain/disparities/record.ts';
import type { OfficerKind, PartnerKind } from '../../domain/officers/record.ts';
import type { AssignmentInput } from '../../domain/officers/setup.ts';
import type { ProgramPolicy, School } from '../../domain/partnerships/record.ts';
import type { ProgramInput } from '../../domain/partnerships/setup.ts';
import type { Calendar } from '../../domain/shared/school-year.ts';

/** What the routes under /setup answer (src/server/setup). */

export type SetupStep =
  | 'calendar'
  | 'schools'
  | 'roster'
  | 'people'
  | 'officers'
  | 'assignments'
  | 'policy'
  | 'matters'
  | 'contact';

export type Overview = {
  readonly program: {
    readonly name: string;
    readonly slug: string;
    readonly agency: string;
    readonly district: string;
  };
  readonly today: string;
  readonly steps: readonly {
    readonly step: SetupStep;
    readonly done: boolean;
    readonly optional: boolean;
    readonly count: number;
    readonly missing: readonly Role[];
  }[];
  readonly next: SetupStep | null;
};

export type ProgramView = ProgramInput & { readonly id: string; readonly slug: string };
export type ProgramLine = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly agency: string;
  readonly district: string;
};
export type SchoolYearView = Calendar & { readonly id: string; readonly schoolDays: number };
export type SchoolView = School & { readonly sourceYear: string | null };

export type DisparityView = {
  readonly current: Omit<DisparityProfile, 'holdsFrom'> & { readonly holdsFrom: string | null };
  readonly today: string;
  readonly state: string;
  readonly outcomes: readonly string[];
  readonly groupings: readonly { readonly dimension: string; readonly groups: readonly string[] }[];
  readonly versions: readonly {
    readonly profile: DisparityProfile;
    readonly setBy: string | null;
    readonly setAt: string;
  }[];
};

export type PolicyView = {
  readonly current: Omit<ProgramPolicy, 'holdsFrom'>;
  readonly today: string;
  readonly versions: readonly {
    readonly policy: ProgramPolicy;
    readonly setBy: string | null;
    readonly setAt: string;
  }[];
};

export type OfficerView = {
  readonly id: string;
  readonly kind: OfficerKind;
  readonly name: string;
  readonly badge: string | null;
  readonly employingAgency: string;
  readonly swornOn: string;
  readonly personId: string | null;
  readonly active: boolean;
};
export type PartnerView = {
  readonly id: string;
  readonly kind: PartnerKind;
  readonly name: string;
  readonly organization: string | null;
  readonly active: boolean;
};
export type AssignmentView = AssignmentInput & { readonly id: string };
export type OfficersView = {
  readonly officers: readonly OfficerView[];
  readonly partners: readonly PartnerView[];
  readonly assignments: readonly AssignmentView[];
};

export type PersonView = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string | null;
  readonly language: 'en' | 'es';
  readonly grants: readonly Grant[];
};

export type MatterView = Matter & {
  readonly listed: boolean;
  readonly shippedClass: MatterClass | null;
  readonly changes: readonly (MatterOverride & { readonly setBy: string | null; readonly setAt: string })[];
};
export type MattersView = { readonly today: string; readonly matters: readonly MatterView[] };
