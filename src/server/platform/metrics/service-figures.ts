import { sql } from 'kysely';
import { Counter, Gauge } from 'prom-client';
import type { Service } from '../service.ts';
import type { Meter } from './meter.ts';

/** Whether something could be asked when the figures were collected; a figure that cannot be known is left out. */
async function ask<T>(service: Service, what: string, question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    service.log.warn({ figure: what, err: error }, 'figure not known');
    return null;
  }
}

function poolFigures(service: Service, meter: Meter): void {
  const { databases } = service;
  new Gauge({
    name: 'opensro_database_connections',
    help: 'Connections of each pool: in use, idle, and requests waiting for one.',
    labelNames: ['role', 'state'],
    registers: [meter.registry],
    collect() {
      for (const { role, used, idle, waiting } of databases.use()) {
        this.set({ role, state: 'used' }, used);
        this.set({ role, state: 'idle' }, idle);
        this.set({ role, state: 'waiting' }, waiting);
      }
    },
  });
}

/** Mails under way; one that could not be sent for three days is given up (jobs/mailer.ts) and no longer counted. */
function mailFigures(service: Service, meter: Meter): void {
  const look = async (): Promise<{ waiting: number; oldest: Date | null } | undefined> => {
    const found = await ask(service, 'mail', () =>
      sql<{ waiting: number; oldest: Date | null }>`
        SELECT count(*)::int AS waiting, min(created_at) AS oldest FROM (
          SELECT created_at FROM mail_outbox WHERE sent_at IS NULL
          UNION ALL SELECT created_at FROM account_mail WHERE sent_at IS NULL
        ) AS mails WHERE created_at > now() - interval '3 days'`.execute(service.databases.worker),
    );
    return found?.rows[0];
  };
  new Gauge({
    name: 'opensro_mail_waiting',
    help: 'Mails not sent yet.',
    registers: [meter.registry],
    async collect() {
      const found = await look();
      if (found !== undefined) this.set(found.waiting);
    },
  });
  new Gauge({
    name: 'opensro_mail_oldest_timestamp_seconds',
    help: 'When the oldest mail not sent yet was written; 0 where none waits.',
    registers: [meter.registry],
    async collect() {
      const found = await look();
      if (found !== undefined) this.set(found.oldest === null ? 0 : found.oldest.getTime() / 1000);
    },
  });
}

/**
 * Sign-ins, failures, locks: read from the accounts' trail since this process started, so that what another server or
 * the command line did is counted too.
 */
function accountFigures(service: Service, meter: Meter): void {
  let last: number | null = null;
  new Counter({
    name: 'opensro_account_events_total',
    help: 'Events of the accounts: signIn, signInFailed and so on.',
    labelNames: ['event'],
    registers: [meter.registry],
    async collect() {
      const since: number | null = last;
      const found = await ask(service, 'accounts', () =>
        since === null
          ? sql<{ event: string; many: number; id: number }>`
              SELECT '' AS event, 0 AS many, coalesce(max(id), 0) AS id FROM account_event`.execute(
              service.databases.auth,
            )
          : sql<{ event: string; many: number; id: number }>`
              SELECT event, count(*)::int AS many, max(id) AS id FROM account_event WHERE id > ${since} GROUP BY event`.execute(
              service.databases.auth,
            ),
      );
      for (const { event, many, id } of found?.rows ?? []) {
        if (event !== '') this.inc({ event }, many);
        last = Math.max(last ?? 0, id);
      }
    },
  });
}

function upkeepFigures(service: Service, meter: Meter): void {
  new Gauge({
    name: 'opensro_upkeep_last_success_timestamp_seconds',
    help: 'When the audit trail was last proved whole (auditVerify), and a backup last written and checked (backup).',
    labelNames: ['task'],
    registers: [meter.registry],
    async collect() {
      const rows = await ask(service, 'upkeep', () =>
        service.databases.worker.selectFrom('upkeep').select(['task', 'succeeded_at']).execute(),
      );
      for (const { task, succeeded_at } of rows ?? [])
        if (succeeded_at) this.set({ task }, succeeded_at.getTime() / 1000);
    },
  });
}

/** Adds the figures that are looked up each time somebody asks: pools, mails, accounts, upkeep. */
export function addServiceFigures(service: Service, meter: Meter): void {
  poolFigures(service, meter);
  mailFigures(service, meter);
  accountFigures(service, meter);
  upkeepFigures(service, meter);
}
