import type { Language } from '../../catalogs/languages.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Grant } from '../../domain/access/roles.ts';

export type School = { readonly id: string; readonly name: string };

/** What one person may do in one program, as GET /api/me tells it. */
export type Membership = {
  readonly programId: string;
  readonly programName: string;
  readonly timeZone: string;
  readonly schools: readonly School[];
  readonly grants: readonly Grant[];
  readonly actions: readonly Action[];
};

export type Me = {
  readonly person: { readonly id: string; readonly name: string; readonly email: string; readonly language: Language };
  /** Null where the device remembers who works here and the server could not be asked yet (kept.ts). */
  readonly csrfToken: string | null;
  readonly memberships: readonly Membership[];
  /** Rights over the whole installation (a system administrator may stand outside every program). */
  readonly actions?: readonly Action[];
};

type Factor = 'totp' | 'passkey' | 'recovery';

/** How far somebody has come in signing in, as GET /api/session and every step of signing in tell it. */
export type Door = {
  readonly state: 'signedOut' | 'secondFactor' | 'enrol' | 'newPassword' | 'locked' | 'open';
  /** What the person may use as the second step. */
  readonly factors: readonly Factor[];
  readonly csrfToken: string | null;
  readonly name: string | null;
  readonly idleMinutes: number;
  /** The code of a demonstration account at this moment; null for every real account. */
  readonly demonstrationCode: string | null;
  /** Whether this server can mail a link to somebody who forgot the password. */
  readonly recoveryByMail: boolean;
};
