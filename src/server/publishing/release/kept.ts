import type { ReleaseTableId } from '../../../portal/release-view.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import type { CountedTable, RecordTable } from './counts.ts';
import type { KeptQuarters, KeptRows } from './late.ts';

/** What a release counted of a table's quarter; `quarter` '' for a table of the whole year. */
interface KeptTable extends KeptRows {
  readonly table: ReleaseTableId;
  readonly quarter: string;
}

/** What each table that is out counted, by quarter. */
export type Kept = ReadonlyMap<ReleaseTableId, KeptQuarters>;

/**
 * What the releases of a school year counted; of a quarter that is out more than once the newest. `proposals` are the
 * ids behind the year's releases, the newest first. Releases older than this memory have none.
 */
export async function readKept(tx: Tx, proposals: readonly string[]): Promise<Kept> {
  const kept = new Map<ReleaseTableId, Map<string, KeptRows>>();
  if (proposals.length === 0) return kept;
  const rows = await tx
    .selectFrom('release_counted')
    .select(['proposal_id', 'body'])
    .where('proposal_id', 'in', [...proposals])
    .execute();
  for (const id of proposals) {
    // Written below, and never changed: the database refuses it.
    const tables = rows.find((row) => row.proposal_id === id)?.body as readonly KeptTable[] | undefined;
    for (const { table, quarter, columns, rows: counted } of tables ?? []) {
      const quarters = kept.get(table) ?? new Map<string, KeptRows>();
      kept.set(table, quarters);
      if (!quarters.has(quarter)) quarters.set(quarter, { columns, rows: counted });
    }
  }
  return kept;
}

/** What a release of these quarters is to remember of a table: ids of records and codes, no student. */
export function keptOf({ id, columns, records }: RecordTable, quarters: readonly string[]): readonly KeptTable[] {
  return quarters.map((quarter) => {
    const groups = Map.groupBy(
      records.filter(({ codes }) => codes[0] === quarter),
      ({ codes }) => codes.join('|'),
    );
    const rows = [...groups.values()].map(
      (alike) => [alike[0]?.codes ?? [], alike.length, alike.map((record) => record.id)] as const,
    );
    return { table: id, quarter, columns, rows };
  });
}

/** The same of a table that has no records, only how many students there are of each kind. */
export function keptWhole({ id, columns, rows }: CountedTable): KeptTable {
  const counted = rows.flatMap(({ codes, n }) => (n === 0 ? [] : [[codes, n, []] as const]));
  return { table: id, quarter: '', columns, rows: counted };
}
