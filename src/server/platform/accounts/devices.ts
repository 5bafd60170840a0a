import { notFound, ok, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { addAccountEvent } from './events.ts';
import type { SignedIn } from './sessions.ts';

/** One place a person is signed in at. */
export interface Device {
  readonly id: string;
  /** Short words such as 'Firefox / Windows'; empty where the browser said nothing known. */
  readonly device: string;
  /** The network address it came from: all that is known of the place. */
  readonly origin: string | null;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

/** Where a person is signed in now, the latest first. */
export async function readDevices(service: Service, person: SignedIn): Promise<Device[]> {
  const rows = await service.databases.auth
    .selectFrom('account_session')
    .select(['id', 'device', 'origin', 'created_at', 'last_seen_at'])
    .where('person_id', '=', person.personId)
    .where('expires_at', '>', service.clock())
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    origin: row.origin,
    startedAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    current: row.id === person.sessionId,
  }));
}

/** Ends one of a person's sessions, or all but this one. Each is an event of the accounts' trail. */
async function end(service: Service, person: SignedIn, which: string | 'others', origin: string | null) {
  return service.databases.auth.transaction().execute(async (tx) => {
    const ended = await tx
      .deleteFrom('account_session')
      .where('person_id', '=', person.personId)
      .where('expires_at', '>', service.clock())
      .where('id', which === 'others' ? '!=' : '=', which === 'others' ? person.sessionId : which)
      .returning('id')
      .execute();
    for (const _ of ended) await addAccountEvent(tx, 'sessionRevoked', person.personId, origin);
    return ended.length;
  });
}

/** Signs one device out. 404 where the session is not the person's own or has ended. */
export async function revokeDevice(
  service: Service,
  person: SignedIn,
  sessionId: string,
  origin: string | null,
): Promise<Result<null>> {
  return (await end(service, person, sessionId, origin)) === 0 ? { ok: false, error: notFound } : ok(null);
}

/** Signs all other devices out. */
export async function revokeOtherDevices(service: Service, person: SignedIn, origin: string | null): Promise<void> {
  await end(service, person, 'others', origin);
}
