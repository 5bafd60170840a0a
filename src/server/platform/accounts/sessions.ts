import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Grant, Role } from '../../../domain/access/roles.ts';
import type { Service } from '../service.ts';

/** A session ends after half an hour without a sign of life (CJIS Security Policy) and after twelve hours at most. */
const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;
/** `last_seen_at` is written at most this often, so that reading does not mean writing. */
const touchMs = 60_000;

export interface SignedIn {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly csrfToken: string;
  readonly systemAdmin: boolean;
  /** The person in each program that still gives a role. */
  readonly actors: readonly Actor[];
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Starts a session and returns the token for the cookie; the database keeps only its hash. */
export async function startSession(service: Service, personId: string, origin: string | null): Promise<string> {
  const token = newToken();
  const now = service.clock();
  await service.databases.auth
    .insertInto('account_session')
    .values({
      token_hash: hashToken(token),
      id: uuidv7(),
      person_id: personId,
      csrf_token: newToken(),
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + longestMs),
      origin,
    })
    .execute();
  return token;
}

export async function endSession(service: Service, token: string): Promise<void> {
  await service.databases.auth.deleteFrom('account_session').where('token_hash', '=', hashToken(token)).execute();
}

/** The roles a person holds now, by program. */
async function actorsOf(service: Service, personId: string, now: Date): Promise<Actor[]> {
  const rows = await service.databases.auth
    .selectFrom('membership')
    .innerJoin('member', (join) =>
      join
        .onRef('member.program_id', '=', 'membership.program_id')
        .onRef('member.person_id', '=', 'membership.person_id'),
    )
    .select(['membership.program_id', 'membership.role', 'membership.school_ids', 'member.name'])
    .where('membership.person_id', '=', personId)
    .where('membership.valid_from', '<=', now)
    .where((where) => where.or([where('membership.ended_at', 'is', null), where('membership.ended_at', '>', now)]))
    .orderBy('membership.id')
    .execute();
  const actors = new Map<string, Actor & { grants: Grant[] }>();
  for (const row of rows) {
    const actor = actors.get(row.program_id) ?? { personId, programId: row.program_id, name: row.name, grants: [] };
    actor.grants.push({ role: row.role as Role, schoolIds: row.school_ids });
    actors.set(row.program_id, actor);
  }
  return [...actors.values()];
}

/** Finds who a session token belongs to, with the roles held at this moment. Null: no such session, or it has ended. */
export async function findSession(service: Service, token: string): Promise<SignedIn | null> {
  const now = service.clock();
  const row = await service.databases.auth
    .selectFrom('account_session')
    .innerJoin('account_person', 'account_person.id', 'account_session.person_id')
    .leftJoin('account_system_admin', 'account_system_admin.person_id', 'account_person.id')
    .select([
      'account_session.id',
      'account_session.csrf_token',
      'account_session.last_seen_at',
      'account_session.person_id',
      'account_person.name',
      'account_person.email',
      'account_person.language',
      'account_system_admin.person_id as system_admin',
    ])
    .where('account_session.token_hash', '=', hashToken(token))
    .where('account_session.expires_at', '>', now)
    .where('account_session.last_seen_at', '>', new Date(now.getTime() - idleMs))
    .where('account_person.disabled_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (now.getTime() - row.last_seen_at.getTime() > touchMs) {
    await service.databases.auth
      .updateTable('account_session')
      .set({ last_seen_at: now })
      .where('id', '=', row.id)
      .execute();
  }
  return {
    sessionId: row.id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    language: row.language,
    csrfToken: row.csrf_token,
    systemAdmin: row.system_admin !== null,
    actors: await actorsOf(service, row.person_id, now),
  };
}
