import type { Role } from '../access/roles.ts';
import type { Instant } from '../shared/dates.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { advance, type Transition } from '../shared/workflow.ts';
import { fileBody } from './completeness.ts';
import { sameValue } from './diff.ts';
import type { IncidentAmendment, IncidentDraft, IncidentState, IncidentVersion } from './record.ts';
import { draftRefusals } from './refusals.ts';

export const incidentActions = ['save', 'file', 'discard', 'amend'] as const;
export type IncidentAction = (typeof incidentActions)[number];

/** A filed record is never edited and never removed: it is amended, with a reason, and every version stays. */
export const incidentTransitions: readonly Transition<IncidentState, IncidentAction, Role>[] = [
  { action: 'save', from: ['draft'], to: 'draft', roles: ['officer'], needsReason: false },
  { action: 'file', from: ['draft'], to: 'filed', roles: ['officer'], needsReason: false },
  { action: 'discard', from: ['draft'], to: 'discarded', roles: ['officer'], needsReason: true },
  { action: 'amend', from: ['filed', 'amended'], to: 'amended', roles: ['officer'], needsReason: true },
];

/** The state after an action, or the refusal; see `advance`. */
export function advanceIncident(
  from: IncidentState,
  action: IncidentAction,
  by: { roles: readonly Role[]; reason?: string | undefined },
): Result<IncidentState> {
  return advance(incidentTransitions, 'incidents', from, action, by);
}

/** Checks what may not even be kept in a draft (P7.5). Everything else a draft may still lack. */
export function saveDraft(draft: IncidentDraft): Result<IncidentDraft> {
  const fields = draftRefusals(draft);
  const [first] = fields;
  return first === undefined
    ? ok(draft)
    : err({ code: first.code, status: 422, fields, ...(first.rule === undefined ? {} : { rule: first.rule }) });
}

/** Version 1 of a record. Refuses as `fileBody` does. */
export function fileIncident(draft: IncidentDraft, by: { personId: string; at: Instant }): Result<IncidentVersion> {
  const body = fileBody(draft);
  if (!body.ok) return err(body.error);
  return ok({ version: 1, at: by.at, by: by.personId, reason: null, body: body.value });
}

/**
 * The next version. Refuses an amendment of a version that is no longer the last (409), one that changes nothing
 * (422), and one that would leave the record incomplete (422).
 */
export function applyAmendment(
  latest: IncidentVersion,
  amendment: Pick<IncidentAmendment, 'baseVersion' | 'reason' | 'body'>,
  by: { personId: string; at: Instant },
): Result<IncidentVersion> {
  if (amendment.baseVersion !== latest.version) {
    return err({ code: 'incidents.amendStale', status: 409, params: { version: latest.version } });
  }
  if (amendment.reason.trim().length < 3) {
    const code = 'incidents.reasonMissing';
    return err({ code, status: 422, fields: [{ path: 'reason', code }] });
  }
  const body = fileBody(amendment.body);
  if (!body.ok) return err(body.error);
  if (sameValue(body.value, latest.body)) return err({ code: 'incidents.amendUnchanged', status: 422 });
  return ok({
    version: latest.version + 1,
    at: by.at,
    by: by.personId,
    reason: amendment.reason.trim(),
    body: body.value,
  });
}
