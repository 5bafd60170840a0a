import { type Kysely, sql } from 'kysely';
import { verifyTrail } from '../../../src/server/platform/audit/verify.ts';
import type { Database } from '../../../src/server/platform/database/tables/index.ts';
import type { Ledger } from './ledger.ts';

/** What a check of the whole database against what was acknowledged found. All zero and empty: nothing is wrong. */
export interface Findings {
  /** Acknowledged writes that are not there, or not with that content. */
  readonly lost: string[];
  /** Records or versions that are there twice, or that nobody was told of although nothing is under way. */
  readonly duplicates: string[];
  /** Versions and steps without their entry in the trail, and entries without their record. */
  readonly disagreements: string[];
  readonly chainFaults: string[];
}

interface StoredVersion {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly mark: string;
}

async function storedVersions(db: Kysely<Database>, programId: string): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    SELECT 'activity' AS kind, activity_id AS id, version, body->>'note' AS mark
    FROM activity_version WHERE program_id = ${programId}
    UNION ALL
    SELECT 'call', id, 1, body->'request'->>'description' FROM call WHERE program_id = ${programId}
    UNION ALL
    SELECT 'incident', incident_id, version, substring(body->'narrative'->>'text' FROM 'mark .*$')
    FROM incident_version WHERE program_id = ${programId}
    ORDER BY 1, 2, 3`.execute(db);
  return rows;
}

/** The version in force as its own row says it, and a draft's save. */
async function storedHeads(db: Kysely<Database>, programId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; head: string }>`
    SELECT id, version || ' ' || (body->>'note') AS head FROM activity WHERE program_id = ${programId}
    UNION ALL
    SELECT id, CASE state WHEN 'draft' THEN 'draft ' || draft_revision || ' ' ||
                 coalesce(substring(draft->'narrative'->>'text' FROM 'mark .*$'), '-')
               ELSE version || ' ' || substring(body->'narrative'->>'text' FROM 'mark .*$') END
    FROM incident WHERE program_id = ${programId}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.head]));
}

/** Where the trail and the records disagree: by record, what was done to it as either of them tells it. */
export async function trailDisagreements(db: Kysely<Database>, programId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string; what: string; records: number; entries: number }>`
    WITH done AS (
      SELECT activity_id::text AS id, 'activity' AS what, count(*)::int AS n
      FROM activity_version WHERE program_id = ${programId} GROUP BY 1
      UNION ALL
      SELECT id::text, 'call.requested', 1 FROM call WHERE program_id = ${programId}
      UNION ALL
      SELECT id::text, 'incident.started', 1 FROM incident WHERE program_id = ${programId}
      UNION ALL
      SELECT id::text, 'incident.draftSaved', draft_revision - 1 FROM incident
      WHERE program_id = ${programId} AND draft_revision > 1
      UNION ALL
      SELECT incident_id::text, CASE version WHEN 1 THEN 'incident.filed' ELSE 'incident.amended' END, count(*)::int
      FROM incident_version WHERE program_id = ${programId} GROUP BY 1, 2
      UNION ALL
      SELECT slug || '/' || version, 'release.published', 1 FROM publication.program_page WHERE program_id = ${programId}
    ), told AS (
      SELECT record_id AS id, CASE WHEN record_type = 'activity' THEN 'activity' ELSE event END AS what, count(*)::int AS n
      FROM audit_entry
      WHERE program_id = ${programId} AND (record_type = 'activity' OR event IN ('call.requested', 'incident.started',
        'incident.draftSaved', 'incident.filed', 'incident.amended', 'release.published'))
      GROUP BY 1, 2
    )
    SELECT coalesce(done.id, told.id) AS id, coalesce(done.what, told.what) AS what,
           coalesce(done.n, 0) AS records, coalesce(told.n, 0) AS entries
    FROM done FULL JOIN told ON told.id = done.id AND told.what = done.what
    WHERE done.n IS DISTINCT FROM told.n`.execute(db);
  return rows.map(
    ({ id, what, records, entries }) => `${what} ${id}: ${records} in the records, ${entries} in the trail`,
  );
}

/**
 * Compares all that is stored with all that was acknowledged. Only while no write is under way: then they must be the
 * same, to the version and the letter.
 */
export async function check(db: Kysely<Database>, programId: string, ledger: Ledger): Promise<Findings> {
  const lost: string[] = [];
  const duplicates: string[] = [];
  const stored = await storedVersions(db, programId);
  const heads = await storedHeads(db, programId);
  const byRecord = Map.groupBy(stored, (row) => row.id);
  const marks = Map.groupBy(stored, (row) => row.mark);
  for (const [mark, rows] of marks) if (rows.length > 1) duplicates.push(`${mark} is stored ${rows.length} times`);
  for (const [id, { kind, versions, draft }] of ledger.records) {
    const there = byRecord.get(id) ?? [];
    versions.forEach((mark, index) => {
      const version = there.find((row) => row.version === index + 1);
      if (version?.mark !== mark) lost.push(`${kind} ${id} version ${index + 1}: ${version?.mark ?? 'not there'}`);
    });
    if (there.length > versions.length)
      duplicates.push(`${kind} ${id}: ${there.length} versions of ${versions.length}`);
    if (kind === 'call') continue;
    const head =
      draft === null ? `${versions.length} ${versions.at(-1)}` : `draft ${draft.revision} ${draft.mark ?? '-'}`;
    if (heads.get(id) !== head) lost.push(`${kind} ${id} stands as "${heads.get(id) ?? 'nothing'}", not "${head}"`);
  }
  for (const id of new Set([...byRecord.keys(), ...heads.keys()]))
    if (!ledger.records.has(id)) duplicates.push(`${id} is stored, and nobody was told`);
  const trail = await db.transaction().execute((tx) => verifyTrail(tx, programId, () => undefined));
  return {
    lost,
    duplicates,
    disagreements: await trailDisagreements(db, programId),
    chainFaults: trail.faults.map((fault) => JSON.stringify(fault)),
  };
}
