import { Buffer } from 'node:buffer';
import type { Operation, Schema } from './document.ts';
import { pathTricks, spoil, spoilBytes } from './poison.ts';
import type { Random } from './random.ts';
import type { Sampler } from './sample.ts';

/** Who sends: a session's cookie and token. */
export interface Sender {
  readonly cookie: string;
  readonly csrfToken: string;
}

/** One request, as text but for its body, so that a failure can be shown and sent again. */
export interface HostileRequest {
  readonly operation: string;
  readonly notes: readonly string[];
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
  /** The bytes of the framing are wrong on purpose: the server may hang up without an answer. */
  readonly broken: boolean;
  readonly pieces: number;
  readonly end: boolean;
  /** Sent so many times at the same moment. */
  readonly times: number;
}

interface Draft {
  notes: string[];
  method: string;
  target: string;
  headers: [string, string][];
  body: Buffer | null;
  broken: boolean;
  pieces: number;
  end: boolean;
  times: number;
}

const drop = (draft: Draft, name: string): void => {
  draft.headers = draft.headers.filter(([key]) => key.toLowerCase() !== name);
};

const set = (draft: Draft, name: string, value: string): void => {
  drop(draft, name);
  draft.headers.push([name, value]);
};

type Attack = (draft: Draft, chance: Random) => void;

/** Wrong framing: HTTP as no client of ours speaks it. */
const framing: readonly Attack[] = [
  (draft) => set(draft, 'content-length', String((draft.body?.length ?? 0) + 50)),
  (draft) => set(draft, 'content-length', '-1'),
  (draft) => set(draft, 'content-length', '99999999999999999999'),
  (draft) => draft.headers.push(['content-length', '0']),
  (draft) => draft.headers.push(['Transfer-Encoding', 'chunked']),
  (draft) => draft.headers.push(['Transfer-Encoding', 'identity, chunked'], ['Transfer-Encoding', 'x']),
  (draft, chance) => {
    drop(draft, 'content-length');
    draft.headers.push(['transfer-encoding', 'chunked']);
    const chunks = [
      'zz\r\n',
      '5\r\nab',
      'ffffffffffffffffff\r\n',
      '-1\r\n\r\n',
      '1;x="\r\n',
      '2\r\n{}\r\n0\r\nX: y\r\n\r\n',
    ];
    draft.body = Buffer.from(chance.pick(chunks));
  },
  (draft) => draft.headers.push(['bad header', 'x']),
  (draft) => draft.headers.push(['x', 'a\0b']),
  (draft) => draft.headers.push(['x', 'a\r b']),
  (draft) => draft.headers.push(['x-fold', 'a\r\n b']),
  (draft) => drop(draft, 'host'),
  (draft) => draft.headers.push(['host', 'other.example']),
  (draft) => draft.headers.push(['x-big', 'v'.repeat(40_000)]),
  (draft) => draft.headers.push(['cookie', `opensro=${'c'.repeat(30_000)}`]),
  (draft) => draft.headers.push(...Array.from({ length: 3_000 }, (_, n) => [`x-${n}`, 'y'] as [string, string])),
  (draft) => {
    draft.target = `${draft.target} HTTP/1.1 extra`;
  },
  (draft) => {
    draft.target = draft.target.replace('/', '/\u00ff\u00fe');
  },
  (draft, chance) => {
    draft.method = chance.pick(['FOO', 'get', 'PROPFIND', 'CONNECT', 'G\u00e9T', 'GET\t', 'X'.repeat(500)]);
  },
  (draft) => draft.headers.push(['connection', 'upgrade'], ['upgrade', 'websocket']),
  (draft) => draft.headers.push(['connection', 'Upgrade, HTTP2-Settings'], ['upgrade', 'h2c'], ['http2-settings', 'x']),
  (draft) => set(draft, 'expect', 'the unexpected'),
];

