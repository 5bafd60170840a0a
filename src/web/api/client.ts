import { Problem, problemFromBody } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type RequestOptions = {
  /** Sent as JSON, or as it is when it is FormData. */
  readonly body?: unknown;
  readonly query?: Query;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** A background sender sets this: it must not ask to sign in again over what the person does. */
  readonly quiet?: boolean;
};

export type Query = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** What the client needs to know of the rest of the app, handed in so that it can be tested alone. */
export type ClientContext = {
  csrfToken(): string | null;
  language(): string;
  /** True while nobody touches the page: such a request keeps no session awake. */
  isBackground(): boolean;
  /** Asks the person to sign in again, or to unlock, in place. True when they did. */
  enterAgain(): Promise<boolean>;
  /** The server has locked the session: the page must be covered, whoever asked. */
  sessionLocked(): void;
  /** Fetches the token of the session as it is now (another tab signed in). True when it is still the same person. */
  renewToken(): Promise<boolean>;
  /** Title and detail, in the person's language, of a failure the server has no words for. */
  wording(code: 'network' | 'timeout' | 'server'): { readonly title: string; readonly detail: string };
};

export type Api = {
  request<T>(method: Method, url: string, options?: RequestOptions): Promise<T>;
  get<T>(url: string, options?: RequestOptions): Promise<T>;
  post<T>(url: string, body?: unknown, options?: RequestOptions): Promise<T>;
  put<T>(url: string, body?: unknown, options?: RequestOptions): Promise<T>;
  patch<T>(url: string, body?: unknown, options?: RequestOptions): Promise<T>;
  remove<T>(url: string, options?: RequestOptions): Promise<T>;
};

const DEFAULT_TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 300_000;

export function withQuery(url: string, query: Query | undefined): string {
  if (query === undefined) return url;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) params.append(name, String(one));
    else params.append(name, String(value));
  }
  const search = params.toString();
  if (search === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${search}`;
}

async function readBody(response: Response): Promise<unknown> {
  const body = await response.text();
  if (body === '') return undefined;
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  if (!isJson) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // A cut-off answer is no answer: the caller gets the server's status with the fallback words.
    return undefined;
  }
}

/** The server's words for a change sent with the token of an earlier session, and for a session that is locked. */
const saysCode = (body: unknown, code: 'common.staleForm' | 'common.sessionLocked'): boolean =>
  typeof body === 'object' && body !== null && (body as { code?: unknown }).code === code;

/**
 * The one way the app talks to the server: JSON with the session cookie, the CSRF header on changes, the person's
 * language, a time limit. Throws `Problem`; an abort by the caller is thrown as the AbortError it is.
 */
export function createApi(context: ClientContext, fetcher: typeof fetch = (...args) => fetch(...args)): Api {
  async function once(method: Method, url: string, options: RequestOptions): Promise<Response> {
    const { body, signal } = options;
    const isForm = body instanceof FormData;
    const headers = new Headers({ Accept: 'application/json', 'Accept-Language': context.language() });
    const token = context.csrfToken();
    if (method !== 'GET' && token !== null) headers.set('X-CSRF-Token', token);
    if (context.isBackground()) headers.set('X-Background', '1');
    if (body !== undefined && !isForm) headers.set('Content-Type', 'application/json');
    const limit = AbortSignal.timeout(options.timeoutMs ?? (isForm ? UPLOAD_TIMEOUT_MS : DEFAULT_TIMEOUT_MS));
    try {
      return await fetcher(withQuery(url, options.query), {
        method,
        headers,
        credentials: 'same-origin',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      const code = limit.aborted ? 'timeout' : 'network';
      throw new Problem({ status: 0, code, ...context.wording(code) });
    }
  }

  async function request<T>(method: Method, url: string, options: RequestOptions = {}): Promise<T> {
    let response = await once(method, url, options);
    let body = await readBody(response);
    if (response.status === 401) {
      if (saysCode(body, 'common.sessionLocked')) context.sessionLocked();
      if (options.quiet !== true && (await context.enterAgain())) {
        response = await once(method, url, options);
        body = await readBody(response);
      }
    }
    if (response.status === 403 && saysCode(body, 'common.staleForm') && (await context.renewToken())) {
      response = await once(method, url, options);
      body = await readBody(response);
    }
    if (response.ok) return body as T;
    throw problemFromBody(response.status, body, context.wording('server').title);
  }

  return {
    request,
    get: (url, options) => request('GET', url, options),
    post: (url, body, options) => request('POST', url, { ...options, body }),
    put: (url, body, options) => request('PUT', url, { ...options, body }),
    patch: (url, body, options) => request('PATCH', url, { ...options, body }),
    remove: (url, options) => request('DELETE', url, options),
  };
}
