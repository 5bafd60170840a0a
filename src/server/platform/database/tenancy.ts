import type { Service } from '../service.ts';
import { type Line, prepared, type Tx } from './pipeline.ts';

export type { Line, Tx } from './pipeline.ts';

export interface Tenancy {
  readonly programId: string;
  /** Opens the vault of student identity for this transaction. Only commands.ts asks for it, after authorising. */
  readonly vault?: boolean;
}

const wall = prepared('wall', "SELECT set_config('opensro.program', $1, true), set_config('opensro.vault', $2, true)");

/**
 * Runs work in one transaction as the app's role, walled into one program by row-level security: without the setting
 * made here the tables are empty. The settings end with the transaction.
 */
export function inProgram<T>(
  service: Pick<Service, 'databases'>,
  tenancy: Tenancy,
  work: (tx: Tx, line: Line) => Promise<T>,
): Promise<T> {
  return service.databases.inTransaction(wall(tenancy.programId, tenancy.vault ? 'open' : ''), work);
}
