import { z } from 'zod';
import { languages } from '../../catalogs/languages.ts';
import { actions } from '../../domain/access/permissions.ts';
import { roles } from '../../domain/access/roles.ts';
import type { Me } from './types.ts';

/**
 * What this device remembers of the person signed in, so that the app opens again where there is no network. Only what
 * logging needs: no e-mail address, no token, nothing of any record. Gone at sign-out, when the server says that nobody
 * is signed in, and after the longest life of a session.
 */
const ME = 'opensro.kept.me';
const FAMILY = 'opensro.kept.';
const LONGEST_MS = 12 * 60 * 60 * 1_000;

const keptSchema = z.object({
  at: z.number(),
  person: z.object({ id: z.string(), name: z.string(), language: z.enum(languages) }),
  memberships: z.array(
    z.object({
      programId: z.string(),
      programName: z.string(),
      timeZone: z.string(),
      schools: z.array(z.object({ id: z.string(), name: z.string() })),
      grants: z.array(z.object({ role: z.enum(roles), schoolIds: z.array(z.string()).nullable() })),
      actions: z.array(z.enum(actions)),
    }),
  ),
});

/** Remembers the person. What was kept for somebody else goes. A device without room works only with the network. */
export function keepMe(me: Me, now: number): void {
  const { id, name, language } = me.person;
  const before = readKept(now);
  if (before !== null && before.person.id !== id) forgetKept();
  keepBeside(ME, { at: now, person: { id, name, language }, memberships: me.memberships });
}

/** The person remembered here, without a token; null when there is none or it is too long ago. */
export function readKept(now: number): Me | null {
  const kept = readBeside(ME, keptSchema);
  if (kept === null || now - kept.at > LONGEST_MS || kept.at > now) return null;
  return { person: { ...kept.person, email: '' }, csrfToken: null, memberships: kept.memberships };
}

/** Forgets the person and everything kept beside them. */
export function forgetKept(): void {
  const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  for (const name of names) if (name?.startsWith(FAMILY) === true) localStorage.removeItem(name);
}

/** The name under which something small is kept beside the person, and forgotten with them. */
export const besideMe = (what: string, personId: string): string => `${FAMILY}${what}.${personId}`;

/** Keeps a value as JSON. Storage that is full or closed to us is no failure: the network is then needed at start. */
export function keepBeside(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    localStorage.removeItem(name);
  }
}

/** Reads a value kept as JSON; null when there is none, or it was written by another version of the app. */
export function readBeside<T>(name: string, schema: z.ZodType<T>): T | null {
  const text = localStorage.getItem(name);
  if (text === null) return null;
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
