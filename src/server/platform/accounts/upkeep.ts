import { sql } from 'kysely';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { forgetOldFailures } from './lockout.ts';

const dayMs = 86_400_000;
/** Mails about accounts are kept this long, to answer whether one was sent. */
const mailDays = 30;

/**
 * Switches off accounts that nobody has used for as long as a program of theirs allows; sessions end, the person is
 * told by mail. System administrators stand outside the programs' rules. Returns how many were switched off.
 */
export async function disableInactive(service: Service): Promise<number> {
  const now = service.clock();
  return service.databases.auth.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      UPDATE account_person person SET disabled_at = ${now}, disabled_for = 'inactivity'
      WHERE person.disabled_at IS NULL
        AND NOT EXISTS (SELECT FROM account_system_admin admin WHERE admin.person_id = person.id)
        AND person.last_active_at < ${now}::timestamptz - make_interval(days => (
          SELECT min(policy.disable_after_inactive_days) FROM membership held
          JOIN sign_in_policy policy ON policy.program_id = held.program_id
          WHERE held.person_id = person.id AND held.valid_from <= ${now}
            AND (held.ended_at IS NULL OR held.ended_at > ${now})))
      RETURNING person.id`.execute(tx);
    for (const { id } of rows) {
      await tx.deleteFrom('account_session').where('person_id', '=', id).execute();
      await addAccountEvent(tx, 'disabledInactive', id, null);
      await accountMail(service, tx, { personId: id, kind: 'accountInactive' });
    }
    return rows.length;
  });
}

/** What the accounts need done from time to time: accounts nobody uses, and what has had its time. */
export async function keepAccounts(service: Service): Promise<void> {
  const now = service.clock();
  await disableInactive(service);
  await forgetOldFailures(service);
  const { auth } = service.databases;
  await auth.deleteFrom('account_session').where('expires_at', '<', now).execute();
  await auth
    .deleteFrom('account_mail')
    .where('created_at', '<', new Date(now.getTime() - mailDays * dayMs))
    .execute();
}
