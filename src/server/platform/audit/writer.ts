import { sql } from 'kysely';
import { type AuditFacts, canonicalJson } from '../../../domain/audit/chain.ts';
import type { AuditEvent } from '../../../domain/audit/events.ts';
import type { Tx } from '../database/tenancy.ts';

/** What a command says of what it did; who, when and from where are added by the runner. */
export interface AuditNote {
  readonly event: AuditEvent;
  readonly recordType: string;
  readonly recordId: string;
  readonly purpose?: string | null;
  /** No student identity, no free text: codes, counts, ids. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Chains per program, so that people at work at the same moment do not wait for one another's commit. */
const lanes = 16;

/** Which chain a person's entries go to: always the same one. */
export function laneOf(personId: string | null): number {
  return personId === null ? 0 : 1 + (Number.parseInt(personId.slice(-4), 16) % (lanes - 1));
}

/** Adds one entry to the program's trail, in the transaction of the change itself. */
export async function appendAudit(tx: Tx, programId: string, facts: AuditFacts): Promise<void> {
  const payload = canonicalJson(facts);
  await sql`SELECT append_audit(${programId}::uuid, ${laneOf(facts.personId)}::smallint, ${payload}, ${facts.at}::timestamptz,
    ${facts.personId}::uuid, ${facts.role}, ${facts.event}, ${facts.recordType}, ${facts.recordId})`.execute(tx);
}
