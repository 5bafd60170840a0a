import { sql, type Transaction } from 'kysely';
import type { Service } from '../service.ts';
import type { Database } from './tables/index.ts';

export type Tx = Transaction<Database>;

export interface Tenancy {
  readonly programId: string;
  /** Opens the vault of student identity for this transaction. Only commands.ts asks for it, after authorising. */
  readonly vault?: boolean;
}

/**
 * Runs work in one transaction as the app's role, walled into one program by row-level security: without the setting
 * made here the tables are empty. The settings end with the transaction.
 */
export async function inProgram<T>(
  service: Pick<Service, 'databases'>,
  tenancy: Tenancy,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return service.databases.app.transaction().execute(async (tx) => {
    await sql`SELECT set_config('opensro.program', ${tenancy.programId}, true),
                     set_config('opensro.vault', ${tenancy.vault ? 'open' : ''}, true)`.execute(tx);
    return work(tx);
  });
}
