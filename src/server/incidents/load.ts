import type { Role } from '../../domain/access/roles.ts';
import type { GateDecision } from '../../domain/calls/record.ts';
import {
  type IncidentBody,
  type IncidentDraft,
  type IncidentState,
  incidentBodySchema,
  incidentDraftSchema,
  incidentStateSchema,
} from '../../domain/incidents/record.ts';
import { callOf } from '../calls/record.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller } from '../platform/service.ts';

/** An incident's row with its JSON read back through the schemas it was written with. */
export interface StoredIncident {
  readonly id: string;
  readonly schoolId: string;
  readonly ownerId: string;
  readonly officerId: string;
  readonly callId: string | null;
  readonly state: IncidentState;
  readonly draft: IncidentDraft | null;
  readonly draftRevision: number;
  readonly draftSavedAt: Date | null;
  readonly version: number;
  readonly body: IncidentBody | null;
  readonly filedAt: Date | null;
  readonly occurredAt: Date;
  readonly localDay: string;
  readonly studentCount: number;
  readonly attachedCount: number;
}

/** Loads one incident of the transaction's program, locked where it is about to be changed. Null: there is none. */
export async function loadIncident(tx: Tx, id: string, lock: boolean): Promise<StoredIncident | null> {
  let query = tx.selectFrom('incident').selectAll().where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    schoolId: row.school_id,
    ownerId: row.owner_id,
    officerId: row.officer_id,
    callId: row.call_id,
    state: incidentStateSchema.parse(row.state),
    draft: row.draft === null ? null : incidentDraftSchema.parse(row.draft),
    draftRevision: row.draft_revision,
    draftSavedAt: row.draft_saved_at,
    version: row.version,
    body: row.body === null ? null : incidentBodySchema.parse(row.body),
    filedAt: row.filed_at,
    occurredAt: row.occurred_at,
    localDay: row.local_day,
    studentCount: row.student_count,
    attachedCount: row.attached_count,
  };
}

/** What the gate said to a call on its day; null where it has not been answered. */
export async function decisionOfCall(tx: Tx, callId: string | null): Promise<GateDecision | null> {
  if (callId === null) return null;
  const row = await tx.selectFrom('call').selectAll().where('id', '=', callId).executeTakeFirst();
  return row === undefined ? null : callOf(row).body.decision;
}

/** The roles a caller acts in. */
export const rolesOf = (caller: Caller): Role[] => caller.actor.grants.map((grant) => grant.role);
