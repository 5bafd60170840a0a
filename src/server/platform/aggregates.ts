import { sql } from 'kysely';
import type { Reach } from '../../domain/access/decide.ts';
import { inProgram, type Tx } from './database/tenancy.ts';
import type { Service } from './service.ts';

/**
 * Counts inside one program with the vault of student identity open, in a transaction that can change nothing.
 * A count is no look at who a student is, so it writes no entry in the trail. Only src/server/numbers,
 * src/server/explorer and src/server/publishing may use this (a rule of imports checks it): they hand out totals of what a reader may see in
 * full, and everything else through the disclosure engine (docs/decisions/0006, 0012). `work` gets the transaction;
 * its rows must never leave as rows.
 */
export function countStudentsIn<T>(
  service: Pick<Service, 'databases'>,
  programId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inProgram(service, { programId, vault: true }, async (tx) => {
    await sql`SET TRANSACTION READ ONLY`.execute(tx);
    return work(tx);
  });
}

/** A reader's reach that is not empty. */
export type Within = Exclude<Reach, { readonly kind: 'none' }>;
