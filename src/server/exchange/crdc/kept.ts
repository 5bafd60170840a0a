import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import type { CrdcLayout } from '../../../statistics/crdc/layout.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { type Counted, countSchools, type Summary } from './count.ts';

/** What is kept of a school. `said` is null where it was not asked for. */
export interface Kept {
  /** Equal ids, equal counts: each count draws another one. */
  readonly id: string;
  readonly summary: Summary;
  readonly said: string | null;
}

export interface Wanted {
  readonly programId: string;
  readonly layout: CrdcLayout;
  readonly year: SchoolYear;
  readonly schoolIds: readonly string[];
  /** Whether every cell with its incidents is wanted, or only the summaries. */
  readonly said: boolean;
}

/** Which advisory lock of a program stands for keeping its counts. */
const lockOfKept = 30;

/**
 * The counts of some schools' year: as kept while no record of the school has changed since (migration 030), else counted
 * now and kept. Where somebody else is just keeping counts of this program, they are counted for this look alone, so
 * that nobody waits. Only with the vault open, in a transaction that may write.
 */
export async function keptSchools(tx: Tx, wanted: Wanted): Promise<ReadonlyMap<string, Kept>> {
  const { schoolIds } = wanted;
  const kept = new Map<string, Kept>(await readKept(tx, wanted));
  const stale = schoolIds.filter((id) => !kept.has(id));
  if (stale.length === 0) return kept;
  const { rows } = await sql<{ mine: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${wanted.programId}, ${lockOfKept})) AS mine`.execute(tx);
  const mine = rows[0]?.mine === true;
  // Before the records are read: what changes after this leaves a mark of its own.
  if (mine) await takeMarks(tx, stale);
  const count = await countSchools(tx, wanted.layout, wanted.year, stale);
  const counted = stale.map((schoolId) => ({ schoolId, id: randomUUID(), ...count(schoolId) }));
  if (mine) await keep(tx, wanted, counted);
  for (const { schoolId, ...one } of counted) kept.set(schoolId, one);
  return kept;
}

async function readKept(tx: Tx, { layout, year, schoolIds, said }: Wanted): Promise<(readonly [string, Kept])[]> {
  // Counts and marks in one statement: they are of the same moment.
  const { rows } = await sql<Kept & { readonly school_id: string }>`
    SELECT school_id, id, summary, ${said ? sql`said` : sql`NULL`} AS said FROM crdc_kept kept
    WHERE collection = ${layout.year} AND counted_by = ${countedBy()}
      AND first_day = ${year.firstDay}::date AND last_day = ${year.lastDay}::date
      AND school_id = ANY (${[...schoolIds]}::uuid[])
      AND NOT EXISTS (SELECT FROM crdc_changed changed
        WHERE changed.program_id = kept.program_id AND changed.school_id = kept.school_id)`.execute(tx);
  return rows.map(({ school_id, ...kept }) => [school_id, kept]);
}

/**
 * Takes away the marks of schools about to be counted, and with them what is kept of these schools for other collections. A
 * mark held by a change that is not committed stays: this count does not see it.
 */
async function takeMarks(tx: Tx, schoolIds: readonly string[]): Promise<void> {
  await sql`
    WITH taken AS (
      DELETE FROM crdc_changed WHERE (program_id, school_id, id) IN (
        SELECT program_id, school_id, id FROM crdc_changed WHERE school_id = ANY (${[...schoolIds]}::uuid[])
        FOR UPDATE SKIP LOCKED)
      RETURNING program_id, school_id)
    DELETE FROM crdc_kept kept USING taken
    WHERE kept.program_id = taken.program_id AND kept.school_id = taken.school_id`.execute(tx);
}

async function keep(
  tx: Tx,
  { programId, layout, year }: Wanted,
  counted: readonly (Counted & { readonly id: string; readonly schoolId: string })[],
): Promise<void> {
  await tx
    .insertInto('crdc_kept')
    .values(
      counted.map(({ schoolId, id, summary, said }) => ({
        ...{ program_id: programId, collection: layout.year, school_id: schoolId, id, said },
        ...{ counted_by: countedBy(), first_day: year.firstDay, last_day: year.lastDay },
        summary: JSON.stringify(summary),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['program_id', 'collection', 'school_id']).doUpdateSet((set) => ({
        id: set.ref('excluded.id'),
        said: set.ref('excluded.said'),
        counted_by: set.ref('excluded.counted_by'),
        first_day: set.ref('excluded.first_day'),
        last_day: set.ref('excluded.last_day'),
        summary: set.ref('excluded.summary'),
      })),
    )
    .execute();
}

const sources = new URL('../../../', import.meta.url);
let fingerprint: string | null = null;

/**
 * Fingerprint of all that a count is made by: after an update of the program nothing counted by other rules is shown.
 * Taken from the sources themselves, once a process, so that no number has to be raised by hand.
 */
function countedBy(): string {
  if (fingerprint !== null) return fingerprint;
  const hash = createHash('sha256');
  for (const folder of ['domain', 'statistics/crdc', 'server/exchange/crdc']) {
    const at = new URL(`${folder}/`, sources);
    const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    );
    for (const name of names.sort()) hash.update(`${folder}/${name}\n`).update(readFileSync(new URL(name, at)));
  }
  fingerprint = hash.digest('hex');
  return fingerprint;
}
