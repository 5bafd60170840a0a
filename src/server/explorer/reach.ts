import { reach } from '../../domain/access/decide.ts';
import { scopeOf } from '../../domain/access/permissions.ts';
import { type Actor, sideOf } from '../../domain/access/roles.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Grain } from '../../statistics/measures/fields.ts';
import type { Within } from '../platform/aggregates.ts';

/** How far a reader's questions reach. Refuses with 403 where no role of the person allows them. */
export function reachOfQuestions(actor: Actor): Result<Within> {
  const extent = reach(actor, 'explorer.ask');
  return extent.kind === 'none' ? err({ code: 'common.forbidden', status: 403 }) : ok(extent);
}

/**
 * Whether a reader's questions may rest on what the school recorded. Only who asks for the school's side alone: someone
 * who also answers for the police keeps to what the police may see (decision 0006).
 */
export function asksForSchoolSide(actor: Actor): boolean {
  return actor.grants.every((grant) => scopeOf('explorer.ask', grant.role) === null || sideOf(grant.role) === 'school');
}

/** Whether the records behind a number can be opened at all. */
export function opensRecords(actor: Actor, grain: Grain): boolean {
  return reach(actor, grain === 'call' ? 'call.read' : 'incident.read').kind !== 'none';
}

/** The schools a question is about: those asked for within reach, or all within reach. */
export function schoolsWithin(all: Iterable<string>, asked: readonly string[], extent: Within): readonly string[] {
  return [...all].filter(
    (id) => (asked.length === 0 || asked.includes(id)) && (extent.kind === 'all' || extent.schoolIds.includes(id)),
  );
}
