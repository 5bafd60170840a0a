import { type AuditFacts, canonicalJson } from '../../../domain/audit/chain.ts';
import type { AuditEvent } from '../../../domain/audit/events.ts';
import { type Prepared, prepared } from '../database/pipeline.ts';
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
const lanes = 64;

/** Which chain a person's entries go to: always the same one. */
export function laneOf(personId: string | null): number {
  return personId === null ? 0 : 1 + (Number.parseInt(personId.slice(-4), 16) % (lanes - 1));
}

const append = prepared<{ append_audit: number }>(
  'append_audit',
  'SELECT append_audit($1::uuid, $2::smallint, $3, $4::timestamptz, $5::uuid, $6, $7, $8, $9)',
);

/** The statement that adds one entry to the program's trail; for the transaction of the change itself. */
export function auditEntry(programId: string, facts: AuditFacts): Prepared<unknown> {
  const { personId, at, role, event, recordType, recordId } = facts;
  const payload = canonicalJson(facts);
  return append(programId, laneOf(personId), payload, at, personId, role, event, recordType, recordId);
}

/** Adds one entry to the program's trail, in the transaction of the change itself. */
export async function appendAudit(tx: Tx, programId: string, facts: AuditFacts): Promise<void> {
  await tx.executeQuery(auditEntry(programId, facts));
}
