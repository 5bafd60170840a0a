import type { Target } from '../../domain/access/roles.ts';
import { type ActivityBody, activityBodySchema } from '../../domain/activities/record.ts';
import { advanceDay, checkActivity, checkKind, type DayState } from '../../domain/activities/rules.ts';
import { err, type FieldProblem, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';
import type { Caller } from '../platform/service.ts';
import { findOfficer, type OwnOfficer } from './record.ts';

export const conflict: Refusal = { code: 'common.conflict', status: 409 };
export const noOfficerRecord: Refusal = { code: 'activities.noOfficerRecord', status: 409 };

/** An entry's content as it is sent. `kind` is any word, so that mental-health service is refused by its rule (D5). */
export type SentBody = Omit<ActivityBody, 'kind'> & { readonly kind: string };

export interface Own extends Target {
  readonly ownerId: string;
  readonly officer: OwnOfficer | null;
}

/** Loads and locks the caller's own officer record: what the commands of the duty day are about. */
export function own(caller: Caller): (tx: Tx) => Promise<Own> {
  return async (tx) => ({
    ownerId: caller.actor.personId,
    officer: await findOfficer(tx, caller.actor.personId, true),
  });
}

/** All that can be wrong with an entry, together: the domain's rules, the school, a day that has not begun. */
export function checkBody(frame: ProgramFrame, now: Date, sent: SentBody): Result<ActivityBody> {
  const kind = checkKind(sent.kind);
  if (!kind.ok) return kind;
  const body = activityBodySchema.parse({ ...sent, kind: kind.value });
  const checked = checkActivity(body);
  const fields: FieldProblem[] = checked.ok ? [] : [...(checked.error.fields ?? [])];
  if (frame.dayOf(body.startedAt) > frame.dayOf(now)) fields.push({ path: 'startedAt', code: 'activities.dayAhead' });
  if (body.schoolId !== null && !frame.schoolIds.has(body.schoolId))
    fields.push({ path: 'schoolId', code: 'activities.schoolUnknown' });
  const [first] = fields;
  if (first === undefined) return ok(body);
  return err({ code: first.code, status: 422, fields, ...(first.rule === undefined ? {} : { rule: first.rule }) });
}

/** Whether entries of these days may change now, and how the trail calls it: freely while open, with a reason after. */
export function mayChange(states: readonly DayState[], reason: string | null): Result<'edited' | 'amended'> {
  const closed = states.includes('closed');
  const step = advanceDay(closed ? 'closed' : 'open', closed ? 'amend' : 'edit', {
    roles: ['officer'],
    reason: reason ?? undefined,
  });
  return step.ok ? ok(closed ? 'amended' : 'edited') : step;
}

/** A refusal of one field. */
export function refuseField(path: string, code: string): Result<never> {
  return err({ code, status: 422, fields: [{ path, code }] });
}
