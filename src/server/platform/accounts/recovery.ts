import { sql } from 'kysely';
import type { Service } from '../service.ts';
import { accountMail, nobodyId } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { hashToken, newToken } from './sessions.ts';

/** How long the link of a forgotten password works, and how many of them one account can get in that time. */
const recoveryMs = 3_600_000;
const mostLinks = 3;

/**
 * Mails a link with which the owner of an address sets a new password, if there is such an account. The same statements
 * run for any address, so that neither the answer nor its time tells whether there is one. Links of an administrator
 * keep working: who knows only an address must not be able to void them.
 */
export async function askRecovery(service: Service, email: string, origin: string | null): Promise<void> {
  const token = newToken();
  const now = service.clock();
  await service.databases.auth.transaction().execute(async (tx) => {
    const { rows } = await sql<{ person_id: string }>`
      INSERT INTO account_invitation (token_hash, person_id, kind, created_at, expires_at)
      SELECT ${hashToken(token)}, person.id, 'recovery', ${now}::timestamptz, ${new Date(now.getTime() + recoveryMs)}::timestamptz
      FROM account_person person
      WHERE person.email = ${email.trim().toLowerCase()} AND person.disabled_at IS NULL
        AND (SELECT count(*) FROM account_invitation earlier WHERE earlier.person_id = person.id
          AND earlier.kind = 'recovery' AND earlier.created_at > ${new Date(now.getTime() - recoveryMs)}) < ${mostLinks}
      RETURNING person_id`.execute(tx);
    const personId = rows[0]?.person_id;
    await accountMail(service, tx, {
      personId: personId ?? nobodyId,
      kind: 'recovery',
      link: `/app/recovery#${token}`,
    });
    await addAccountEvent(tx, 'recoveryAsked', personId ?? null, origin);
  });
}
