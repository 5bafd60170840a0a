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
