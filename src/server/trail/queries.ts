import { sql } from 'kysely';
import { type Actor, sideOf } from '../../domain/access/roles.ts';
import { type AuditEvent, auditEventNames, concernsIdentity } from '../../domain/audit/events.ts';
import type { Tx } from '../platform/database/tenancy.ts';

export interface TrailFilter {
  readonly event?: AuditEvent | undefined;
  readonly recordId?: string | undefined;
  readonly personId?: string | undefined;
  /** `cursor` of the last entry already shown: entries older than it follow. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface TrailEntry {
  readonly id: string;
  /** Where the next page goes on: several entries of one command share a moment. */
  readonly cursor: string;
  readonly at: string;
  readonly who: string | null;
  readonly personId: string | null;
  readonly role: string;
  readonly event: AuditEvent;
  readonly recordType: string;
  /** Null where the reader may know that it happened, not about whom. */
  readonly recordId: string | null;
  readonly purpose: string | null;
  readonly origin: string | null;
}

/** Whether a reader sees identity entries whole: only someone who holds a role of the school's side. */
function seesIdentity(actor: Actor): boolean {
  return actor.grants.some((grant) => sideOf(grant.role) === 'school');
}

/**
 * The newest entries of the program's trail that fit the filter, newest first. Readers of the police side see that an
 * identity was looked at, by whom and why, but not in which record (design idea 4, P7.8).
 */
export async function readTrail(tx: Tx, actor: Actor, filter: TrailFilter): Promise<TrailEntry[]> {
  const whole = seesIdentity(actor);
  let query = tx
    .selectFrom('audit_entry')
    .leftJoin('member', (join) =>
      join
        .onRef('member.program_id', '=', 'audit_entry.program_id')
        .onRef('member.person_id', '=', 'audit_entry.person_id'),
    )
    .selectAll('audit_entry')
    .select('member.name')
    .orderBy('audit_entry.at', 'desc')
    .orderBy('audit_entry.lane', 'desc')
    .orderBy('audit_entry.seq', 'desc')
    .limit(filter.limit);
  if (filter.event !== undefined) query = query.where('audit_entry.event', '=', filter.event);
  if (filter.personId !== undefined) query = query.where('audit_entry.person_id', '=', filter.personId);
  if (filter.before !== undefined) {
    const [at = '', lane = '', seq = ''] = filter.before.split('_');
    query = query.where(
      sql<boolean>`(audit_entry.at, audit_entry.lane, audit_entry.seq) < (${at}::timestamptz, ${lane}::smallint, ${seq}::bigint)`,
    );
  }
  if (filter.recordId !== undefined) {
    query = query.where('audit_entry.record_id', '=', filter.recordId);
    if (!whole)
      query = query.where(
        'audit_entry.event',
        'in',
        auditEventNames.filter((name) => !concernsIdentity(name)),
      );
  }
  const rows = await query.execute();
  return rows.map((row) => {
    const event = row.event as AuditEvent;
    const facts = JSON.parse(row.payload) as { purpose: string | null; origin: string | null };
    return {
      id: `${row.lane}-${row.seq}`,
      cursor: `${row.at.toISOString()}_${row.lane}_${row.seq}`,
      at: row.at.toISOString(),
      who: row.name,
      personId: row.person_id,
      role: row.role,
      event,
      recordType: row.record_type,
      recordId: whole || !concernsIdentity(event) ? row.record_id : null,
      purpose: facts.purpose,
      origin: facts.origin,
    };
  });
}
