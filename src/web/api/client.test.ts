import { describe, expect, test } from 'vitest';
import { type ClientContext, createApi, withQuery } from './client.ts';
import { Problem } from './problem.ts';

type Seen = { url: string; init: RequestInit };
const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

function setUp(answers: (() => Response | Promise<Response>)[], context: Partial<ClientContext> = {}) {
  const seen: Seen[] = [];
  const fetcher: typeof fetch = async (url, init = {}) => {
    seen.push({ url: String(url), init });
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return answer();
  };
  const api = createApi(
    {
      csrfToken: () => 'token-1',
      language: () => 'es',
      isBackground: () => false,
      enterAgain: () => Promise.resolve(false),
      sessionLocked: () => undefined,
      renewToken: () => Promise.resolve(false),
      wording: (code) => ({ title: `words for ${code}`, detail: 'what to do' }),
      ...context,
    },
    fetcher,
  );
  return { api, seen };
}

const failure = async (promise: Promise<unknown>): Promise<Problem> => {
  const thrown: unknown = await promise.then(() => null).catch((cause: unknown) => cause);
  if (thrown instanceof Problem) return thrown;
  throw new Error('expected a Problem');
};

describe('the client', () => {
  test('sends JSON, the language and, on changes only, the CSRF token', async () => {
    const { api, seen } = setUp([() => json(200, { a: 1 }), () => json(201, {})]);
    expect(await api.get('/api/x', { query: { state: 'open', none: null, many: ['a', 'b'] } })).toEqual({ a: 1 });
    await api.post('/api/x', { b: 2 });
    const [read, change] = seen.map(({ url, init }) => ({ url, headers: new Headers(init.headers), body: init.body }));
    expect(read?.url).toBe('/api/x?state=open&many=a&many=b');
    expect(read?.headers.get('Accept-Language')).toBe('es');
    expect(read?.headers.get('X-CSRF-Token')).toBeNull();
    expect(change?.headers.get('X-CSRF-Token')).toBe('token-1');
    expect(change?.body).toBe('{"b":2}');
  });

  test('a refusal becomes a Problem with its field errors', async () => {
    const body = {
      title: 'Not saved',
      detail: 'Mend this',
      code: 'call.matterUnknown',
      rule: 'P3.1',
      requestId: 'r1',
      errors: [{ field: 'matter', reason: 'Unknown', remedy: 'Choose one', code: 'x' }, { nonsense: true }],
    };
    const { api } = setUp([() => json(422, body)]);
    expect(await failure(api.post('/api/x', {}))).toMatchObject({
      status: 422,
      code: 'call.matterUnknown',
      rule: 'P3.1',
      requestId: 'r1',
      errors: [{ field: 'matter', reason: 'Unknown', remedy: 'Choose one' }],
    });
  });

  test('an error page of a proxy still becomes a Problem in our words', async () => {
    const { api } = setUp([() => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } })]);
    expect(await failure(api.get('/api/x'))).toMatchObject({ status: 502, code: 'http502', title: 'words for server' });
  });

  test('no network is a Problem that was never answered', async () => {
    const { api } = setUp([]);
    const problem = await failure(api.get('/api/x'));
    expect(problem).toMatchObject({ status: 0, code: 'network', title: 'words for network' });
    expect(problem.neverAnswered).toBe(true);
  });

  test('after signing in again the request is sent once more with the new token', async () => {
    let token = 'token-1';
    const { api, seen } = setUp([() => json(401, { code: 'session.none' }), () => json(201, { id: 1 })], {
      csrfToken: () => token,
      enterAgain: () => {
        token = 'token-2';
        return Promise.resolve(true);
      },
    });
    expect(await api.post('/api/x', {})).toEqual({ id: 1 });
    expect(new Headers(seen[1]?.init.headers).get('X-CSRF-Token')).toBe('token-2');
  });

  test('a change with the token of an earlier session is sent again with the new one, for the same person only', async () => {
    const stale = () => json(403, { code: 'common.staleForm' });
    let token = 'token-1';
    const renewed = setUp([stale, () => json(201, { id: 1 })], {
      csrfToken: () => token,
      renewToken: () => {
        token = 'token-2';
        return Promise.resolve(true);
      },
    });
    expect(await renewed.api.post('/api/x', {})).toEqual({ id: 1 });
    expect(new Headers(renewed.seen[1]?.init.headers).get('X-CSRF-Token')).toBe('token-2');
    const other = setUp([stale]);
    expect((await failure(other.api.post('/api/x', {}))).code).toBe('common.staleForm');
    expect(other.seen).toHaveLength(1);
  });

  test('a quiet request never asks to sign in; a declined one fails as signed out', async () => {
    let asked = 0;
    const ask = { enterAgain: () => Promise.resolve(++asked < 0) };
    const { api } = setUp([() => json(401, { code: 'a' }), () => json(401, { code: 'b' })], ask);
    expect((await failure(api.get('/api/x', { quiet: true }))).status).toBe(401);
    expect(asked).toBe(0);
    expect((await failure(api.get('/api/x'))).code).toBe('b');
    expect(asked).toBe(1);
  });

  test('[P7.8] a locked session covers the page, whoever asked; a request the page makes by itself says so', async () => {
    let covered = 0;
    const locked = () => json(401, { code: 'common.sessionLocked' });
    const { api, seen } = setUp([locked, () => json(200, {})], {
      sessionLocked: () => void ++covered,
      isBackground: () => covered === 0,
    });
    expect((await failure(api.post('/api/x', {}, { quiet: true }))).code).toBe('common.sessionLocked');
    expect(covered).toBe(1);
    await api.get('/api/x');
    expect(seen.map(({ init }) => new Headers(init.headers).get('X-Background'))).toEqual(['1', null]);
  });

  test('a query is added to an address that has one', () => {
    expect(withQuery('/x?a=1', { b: 2 })).toBe('/x?a=1&b=2');
    expect(withQuery('/x', {})).toBe('/x');
  });
});
