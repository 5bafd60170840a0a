import type { Selectable } from 'kysely';
import { reach } from '../../domain/access/decide.ts';
import { type Actor, sideOf } from '../../domain/access/roles.ts';
import {
  actionAnswerSchema,
  type GivenAnswer,
  type ReviewSide,
  reviewSideSchema,
  reviewSides,
} from '../../domain/reviews/record.ts';
import { yesNoUnsureSchema } from '../../domain/shared/people.ts';
import type { Database } from '../platform/database/tables/index.ts';

export type ReviewRow = Selectable<Database['review']>;

/** The side a row is of. */
export const sideOfRow = (row: Pick<ReviewRow, 'side'>): ReviewSide => reviewSideSchema.parse(row.side);

/** The answer that stands in a row, or null where none was ever given. */
export function answerOf(row: ReviewRow): Omit<GivenAnswer, 'incidentVersion'> | null {
  if (row.involvement === null || row.answered_at === null || row.answered_by === null) return null;
  return {
    side: sideOfRow(row),
    involvementAppropriate: yesNoUnsureSchema.parse(row.involvement),
    actionAppropriate: actionAnswerSchema.parse(row.action),
    comment: row.comment ?? '',
    answeredAt: row.answered_at.toISOString(),
    answeredBy: row.answered_by,
  };
}

/** The sides a person belongs to. */
function sidesOf(actor: Actor): ReviewSide[] {
  return reviewSides.filter((side) => actor.grants.some((grant) => sideOf(grant.role) === side));
}

/**
 * Whether a reader may see a side's answer: one's own always, the other's once one's own side has answered what is in
 * force (decision 8: two answers, not one and an echo).
 */
export function maySee(actor: Actor, side: ReviewSide, rows: readonly Pick<ReviewRow, 'side' | 'state'>[]): boolean {
  const own = sidesOf(actor);
  if (own.includes(side)) return true;
  return rows.some((row) => own.includes(sideOfRow(row)) && row.state === 'answered');
}

/** The action that gives a side's answer. */
export const answerActions = { police: 'review.police', school: 'review.school' } as const;

/** Whether this person is asked for a side's answer. Nobody judges an incident of their own. */
export function isAsked(actor: Actor, row: Pick<ReviewRow, 'side' | 'school_id' | 'owner_id'>): boolean {
  const extent = reach(actor, answerActions[sideOfRow(row)]);
  if (row.owner_id === actor.personId || extent.kind === 'none') return false;
  return extent.kind === 'all' || extent.schoolIds.includes(row.school_id);
}
