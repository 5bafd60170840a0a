import { hash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { type SessionState, stateOf } from '../../../domain/accounts/session-state.ts';
import { preparedFrom } from '../database/pipeline.ts';
import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';
import { type AccountEvent, addAccountEvent } from './events.ts';
import { type PersonStanding, type StandingRow, standingColumns, standingOf } from './standing.ts';

/** A session ends after twelve hours; before that it locks when idle (CJIS Security Policy 6.0, AC-11 and AC-12). */
const longestMs = 12 * 3_600_000;
/** `last_seen_at` is written at most this often, so that reading does not mean writing. */
const touchMs = 60_000;
/** How long after signing in or unlocking a person may change what guards the account without showing it again. */
const freshMs = 15 * 60_000;

export type SignInMethod = 'password' | 'passkey' | 'oidc' | 'invitation' | 'totp' | 'recovery' | 'test';

/** A signed-in person, as every route knows them. */
export interface SignedIn extends PersonStanding {
  readonly sessionId: string;
  readonly csrfToken: string;
}

/** A session in any state. Only an open one that is not locked is a SignedIn for the routes. */
export interface Session extends SignedIn {
  readonly state: SessionState;
  readonly locked: boolean;
  /** The person showed who they are a short while ago. */
  readonly fresh: boolean;
  readonly methods: readonly string[];
  readonly origin: string | null;
}

export interface NewSession {
  readonly origin: string | null;
  /** Short words such as 'Firefox / Windows'. */
  readonly device: string;
  readonly method: SignInMethod;
  /** The method counts as two factors (a passkey with user verification, a provider trusted for it). */
  readonly strong: boolean;
}

export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Where a person stands now. Null where there is no such account. */
export async function readStanding(service: Service, db: Db, personId: string): Promise<PersonStanding | null> {
  const now = service.clock();
  const { rows } = await sql<StandingRow>`
    SELECT ${standingColumns(now)} FROM account_person person WHERE person.id = ${personId}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : standingOf(row, now);
}

const fromPassword = (methods: readonly string[]): boolean => methods.includes('password');

/**
 * Starts a session. Returns the token for the cookie, of which the database keeps only the hash, and what the session
 * still waits for.
 */
export async function startSession(
  service: Service,
  personId: string,
  start: NewSession,
): Promise<{ token: string; csrfToken: string; sessionId: string; state: SessionState }> {
  const [token, csrfToken, sessionId] = [newToken(), newToken(), uuidv7()];
  const now = service.clock();
  const { origin, device, method, strong } = start;
  const standing = await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .insertInto('account_session')
      .values({
        token_hash: hashToken(token),
        id: sessionId,
        person_id: personId,
        csrf_token: csrfToken,
        created_at: now,
        last_seen_at: now,
        proven_at: now,
        expires_at: new Date(now.getTime() + longestMs),
        origin,
        device,
        strong,
        methods: [method],
      })
      .execute();
    await tx.updateTable('account_person').set({ last_active_at: now }).where('id', '=', personId).execute();
    await addAccountEvent(tx, 'signIn', personId, origin);
    return readStanding(service, tx, personId);
  });
  if (standing === null) throw new Error('A session was started for nobody');
  const passwordTooOld = fromPassword([method]) && standing.passwordTooOld;
  return {
    token,
    csrfToken,
    sessionId,
    state: stateOf({ ...standing, strong, factor: standing.hasFactor, passwordTooOld }),
  };
}

async function prove(
  service: Service,
  sessionId: string,
  method: SignInMethod,
  event: AccountEvent,
  tokens: { readonly token: string; readonly csrfToken: string } | null,
): Promise<void> {
  const now = service.clock();
  await service.databases.auth.transaction().execute(async (tx) => {
    const session = await tx
      .updateTable('account_session')
      .set({
        last_seen_at: now,
        proven_at: now,
        locked_at: null,
        methods: sql`array_append(array_remove(methods, ${method}), ${method})`,
      })
      .$if(tokens !== null, (query) =>
        query.set({ strong: true, token_hash: hashToken(tokens?.token ?? ''), csrf_token: tokens?.csrfToken ?? '' }),
      )
      .where('id', '=', sessionId)
      .returning(['person_id', 'origin'])
      .executeTakeFirstOrThrow();
    await addAccountEvent(tx, event, session.person_id, session.origin);
  });
}

/** Notes that a second factor was shown. The token changes: one from before cannot do what the new one may. */
export async function strengthen(
  service: Service,
  sessionId: string,
  method: SignInMethod,
): Promise<{ token: string; csrfToken: string }> {
  const tokens = { token: newToken(), csrfToken: newToken() };
  await prove(service, sessionId, method, method === 'recovery' ? 'recoveryCodeUsed' : 'secondFactorShown', tokens);
  return tokens;
}

/** Unlocks a session after its person showed who they are. It stays the same session. */
export function unlock(service: Service, sessionId: string, method: SignInMethod): Promise<void> {
  return prove(service, sessionId, method, 'sessionUnlocked', null);
}

/** Locks a session; it stays, and opens again when its person shows who they are. Again: nothing changes. */
export async function lock(service: Service, sessionId: string): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    const locked = await tx
      .updateTable('account_session')
      .set({ locked_at: service.clock() })
      .where('id', '=', sessionId)
      .where('locked_at', 'is', null)
      .returning(['person_id', 'origin'])
      .executeTakeFirst();
    if (locked !== undefined) await addAccountEvent(tx, 'sessionLocked', locked.person_id, locked.origin);
  });
}

export async function endSession(service: Service, token: string): Promise<void> {
  await service.databases.auth.deleteFrom('account_session').where('token_hash', '=', hashToken(token)).execute();
}

interface SessionRow extends StandingRow {
  readonly id: string;
  readonly csrf_token: string;
  readonly last_seen_at: Date;
  readonly proven_at: Date;
  readonly locked_at: Date | null;
  readonly strong: boolean;
  readonly methods: string[];
  readonly origin: string | null;
}

/** What every request asks first: kept planned on each connection, for planning it takes longer than answering it. */
const sessionOfToken = preparedFrom<SessionRow>(
  'session_of_token',
  sql`SELECT session.id, session.csrf_token, session.last_seen_at, session.proven_at, session.locked_at, session.strong,
      session.methods, session.origin, ${standingColumns(sql.raw('$2::timestamptz'))}
    FROM account_session session JOIN account_person person ON person.id = session.person_id
    WHERE session.token_hash = $1::bytea AND session.expires_at > $2::timestamptz AND person.disabled_at IS NULL`,
);

/**
 * Finds who a session token belongs to, with the roles held at this moment: one query. A request by a person counts as
 * life; one in the background (`alive` false) does not, so that an open page alone keeps no session awake.
 * Null: no such session, or it has ended.
 */
export async function findSession(service: Service, token: string, alive: boolean): Promise<Session | null> {
  const now = service.clock();
  const { auth } = service.databases;
  const [row] = await service.databases.authStatement(sessionOfToken(hashToken(token), now.toISOString()));
  if (row === undefined) return null;
  const standing = standingOf(row, now);
  const quietMs = now.getTime() - row.last_seen_at.getTime();
  const idle = quietMs >= standing.policy.idleMinutes * 60_000;
  if (idle && row.locked_at === null) await lock(service, row.id);
  const locked = idle || row.locked_at !== null;
  const passwordTooOld = fromPassword(row.methods) && standing.passwordTooOld;
  const state = stateOf({ ...standing, strong: row.strong, factor: standing.hasFactor, passwordTooOld });
  // A sign-in left halfway has nothing to come back to.
  if (locked && (state === 'secondFactor' || state === 'enrol')) return null;
  if (!locked && alive && quietMs > touchMs) {
    await auth.updateTable('account_session').set({ last_seen_at: now }).where('id', '=', row.id).execute();
  }
  return {
    ...standing,
    sessionId: row.id,
    csrfToken: row.csrf_token,
    state,
    locked,
    fresh: now.getTime() - row.proven_at.getTime() <= freshMs,
    methods: row.methods,
    origin: row.origin,
  };
}
