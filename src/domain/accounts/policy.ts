import { z } from 'zod';
import { type Role, roles } from '../access/roles.ts';

/**
 * A program's rules of sign-in (P7.8; CJIS Security Policy 6.0: two factors, lock after at most 30 minutes and after at
 * most five failures; NIST SP 800-63B: length instead of composition). Sources differ on ages, so these are choices.
 */
export const signInPolicySchema = z.object({
  /** Roles that need a second factor beside those that always do. */
  secondFactorRoles: z.array(z.enum(roles)).max(roles.length),
  passwordMinLength: z.int().min(8).max(64),
  passwordMaxAgeDays: z.int().min(30).max(365).nullable(),
  idleMinutes: z.int().min(5).max(30),
  lockAfterFailures: z.int().min(3).max(5),
  disableAfterInactiveDays: z.int().min(30).max(365).nullable(),
  /** Whether a password may be used at all; without it only passkeys and single sign-on open the door. */
  passwordSignIn: z.boolean(),
});

export type SignInPolicy = z.infer<typeof signInPolicySchema>;

/** Holds where a program has set nothing, and for people of no program. */
export const defaultSignInPolicy: SignInPolicy = {
  secondFactorRoles: [],
  passwordMinLength: 12,
  passwordMaxAgeDays: null,
  idleMinutes: 30,
  lockAfterFailures: 5,
  disableAfterInactiveDays: null,
  passwordSignIn: true,
};

const shortest = (values: readonly (number | null)[]): number | null => {
  const set = values.filter((value) => value !== null);
  return set.length === 0 ? null : Math.min(...set);
};

/** The rules for a person under several programs' rules at once: the strictest of each. None: the defaults. */
export function strictest(policies: readonly SignInPolicy[]): SignInPolicy {
  const [first = defaultSignInPolicy] = policies;
  // Nearly everybody is of one program; this is asked with each request.
  if (policies.every((policy) => policy === first)) return first;
  return {
    secondFactorRoles: [...new Set(policies.flatMap((policy) => policy.secondFactorRoles))],
    passwordMinLength: Math.max(...policies.map((policy) => policy.passwordMinLength)),
    passwordMaxAgeDays: shortest(policies.map((policy) => policy.passwordMaxAgeDays)),
    idleMinutes: Math.min(...policies.map((policy) => policy.idleMinutes)),
    lockAfterFailures: Math.min(...policies.map((policy) => policy.lockAfterFailures)),
    disableAfterInactiveDays: shortest(policies.map((policy) => policy.disableAfterInactiveDays)),
    passwordSignIn: policies.every((policy) => policy.passwordSignIn),
  };
}

/** One role a person holds now, with the rules of the program it is held in. */
export interface HeldRole {
  readonly role: Role;
  readonly policy: SignInPolicy;
}

/**
 * Roles that always need a second factor: the agency's side works near criminal justice information (CJIS Security
 * Policy 6.0, IA-2), and administrators give rights.
 */
export const alwaysSecondFactor: readonly Role[] = [
  'officer',
  'supervisor',
  'agencyLeader',
  'programAdmin',
  'systemAdmin',
];

/** Whether a person with these roles needs a second factor. A program's choice holds for roles held in that program. */
export function needsSecondFactor(held: readonly HeldRole[], systemAdmin: boolean): boolean {
  return (
    systemAdmin ||
    held.some(({ role, policy }) => alwaysSecondFactor.includes(role) || policy.secondFactorRoles.includes(role))
  );
}

const dayMs = 86_400_000;

/** Whether more than so many days lie between two moments. Null days: never. */
export function olderThan(since: Date, days: number | null, now: Date): boolean {
  return days !== null && now.getTime() - since.getTime() > days * dayMs;
}
