import { mattersOn } from '../../domain/calls/matters.ts';
import { type Matter, matterOverrideSchema } from '../../domain/calls/record.ts';
import type { Tx } from '../platform/database/tenancy.ts';

/**
 * The matter list in force in the transaction's program on a local day ('YYYY-MM-DD'): the shipped list with the
 * program's own changes that hold by then (P3.2).
 */
export async function matterListOn(tx: Tx, day: string): Promise<Matter[]> {
  const rows = await tx
    .selectFrom('matter_setting')
    .select(['matter', 'holds_from', 'body'])
    .where('holds_from', '<=', day)
    .orderBy('holds_from')
    .execute();
  return mattersOn(
    rows.map((row) => matterOverrideSchema.parse({ ...row.body, code: row.matter, holdsFrom: row.holds_from })),
    day,
  );
}
