/** Outcome of something that may be refused: a value, or the reason why not. Never thrown. */
export type Result<T, E = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** One field's problem. `path` is dotted (`students.0.grade`); texts stand in the catalog under the code. */
export interface FieldProblem {
  readonly path: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly rule?: string;
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 417 | 422 | 429 | 431 | 500 | 503;

/**
 * Why something was refused. `code` is `<namespace>.<name>`; the catalog of that namespace holds
 * `problems.<name>.reason` and `problems.<name>.remedy`. `rule` is the id of the rule that refused.
 */
export interface Refusal {
  readonly code: string;
  readonly status: RefusalStatus;
  readonly rule?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly fields?: readonly FieldProblem[];
}

/** Wraps a value as a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a reason as a failure. */
export function err<E = Refusal>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** The one answer for a record that is not there and for one the person may not see: they must look the same. */
export const notFound: Refusal = { code: 'common.notFound', status: 404 };
