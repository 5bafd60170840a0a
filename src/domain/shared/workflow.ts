import { err, ok, type Result } from './result.ts';

/**
 * One transition table per workflow: it drives the buttons, the API's authorisation, the tests and the diagram
 * in the docs, so that the four cannot disagree.
 */
export type Transition<State extends string, Action extends string, Role extends string> = {
  readonly action: Action;
  readonly from: readonly State[];
  readonly to: State;
  readonly roles: readonly Role[];
  /** True where the step must be explained in words. */
  readonly needsReason: boolean;
};

/** Actions open to a role in a state, in the table's order. */
export function openActions<S extends string, A extends string, R extends string>(
  table: readonly Transition<S, A, R>[],
  state: S,
  roles: readonly R[],
): A[] {
  return table
    .filter((step) => step.from.includes(state) && step.roles.some((role) => roles.includes(role)))
    .map((step) => step.action);
}

/**
 * The state that follows. Refuses with `<area>.transitionRole` (403) when no role may take the step, with
 * `<area>.transitionState` (409) when the record is in another state, with `<area>.reasonMissing` (422)
 * when words are needed and missing.
 */
export function advance<S extends string, A extends string, R extends string>(
  table: readonly Transition<S, A, R>[],
  area: string,
  from: S,
  action: A,
  by: { roles: readonly R[]; reason?: string | undefined },
): Result<S> {
  const steps = table.filter((step) => step.action === action && step.from.includes(from));
  if (steps.length === 0) {
    return err({ code: `${area}.transitionState`, status: 409, params: { state: from, action } });
  }
  const step = steps.find((candidate) => candidate.roles.some((role) => by.roles.includes(role)));
  if (!step) return err({ code: `${area}.transitionRole`, status: 403, params: { action } });
  if (step.needsReason && (by.reason ?? '').trim().length < 3) {
    const code = `${area}.reasonMissing`;
    return err({ code, status: 422, fields: [{ path: 'reason', code }] });
  }
  return ok(step.to);
}
