import { sql } from 'kysely';
import nodemailer from 'nodemailer';
import type { Service } from '../service.ts';
import { textsIn } from '../texts.ts';

/** Waits after the 1st, 2nd, ... failed try of a mail, in seconds; the last one repeats. */
const waits = [30, 120, 600, 3_600] as const;

/** How long a silent mail server is waited for: the server's own stop waits for the mail under way. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as const;

/** Failures of the mail server, not of one mail: the rest would fail alike, so they wait for the next turn. */
const serverFailures: readonly unknown[] = [
  'ECONNECTION',
  'ECONNREFUSED',
  'EDNS',
  'ESOCKET',
  'ETIMEDOUT',
  'EAUTH',
  'ETLS',
];

/** A mail that could not be sent for this long stays in the outbox as failed; the notice in the app is there anyway. */
const giveUpAfterMs = 3 * 86_400_000;

/**
 * Sends what waits in the outbox, at most `limit` mails, each locked while it is sent so that two servers do not send
 * it twice. Returns how many were sent and how many failed for now. A mail holds a link and codes, no data of records.
 */
export async function sendMails(service: Service, limit = 50): Promise<{ sent: number; failed: number }> {
  const { smtpUrl, mailFrom, publicUrl } = service.config;
  if (smtpUrl === null) return { sent: 0, failed: 0 };
  const transport = nodemailer.createTransport({ url: smtpUrl, ...patience });
  let sent = 0;
  let failed = 0;
  try {
    while (sent + failed < limit) {
      const outcome = await service.databases.worker.transaction().execute(async (tx) => {
        const now = service.clock();
        const mail = await tx
          .selectFrom('mail_outbox')
          .selectAll()
          .where('sent_at', 'is', null)
          .where('next_try_at', '<=', now)
          .where('created_at', '>', new Date(now.getTime() - giveUpAfterMs))
          .orderBy('next_try_at')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (mail === undefined) return null;
        const t = textsIn(mail.language);
        const row = tx.updateTable('mail_outbox').where('program_id', '=', mail.program_id).where('id', '=', mail.id);
        try {
          await transport.sendMail({
            from: mailFrom,
            to: { name: mail.to_name, address: mail.to_email },
            subject: t(`notices:${mail.kind}.subject`, mail.params),
            text: [
              t(`notices:${mail.kind}.mail`, mail.params),
              `${publicUrl}${mail.link ?? '/app/'}`,
              t('notices:footer'),
            ].join('\n\n'),
          });
          await row.set({ sent_at: now, attempts: mail.attempts + 1, last_error: null }).execute();
          return 'sent' as const;
        } catch (error) {
          const wait = waits[Math.min(mail.attempts, waits.length - 1)] ?? 3_600;
          await row
            .set({
              attempts: mail.attempts + 1,
              next_try_at: sql<Date>`${now}::timestamptz + make_interval(secs => ${wait})`,
              last_error: error instanceof Error ? error.message.slice(0, 300) : 'unknown',
            })
            .execute();
          const code = error instanceof Error && 'code' in error ? error.code : undefined;
          return serverFailures.includes(code) ? ('down' as const) : ('failed' as const);
        }
      });
      if (outcome === null) break;
      if (outcome === 'sent') sent += 1;
      else failed += 1;
      if (outcome === 'down') break;
    }
  } finally {
    transport.close();
  }
  return { sent, failed };
}
