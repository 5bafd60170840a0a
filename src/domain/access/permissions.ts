import type { Role } from './roles.ts';

/**
 * How far a role's right reaches: `own` = records the person owns; `school` = records of the schools the role is
 * held for; `program` = the whole program; `system` = the installation.
 */
export type Scope = 'own' | 'school' | 'program' | 'system';

type Row = Partial<Record<Role, Scope>>;

/** Everyone who leads or oversees, on both sides: sees the program's work, changes none of it. */
const oversight: Row = {
  supervisor: 'program',
  agencyLeader: 'program',
  schoolLeader: 'school',
  districtCoordinator: 'program',
};

/** Everyone who belongs to a program. */
const members: Row = {
  officer: 'program',
  supervisor: 'program',
  agencyLeader: 'program',
  schoolLeader: 'program',
  schoolStaff: 'program',
  districtCoordinator: 'program',
  recordsOfficer: 'program',
  programAdmin: 'program',
};

/**
 * The one permission table: action -> role -> scope. What is not written here is denied.
 * It drives the API, the buttons, the access matrix in the tests and docs/permissions.md.
 */
export const permissions = {
  'program.create': { systemAdmin: 'system' },
  'program.read': members,
  'program.edit': { programAdmin: 'program' },
  'school.import': { programAdmin: 'program' },
  'officer.read': { ...oversight, officer: 'own', programAdmin: 'program', recordsOfficer: 'program' },
  'officer.edit': { programAdmin: 'program', supervisor: 'program' },
  'assignment.edit': { programAdmin: 'program', supervisor: 'program' },
  'people.read': { programAdmin: 'program' },
  'people.edit': { programAdmin: 'program' },
  'signIn.configure': { programAdmin: 'program' },
  'matter.read': members,
  'matter.edit': { programAdmin: 'program', districtCoordinator: 'program' },

  'activity.log': { officer: 'own' },
  'activity.amend': { officer: 'own' },
  'activity.read': { ...oversight, officer: 'own' },
  'day.close': { officer: 'own' },

  'call.request': { schoolStaff: 'school', schoolLeader: 'school', officer: 'program' },
  'call.read': { ...oversight, schoolStaff: 'own', officer: 'program' },
  'call.answer': { officer: 'program' },
  'call.insist': { schoolStaff: 'own', schoolLeader: 'school' },
  'call.withdraw': { schoolStaff: 'own', schoolLeader: 'school', officer: 'own' },

  'finding.raise': { officer: 'own' },
  'finding.read': { ...oversight, officer: 'own' },
  'finding.resolve': { supervisor: 'program', districtCoordinator: 'program' },

  'incident.write': { officer: 'own' },
  'incident.read': { ...oversight, officer: 'own', recordsOfficer: 'program' },
  'identity.attach': { schoolLeader: 'school', recordsOfficer: 'program' },
  'identity.read': { schoolLeader: 'school', recordsOfficer: 'program' },
  'roster.import': { recordsOfficer: 'program', programAdmin: 'program' },

  'review.police': { supervisor: 'program' },
  'review.school': { schoolLeader: 'school' },
  'review.read': { ...oversight, officer: 'own' },
  'review.disagreements': oversight,

  'crdc.read': { districtCoordinator: 'program', recordsOfficer: 'program' },
  'crdc.signOff': { districtCoordinator: 'program' },

  'numbers.read': { ...oversight, officer: 'own' },
  'explorer.ask': { ...oversight, officer: 'own', recordsOfficer: 'program' },
  'disparity.configure': { programAdmin: 'program', districtCoordinator: 'program' },
  'corrective.open': { supervisor: 'program', districtCoordinator: 'program' },
  'corrective.read': oversight,
  'corrective.finish': {
    supervisor: 'program',
    districtCoordinator: 'program',
    agencyLeader: 'own',
    schoolLeader: 'own',
  },
  'audit.read': {
    programAdmin: 'program',
    agencyLeader: 'program',
    districtCoordinator: 'program',
    recordsOfficer: 'program',
  },
  'duty.read': members,
  'release.read': { agencyLeader: 'program', districtCoordinator: 'program', programAdmin: 'program' },
  'release.propose': { districtCoordinator: 'program' },
  'release.decide': { agencyLeader: 'program', districtCoordinator: 'program' },
  'publication.publish': { programAdmin: 'program', districtCoordinator: 'program' },
} as const satisfies Record<string, Row>;

export type Action = keyof typeof permissions;

export const actions = Object.keys(permissions) as Action[];

/** Takes an action and a role, returns the scope of the right, or null where there is none. */
export function scopeOf(action: Action, role: Role): Scope | null {
  const row: Row = permissions[action];
  return row[role] ?? null;
}
