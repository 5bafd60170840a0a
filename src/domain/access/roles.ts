/** The roles a person can hold in a program (requirements: D4, P6.5, P7.6, P7.8). */
export const roles = [
  'officer',
  'supervisor',
  'agencyLeader',
  'schoolLeader',
  'schoolStaff',
  'districtCoordinator',
  'recordsOfficer',
  'programAdmin',
  'systemAdmin',
] as const;

export type Role = (typeof roles)[number];

/** Which of the two parties of the agreement a role answers for. Administrators answer for neither. */
export type Side = 'police' | 'school' | 'none';

const sides: Record<Role, Side> = {
  officer: 'police',
  supervisor: 'police',
  agencyLeader: 'police',
  schoolLeader: 'school',
  schoolStaff: 'school',
  districtCoordinator: 'school',
  recordsOfficer: 'school',
  programAdmin: 'none',
  systemAdmin: 'none',
};

/** Takes a role, returns its side. The wall between the sides is idea 3 of the design (two-sided records). */
export function sideOf(role: Role): Side {
  return sides[role];
}

/** Roles that are held for named schools rather than for the whole program. */
export const schoolRoles: readonly Role[] = ['schoolLeader', 'schoolStaff'];

/** One role a person holds. `schoolIds` is null where the role covers the whole program. */
export interface Grant {
  readonly role: Role;
  readonly schoolIds: readonly string[] | null;
}

/** A signed-in person inside one program. */
export interface Actor {
  readonly personId: string;
  readonly programId: string;
  readonly name: string;
  readonly grants: readonly Grant[];
}

/** What an action is about to touch: the school and the person the record belongs to. */
export interface Target {
  readonly schoolId?: string | null;
  readonly ownerId?: string | null;
}
