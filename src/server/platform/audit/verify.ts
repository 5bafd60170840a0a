import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import {
  type ChainedEntry,
  type ChainFault,
  canonicalJson,
  genesis,
  type LaneHead,
  laneProof,
} from '../../../domain/audit/chain.ts';
import type { Db } from '../database/pools.ts';
import type { Tx } from '../database/tenancy.ts';
import type { Service } from '../service.ts';

/** SHA-256 of the previous hash's 32 bytes followed by the text. */
export function linkHash(previous: string, text: string): string {
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(text, 'utf8').digest('hex');
}

export interface TrailReport {
  readonly entries: number;
  readonly lanes: number;
  readonly faults: readonly (ChainFault | { lane: number; seq: number; fault: 'columnsDiffer' })[];
}

const batch = 5_000;

interface StoredEntry extends ChainedEntry {
  readonly columnsAgree: boolean;
}

async function* readLane(tx: Tx | Db, programId: string, lane: number): AsyncGenerator<StoredEntry> {
  let after = 0;
  for (;;) {
    const rows = await tx
      .selectFrom('audit_entry')
      .selectAll()
      .where('program_id', '=', programId)
      .where('lane', '=', lane)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(batch)
      .execute();
    for (const row of rows) {
      const facts = JSON.parse(row.payload) as Record<string, unknown>;
      const columns = {
        at: row.at.toISOString(),
        personId: row.person_id,
        role: row.role,
        event: row.event,
        recordType: row.record_type,
        recordId: row.record_id,
      };
      const columnsAgree = Object.entries(columns).every(
        ([key, value]) => canonicalJson(facts[key]) === canonicalJson(value),
      );
      yield { lane, seq: row.seq, payload: row.payload, hash: row.hash.toString('hex'), columnsAgree };
      after = row.seq;
    }
    if (rows.length < batch) return;
  }
}

/**
 * Proves a program's trail: every lane's links, its end, and that the searchable columns say what the hashed text says.
 * `onProgress` is called with the number of entries read. Nobody may write meanwhile, or all is read as of one moment:
 * an entry made after its lane's end was read would look like a fault.
 */
export async function verifyTrail(
  tx: Tx | Db,
  programId: string,
  onProgress: (entries: number) => void,
): Promise<TrailReport> {
  const heads = await tx
    .selectFrom('audit_head')
    .selectAll()
    .where('program_id', '=', programId)
    .orderBy('lane')
    .execute();
  const orphans = await tx
    .selectFrom('audit_entry')
    .select('lane')
    .distinct()
    .where('program_id', '=', programId)
    .execute();
  const lanes = new Map<number, LaneHead>(orphans.map(({ lane }) => [lane, { lane, seq: 0, hash: genesis }]));
  for (const head of heads) lanes.set(head.lane, { lane: head.lane, seq: head.seq, hash: head.hash.toString('hex') });
  const faults: TrailReport['faults'][number][] = [];
  let count = 0;
  for (const head of lanes.values()) {
    const proof = laneProof(head.lane, linkHash);
    for await (const entry of readLane(tx, programId, head.lane)) {
      count += 1;
      if (count % batch === 0) onProgress(count);
      if (!entry.columnsAgree) faults.push({ lane: head.lane, seq: entry.seq, fault: 'columnsDiffer' });
      proof.add(entry);
    }
    const fault = proof.end(head);
    if (fault !== null) faults.push(fault);
  }
  return { entries: count, lanes: lanes.size, faults };
}

/** As `verifyTrail`, while people go on writing: proves the trail as it is at one moment. */
export function verifyRunningTrail(
  service: Pick<Service, 'databases'>,
  programId: string,
  onProgress: (entries: number) => void,
): Promise<TrailReport> {
  const moment = service.databases.app.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return moment.execute(async (tx) => {
    await sql`SELECT set_config('opensro.program', ${programId}, true)`.execute(tx);
    return verifyTrail(tx, programId, onProgress);
  });
}
