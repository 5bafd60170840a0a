/**
 * What a session is worth at this moment. `secondFactor`: the password was right, a second factor is due. `enrol`: one
 * is required and none is set up. `newPassword`: the password is older than the rules allow. `open`: all was shown.
 */
export const sessionStates = ['secondFactor', 'enrol', 'newPassword', 'open'] as const;
export type SessionState = (typeof sessionStates)[number];

/** Doors of the API: any session's own matters, setting up a factor, a new password, everything else. */
export const doorKinds = ['own', 'enrol', 'password', 'signedIn'] as const;
export type Door = (typeof doorKinds)[number];

const doors: Record<SessionState | 'locked', readonly Door[]> = {
  secondFactor: ['own'],
  enrol: ['own', 'enrol'],
  newPassword: ['own', 'password'],
  open: ['own', 'enrol', 'password', 'signedIn'],
  locked: ['own'],
};

/** Whether a session may pass a door. A locked one passes only its own: to unlock it or to sign out. */
export function mayPass(state: SessionState, locked: boolean, door: Door): boolean {
  return doors[locked ? 'locked' : state].includes(door);
}

/** What a session has shown, and what its person needs now. */
export interface Standing {
  /** Two factors were shown, or one that counts as both. */
  readonly strong: boolean;
  /** The person's roles or a program's rules require a second factor. */
  readonly required: boolean;
  /** The person has set up a second factor. */
  readonly factor: boolean;
  /** The password this session began with is older than the rules allow. */
  readonly passwordTooOld: boolean;
}

/**
 * The state of a session. Worked out anew on every request, so that a changed role, rule or factor holds at once. Who
 * has a second factor shows it, also where it is not required.
 */
export function stateOf(standing: Standing): SessionState {
  if (!standing.strong && standing.factor) return 'secondFactor';
  if (!standing.strong && standing.required) return 'enrol';
  return standing.passwordTooOld ? 'newPassword' : 'open';
}
