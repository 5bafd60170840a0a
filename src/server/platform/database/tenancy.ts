import pg from 'pg';
import type { Service } from '../service.ts';
import type { Line, Tx } from './pipeline.ts';

export type { Line, Tx } from './pipeline.ts';

export interface Tenancy {
  readonly programId: string;
  /** Opens the vault of student identity for this transaction. Only commands.ts asks for it, after authorising. */
  readonly vault?: boolean;
}

/**
 * Runs work in one transaction as the app's role, walled into one program by row-level security: without the setting
 * made here the tables are empty. The settings end with the transaction.
 */
export function inProgram<T>(
  service: Pick<Service, 'databases'>,
  tenancy: Tenancy,
  work: (tx: Tx, line: Line) => Promise<T>,
): Promise<T> {
  const opening = `SET LOCAL opensro.program = ${pg.escapeLiteral(tenancy.programId)};
    SET LOCAL opensro.vault = '${tenancy.vault ? 'open' : ''}'`;
  return service.databases.inTransaction(opening, work);
}