/** Odd headers: well formed, seldom meant. */
const odd: readonly Attack[] = [
  (draft, chance) =>
    set(
      draft,
      'content-type',
      chance.pick([
        'application/json; charset=utf-16',
        'application/json;charset=x;charset=y',
        'application/JSON',
        'application/json, text/html',
        'application/problem+json',
        'text/plain',
        'text/plain; charset=application/json',
        'application/xml',
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'application/x-www-form-urlencoded',
        'application/octet-stream',
        '*/*',
        ';',
        'a'.repeat(4_000),
      ]),
    ),
  (draft) => drop(draft, 'content-type'),
  (draft) => draft.headers.push(['content-type', 'text/plain']),
  (draft) => drop(draft, 'x-csrf-token'),
  (draft) => set(draft, 'x-csrf-token', 'x'.repeat(43)),
  (draft) => draft.headers.push(['x-csrf-token', 'second']),
  (draft) => draft.headers.push(['cookie', 'opensro=second']),
  (draft) => set(draft, 'cookie', 'opensro=%ff%fe; opensro="; ;;=;opensro'),
  (draft) => set(draft, 'cookie', `__proto__=x; opensro=${'A'.repeat(43)}`),
  (draft) =>
    draft.headers.push(['cookie', Array.from({ length: 150 }, (_, n) => `c${n}=${'v'.repeat(40)}`).join('; ')]),
  (draft) => draft.headers.push(['x-http-method-override', 'DELETE'], ['x-method-override', 'DELETE']),
  (draft) => draft.headers.push(['x-forwarded-for', "127.0.0.1, ' OR 1=1, ::ffff:0:0, unknown, _x"]),
  (draft) => draft.headers.push(['x-forwarded-host', 'evil.example'], ['forwarded', 'for="[::1]";host=evil']),
  (draft) => draft.headers.push(['x-original-url', '/api/me'], ['x-rewrite-url', '/api/me']),
  (draft) => set(draft, 'host', 'evil.example:1@x'),
  (draft) => draft.headers.push(['origin', 'https://evil.example'], ['referer', 'x://\u0001']),
  (draft) => draft.headers.push(['access-control-request-method', 'PUT'], ['origin', 'null']),
  (draft) => draft.headers.push(['range', 'bytes=0-0,-1,5-2'], ['if-range', 'x'], ['if-none-match', '*']),
  (draft) => draft.headers.push(['if-modified-since', 'Thu, 99 Foo 9999 99:99:99 GMT']),
  (draft) => draft.headers.push(['accept', 'x/y;q=nan, */*;q=-1'], ['accept-encoding', 'gzip;q=1.1.1, br;q=x, *;q=0']),
  (draft) => draft.headers.push(['accept-encoding', 'gzip']),
  (draft) => draft.headers.push(['accept-language', `es-${'x'.repeat(3_000)};q=\u00e9, __proto__, *`]),
  (draft) => draft.headers.push(['accept-language', 'es']),
  (draft) => draft.headers.push(['x-request-id', "'\u00ff<script>"], ['traceparent', '00-zz-zz-00']),
  (draft) => draft.headers.push(['x-background', '1']),
  (draft) => draft.headers.push(['authorization', `Basic ${'='.repeat(500)}`], ['proxy-authorization', 'x']),
  (draft) => draft.headers.push(...Array.from({ length: 300 }, (_, n) => [`x-${n}`, 'y'] as [string, string])),
  (draft) => set(draft, 'user-agent', `\u00ff${'M'.repeat(5_000)}\t(${"'"});--`),
  (draft) => draft.headers.push(['te', 'trailers'], ['trailer', 'x-csrf-token']),
];

const methodTricks = ['HEAD', 'OPTIONS', 'TRACE', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'SEARCH', 'MKCOL'];

/** What a hostile request is made with. */
export interface Making {
  readonly operations: readonly Operation[];
  readonly chance: Random;
  readonly sampler: Sampler;
  /** A form of files for an import, valid or not. */
  readonly upload: (chance: Random) => { bytes: Buffer; boundary: string; note: string };
}

function fillPath(making: Making, operation: Operation, draft: Draft): string {
  const { chance, sampler } = making;
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema: Schema = operation.parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {};
    const area = operation.path.split('/')[4] ?? '';
    // `id` says little by itself: the area tells whose.
    const key =
      name === 'id' || name === 'key'
        ? `${area}.${name}`
        : operation.path.includes('/setup/') && name !== 'programId'
          ? `setup.${name}`
          : name;
    if (name !== 'programId' ? chance.chance(0.07) : chance.chance(0.02)) {
      draft.notes.push('path trick');
      return chance.pick(pathTricks);
    }
    return encodeURIComponent(String(sampler.value(schema, key)));
  });
}

