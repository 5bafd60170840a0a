import { bytesOf, type HostileRequest } from './generate.ts';
import type { Answer } from './wire.ts';

/** A word planted in a record, and who may read that record. */
export interface Canary {
  readonly word: string;
  readonly readers: ReadonlySet<string>;
}

/** Signs of the inside: stacks, our files, the database's own words, keys and roles. */
const inside: readonly RegExp[] = [
  /\n\s+at (async )?[\w.<>[\] ]+ \(/,
  /\.(ts|mjs|js):\d+:\d+/,
  /node:internal|node_modules|\/src\/server\//,
  /syntax error at or near|violates (foreign key|check|not-null|unique|row-level)|duplicate key value/,
  /invalid (byte sequence|input syntax)|out of range for type|(relation|column) "\w+" (does not|of relation)/,
  /permission denied for|opensro_(app|auth|public|owner|worker)|current transaction is aborted/,
  /ECONNREFUSED|ECONNRESET|\bKysely\b|ZodError|TypeError|RangeError|ReferenceError|SyntaxError/,
  /root:x:0:0/,
  /\$argon2id\$|BEGIN [A-Z ]*PRIVATE KEY/,
];

/** An answer to a program: everything below /api. Pages answer people in HTML. */
const ofApi = (request: HostileRequest): boolean =>
  new URL(`http://x${request.target.slice(request.target.indexOf('/'))}`).pathname.startsWith('/api/');

function problemFaults(answer: Answer): string[] {
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json'))
    return [`an error without problem+json (${answer.status}, ${type})`];
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(answer.body) as Record<string, unknown>;
  } catch (error) {
    return [`a problem that is no JSON: ${String(error)}`];
  }
  const faults: string[] = [];
  if (body.status !== answer.status) faults.push('a problem that says another status than its answer');
  for (const name of ['type', 'title', 'detail', 'code', 'requestId']) {
    if (typeof body[name] !== 'string' || body[name] === '') faults.push(`a problem without ${name}`);
  }
  const id = answer.headers.get('x-request-id');
  if (id !== undefined && body.requestId !== id) faults.push('a problem with another request id than its header');
  return faults;
}

/** What is wrong with an answer; nothing where it is as it should be. `sender`: the key of who asked. */
export function judge(
  request: HostileRequest,
  answer: Answer,
  sender: string,
  canaries: readonly Canary[],
): readonly string[] {
  const { status, body, headers } = answer;
  // Who sends more than the server takes may be hung up on while still sending: the answer is then lost on its way.
  const hungUp = answer.ms < 15_000 && bytesOf(request).length > 1_048_576;
  if (status === 0) return request.broken || hungUp ? [] : ['no answer'];
  const faults: string[] = [];
  if (status >= 500) faults.push(`status ${status}`);
  if (headers.get('x-request-id') === undefined) faults.push('no x-request-id');
  if (headers.has('x-injected')) faults.push('a header of the sender’s making');
  if (headers.get('access-control-allow-origin') !== undefined) faults.push('opens itself to other origins');
  if (status >= 400 && body !== '' && ofApi(request)) faults.push(...problemFaults(answer));
  if (status >= 400 && body === '' && ofApi(request) && request.method !== 'HEAD')
    faults.push(`${status} without words`);
  for (const sign of inside) {
    const found = sign.exec(body);
    if (found !== null) faults.push(`tells of the inside: ${found[0]}`);
  }
  for (const { word, readers } of canaries) {
    if (body.includes(word) && !readers.has(sender)) faults.push(`${sender} sees ${word}`);
  }
  return faults;
}
