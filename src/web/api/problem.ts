/** One thing wrong with one field, in the words of the reader. `field` is a path like `students.0.grade`. */
export type FieldError = {
  readonly field: string;
  readonly reason: string;
  readonly remedy?: string;
  readonly code?: string;
  readonly rule?: string;
};

export type ProblemFields = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly rule?: string;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
};

/**
 * Anything that kept a request from being answered as hoped. The server's refusals arrive as problem+json (RFC 9457);
 * what never reached the server has status 0 and the code `network` or `timeout`.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly rule: string | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldError[];

  constructor(fields: ProblemFields) {
    super(fields.detail ?? fields.title);
    this.name = 'Problem';
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title;
    this.detail = fields.detail;
    this.rule = fields.rule;
    this.requestId = fields.requestId;
    this.errors = fields.errors ?? [];
  }

  /** True when the server may never have seen the request, so that sending it again is the right thing. */
  get neverAnswered(): boolean {
    return this.code === 'network' || this.code === 'timeout';
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function fieldError(value: unknown): FieldError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = value as Record<string, unknown>;
  const field = text(entry.field) ?? text(entry.path);
  const reason = text(entry.reason);
  if (field === undefined || reason === undefined) return undefined;
  const remedy = text(entry.remedy);
  const code = text(entry.code);
  const rule = text(entry.rule);
  return {
    field,
    reason,
    ...(remedy === undefined ? {} : { remedy }),
    ...(code === undefined ? {} : { code }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/**
 * Reads a problem+json body. A body that is not one (a proxy's error page, say) still becomes a Problem,
 * with the title given by the caller.
 */
export function problemFromBody(status: number, body: unknown, fallbackTitle: string): Problem {
  const entry = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const detail = text(entry.detail);
  const rule = text(entry.rule);
  const requestId = text(entry.requestId);
  return new Problem({
    status,
    code: text(entry.code) ?? `http${status}`,
    title: text(entry.title) ?? fallbackTitle,
    ...(detail === undefined ? {} : { detail }),
    ...(rule === undefined ? {} : { rule }),
    ...(requestId === undefined ? {} : { requestId }),
    errors: Array.isArray(entry.errors) ? entry.errors.flatMap((error) => fieldError(error) ?? []) : [],
  });
}

/** Any thrown value as a Problem, so that pages have one kind of failure to show. */
export function asProblem(thrown: unknown, unexpectedTitle: string): Problem {
  if (thrown instanceof Problem) return thrown;
  const detail = thrown instanceof Error ? text(thrown.message) : undefined;
  return new Problem({
    status: 0,
    code: 'unexpected',
    title: unexpectedTitle,
    ...(detail === undefined ? {} : { detail }),
  });
}