function fillQuery(making: Making, operation: Operation, draft: Draft): string {
  const { chance, sampler } = making;
  const parts = operation.parameters
    .filter((one) => one.in === 'query' && (one.required || chance.chance(0.45)))
    .map((one) => {
      if (chance.chance(0.25)) {
        draft.notes.push(`query trick at ${one.name}`);
        return `${one.name}=${chance.pick(pathTricks)}`;
      }
      return `${one.name}=${encodeURIComponent(String(sampler.value(one.schema, one.name)))}`;
    });
  if (chance.chance(0.04))
    parts.push(...parts, 'limit=-1', 'limit[]=1', '__proto__[x]=1', 'constructor=1', '&&=', 'a'.repeat(2_000));
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function fillBody(making: Making, operation: Operation, draft: Draft): void {
  const { chance, sampler } = making;
  if (operation.upload) {
    const { bytes, boundary, note } = making.upload(chance);
    draft.notes.push(note);
    draft.body = bytes;
    draft.headers.push(['content-type', `multipart/form-data; boundary=${boundary}`]);
    return;
  }
  if (operation.body === null) {
    if (!chance.chance(0.1)) return;
    draft.body = Buffer.from(chance.pick(['{}', '[]', '{"a":', 'x', '\0']));
    draft.headers.push(['content-type', 'application/json']);
    return;
  }
  const { text, note } = spoil(sampler.value(operation.body, ''), chance);
  draft.notes.push(note);
  draft.body = Buffer.from(text);
  draft.headers.push(['content-type', 'application/json']);
  if (!chance.chance(0.12)) return;
  const bytes = spoilBytes(text, chance);
  draft.notes.push(bytes.note);
  draft.body = bytes.bytes;
  for (const [name, value] of Object.entries(bytes.headers ?? {})) set(draft, name, value);
}

/** Makes one request: a valid one of the operation by the sender, then spoiled in one or several ways. */
export function makeRequest(making: Making, operation: Operation, sender: Sender | null): HostileRequest {
  const { chance } = making;
  const draft: Draft = {
    notes: [],
    method: operation.method,
    target: '',
    headers: [['host', '127.0.0.1']],
    body: null,
    broken: false,
    pieces: 1,
    end: false,
    times: 1,
  };
  draft.target = fillPath(making, operation, draft) + fillQuery(making, operation, draft);
  if (sender !== null) draft.headers.push(['cookie', `opensro=${sender.cookie}`], ['x-csrf-token', sender.csrfToken]);
  fillBody(making, operation, draft);
  if (draft.body !== null) draft.headers.push(['content-length', String(draft.body.length)]);
  if (chance.chance(0.05)) {
    draft.method = chance.pick(methodTricks);
    draft.notes.push(`method ${draft.method}`);
  }
  if (chance.chance(0.1)) {
    const number = chance.below(odd.length);
    odd[number]?.(draft, chance);
    draft.notes.push(`odd header ${number}`);
  }
  if (chance.chance(0.03)) {
    const trick = chance.pick(['//', '/./', '/..;/', '/%2e%2e/', '\\', '/%2f']);
    draft.target = chance.pick([
      draft.target.replace('/', trick),
      `${draft.target}/`,
      draft.target.toUpperCase(),
      `http://evil.example${draft.target}`,
      `${draft.target}#x`,
      `${draft.target}${trick}`,
    ]);
    draft.notes.push('address trick');
  }
  if (chance.chance(0.02)) Object.assign(draft, { pieces: 2 + chance.below(6) });
  if (chance.chance(0.015)) Object.assign(draft, { times: 3 });
  if (chance.chance(0.005)) draft.headers.push(['expect', '100-continue']);
  if (chance.chance(0.03)) {
    const number = chance.below(framing.length);
    framing[number]?.(draft, chance);
    Object.assign(draft, { broken: true, end: true });
    draft.notes.push(`framing ${number}`);
  }
  return { ...draft, operation: `${operation.method} ${operation.path}` };
}

/** The bytes that go over the wire. */
export function bytesOf(request: HostileRequest): Buffer {
  const lines = [
    `${request.method} ${request.target} HTTP/1.1`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return request.body === null ? head : Buffer.concat([head, request.body]);
}
