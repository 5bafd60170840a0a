import { sql } from 'kysely';
import nodemailer, { type Transporter } from 'nodemailer';
import { openLink } from '../accounts/account-mail.ts';
import type { Tx } from '../database/tenancy.ts';
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

/** The two outboxes: of notices, which belong to a program, and of mails about accounts, which belong to none. */
const outboxes = ['mail_outbox', 'account_mail'] as const;
type Outbox = (typeof outboxes)[number];

/** A mail as it goes out. */
interface Letter {
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly attempts: number;
}

function waiting(tx: Tx, outbox: Outbox, now: Date) {
  return tx
    .selectFrom(outbox)
    .where('sent_at', 'is', null)
    .where('next_try_at', '<=', now)
    .where('created_at', '>', new Date(now.getTime() - giveUpAfterMs))
    .orderBy('next_try_at')
    .limit(1)
    .forUpdate()
    .skipLocked();
}

async function nextNotice(service: Service, tx: Tx, now: Date): Promise<Letter | null> {
  const mail = await waiting(tx, 'mail_outbox', now).selectAll('mail_outbox').executeTakeFirst();
  if (mail === undefined) return null;
  const t = textsIn(mail.language);
  const link = `${service.config.publicUrl}${mail.link ?? '/app/'}`;
  return {
    id: mail.id,
    to: { name: mail.to_name, address: mail.to_email },
    subject: t(`notices:${mail.kind}.subject`, mail.params),
    text: [t(`notices:${mail.kind}.mail`, mail.params), link, t('notices:footer')].join('\n\n'),
    attempts: mail.attempts,
  };
}

async function nextAccountMail(service: Service, tx: Tx, now: Date): Promise<Letter | null> {
  const mail = await waiting(tx, 'account_mail', now).selectAll('account_mail').executeTakeFirst();
  if (mail === undefined) return null;
  const t = textsIn(mail.language);
  const link = openLink(service, mail.sealed_link);
  const parts = [
    t(`signIn:mails.${mail.kind}.body`, mail.params),
    ...(link === null ? [] : [`${service.config.publicUrl}${link}`]),
    t('signIn:mails.footer'),
  ];
  return {
    id: mail.id,
    to: { name: mail.to_name, address: mail.to_email },
    subject: t(`signIn:mails.${mail.kind}.subject`, mail.params),
    text: parts.join('\n\n'),
    attempts: mail.attempts,
  };
}

const next = { mail_outbox: nextNotice, account_mail: nextAccountMail } as const;

/** Sends the next mail of an outbox, locked while it is sent. Null: none waits. */
async function sendNext(
  service: Service,
  transport: Transporter,
  outbox: Outbox,
): Promise<'sent' | 'failed' | 'down' | null> {
  return service.databases.worker.transaction().execute(async (tx) => {
    const now = service.clock();
    const letter = await next[outbox](service, tx, now);
    if (letter === null) return null;
    const row = tx.updateTable(outbox).where('id', '=', letter.id);
    const attempts = letter.attempts + 1;
    try {
      const { to, subject, text } = letter;
      await transport.sendMail({ from: service.config.mailFrom, to, subject, text });
      await row.set({ sent_at: now, attempts, last_error: null }).execute();
      // A link in it has done its work; it need not lie about.
      if (outbox === 'account_mail')
        await tx.updateTable('account_mail').set({ sealed_link: null }).where('id', '=', letter.id).execute();
      return 'sent';
    } catch (error) {
      const wait = waits[Math.min(letter.attempts, waits.length - 1)] ?? 3_600;
      await row
        .set({
          attempts,
          next_try_at: sql<Date>`${now}::timestamptz + make_interval(secs => ${wait})`,
          last_error: error instanceof Error ? error.message.slice(0, 300) : 'unknown',
        })
        .execute();
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return serverFailures.includes(code) ? 'down' : 'failed';
    }
  });
}

/**
 * Sends what waits in the outboxes, at most `limit` mails of each; two servers do not send one twice. Returns how many
 * were sent and how many failed for now. A mail holds a link and codes, no data of records.
 */
export async function sendMails(service: Service, limit = 50): Promise<{ sent: number; failed: number }> {
  const { smtpUrl } = service.config;
  if (smtpUrl === null) return { sent: 0, failed: 0 };
  const transport = nodemailer.createTransport({ url: smtpUrl, ...patience });
  let sent = 0;
  let failed = 0;
  try {
    for (const outbox of outboxes) {
      for (let tries = 0; tries < limit; tries += 1) {
        const outcome = await sendNext(service, transport, outbox);
        if (outcome === null) break;
        if (outcome === 'sent') sent += 1;
        else failed += 1;
        if (outcome === 'down') return { sent, failed };
      }
    }
  } finally {
    transport.close();
  }
  return { sent, failed };
}
