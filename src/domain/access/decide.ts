import { err, notFound, ok, type Refusal, type Result } from '../shared/result.ts';
import { type Action, actions, scopeOf } from './permissions.ts';
import type { Actor, Grant, Target } from './roles.ts';

const forbidden: Refusal = { code: 'common.forbidden', status: 403 };

/** Whether one grant covers one target for an action. */
function covers(actor: Actor, grant: Grant, action: Action, target: Target): boolean {
  const scope = scopeOf(action, grant.role);
  switch (scope) {
    case null:
      return false;
    case 'own':
      return target.ownerId === actor.personId;
    case 'school':
      return target.schoolId != null && (grant.schoolIds ?? []).includes(target.schoolId);
    case 'program':
    case 'system':
      return true;
  }
}

/**
 * Decides whether a person may do an action on a target.
 * Takes the actor with the roles held, the action and what it touches; returns the grant that allows it.
 * Refuses with 403 when no role of the person ever allows the action, and with 404, indistinguishable from
 * a record that does not exist, when the record lies outside the person's reach.
 */
export function decide(actor: Actor, action: Action, target: Target): Result<Grant> {
  const grant = actor.grants.find((candidate) => covers(actor, candidate, action, target));
  if (grant) return ok(grant);
  return actor.grants.some((candidate) => scopeOf(action, candidate.role) !== null) ? err(notFound) : err(forbidden);
}

/** Which records of a list a person may see: all, none, or those of some schools and those that are the person's own. */
export type Reach =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly schoolIds: readonly string[]; readonly ownerId: string | null }
  | { readonly kind: 'none' };

/** Takes an actor and an action, returns the reach of the person's roles together, for filtering lists. */
export function reach(actor: Actor, action: Action): Reach {
  const schoolIds = new Set<string>();
  let ownerId: string | null = null;
  let any = false;
  for (const grant of actor.grants) {
    const scope = scopeOf(action, grant.role);
    if (scope === null) continue;
    if (scope === 'program' || scope === 'system') return { kind: 'all' };
    any = true;
    if (scope === 'own') ownerId = actor.personId;
    if (scope === 'school') for (const id of grant.schoolIds ?? []) schoolIds.add(id);
  }
  // A role for schools that names none reaches nothing: a list filtered by it would be filtered by an empty list.
  return any && (ownerId !== null || schoolIds.size > 0)
    ? { kind: 'some', schoolIds: [...schoolIds], ownerId }
    : { kind: 'none' };
}

/** The actions any role of the person allows somewhere: what the buttons are drawn from. */
export function allowedActions(grants: readonly Grant[]): Action[] {
  return actions.filter((action) => grants.some((grant) => scopeOf(action, grant.role) !== null));
}
