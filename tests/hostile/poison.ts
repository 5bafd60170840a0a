import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import type { Random } from './random.ts';

// What attackers send. Values stand in for a field's own; texts of JSON stand in for a whole body. Words that the
// checks take for a leak (an error's own words, file names of ours) are left out of them, since answers may echo them.

/** Stands for a token that JSON.stringify cannot write; replaced in the text. */
const raw = (token: string): string => `@raw:${token}@`;

const longText = 'x'.repeat(100_000);

const values: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  -0.000_000_1,
  2 ** 31,
  2 ** 53 + 2,
  -(2 ** 63),
  1e308,
  raw('1e999'),
  raw('-1e999'),
  raw('NaN'),
  raw('Infinity'),
  raw('0x10'),
  raw('01'),
  raw('-0'),
  raw(`1${'0'.repeat(400)}`),
  raw('undefined'),
  raw('"\\ud800"'),
  raw('"\\udfff\\ud800"'),
  raw('"\\u0000"'),
  raw('"a\\u0000b"'),
  raw('"\\u202egnp.exe"'),
  'NaN',
  'null',
  'undefined',
  'true',
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { $ne: null },
  { $gt: '' },
  { length: 1_000_000_000 },
  { toString: 1, valueOf: 2 },
  { toJSON: 'x' },
  raw('{"then":"x"}'),
  "' OR '1'='1",
  "'; DROP TABLE activity; --",
  '1); SELECT pg_sleep(5); --',
  "' UNION SELECT version(), current_user --",
  '%',
  '_%\\',
  '\\',
  "\\'",
  '$1',
  '$$',
  '{{7*7}}',
  '{{constructor.constructor("return 1")()}}',
  '\u0024{7*7}',
  '<%= 7*7 %>',
  '#{7*7}',
  '$t(common:problems.server.reason)',
  '{{reason, uppercase}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '=HYPERLINK("http://x.example","y")',
  '+1+1',
  '@SUM(1+1)',
  '-2+3',
  '\t=1',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  'a\r\nX-Injected: yes',
  '\u202eevil\u202c',
  '🏳️‍🌈👩‍👩‍👧‍👦',
  'e\u0301'.repeat(300),
  'Z̸̧̛͎̺̫̈́a̷͍̓l̵͚͗g̶̣͝o',
  '\ufeff',
  '\u2028\u2029',
  'ﷺ'.repeat(200),
  'İıẞß',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  '1970-01-01',
  '0000-00-00',
  '0001-01-01',
  '2026-02-30',
  '9999-12-31',
  '-271821-04-20',
  '+275760-09-13',
  '999999-01-01',
  '294277-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2026-10-14T09:00:00+23:59',
  '2026-10-14T09:00:00-23:59',
  '2026-13-01T25:61:61Z',
  '1e5',
  '٣',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '01922b8e-0000-7000-8000-000000000000',
  '01922B8E-0000-7000-8000-00000000000G',
  '{01922b8e-0000-7000-8000-000000000000}',
  'a'.repeat(256),
  'a'.repeat(5_000),
  longText,
];

const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'programId',
  'program_id',
  'personId',
  'ownerId',
  'role',
  'systemAdmin',
  'id',
  'state',
  'version',
  'then',
  'toJSON',
  '',
  ' ',
  '\u0000',
  'a.b.c',
  'a[0]',
  '$where',
  'k'.repeat(10_000),
];

type Box = Record<string, unknown> | unknown[];

const isBox = (value: unknown): value is Box => typeof value === 'object' && value !== null;

/** Every place in a value: the box and the key under which something stands in it. */
function places(value: unknown): { box: Box; key: string }[] {
  if (!isBox(value)) return [];
  return Object.keys(value).flatMap((key) => [{ box: value, key }, ...places((value as Record<string, unknown>)[key])]);
}

function poison(chance: Random): unknown {
  const value = chance.pick(values);
  // A value of its own each time: what is put in twice must not become a ring.
  return isBox(value) ? structuredClone(value) : value;
}

/** Changes one place of a body. Returns what was done, for the report of a failure. */
function spoilOnce(holder: { body: unknown }, chance: Random): string {
  const all = places(holder);
  const { box, key } = chance.pick(all);
  const at = box as Record<string, unknown>;
  const old = at[key];
  const kind = chance.below(10);
  if (kind < 4) {
    at[key] = poison(chance);
    return `poison at ${key}`;
  }
  if (kind === 4 && box !== (holder as unknown)) {
    if (Array.isArray(box)) box.splice(Number(key), 1);
    else delete at[key];
    return `without ${key}`;
  }
  if (kind === 5) {
    const extra = chance.pick(keys);
    const inside = isBox(old) && !Array.isArray(old) ? old : (at as Record<string, unknown>);
    if (inside === (holder as unknown)) at[key] = poison(chance);
    else
      Object.defineProperty(inside, extra, {
        value: poison(chance),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return `extra ${extra.slice(0, 20)}`;
  }
  if (kind === 6) {
    at[key] = chance.pick([[old], { 0: old }, { value: old }, [old, old], JSON.stringify(old) ?? '', [[[old]]]]);
    return `wrapped ${key}`;
  }
  if (kind === 7) {
    // Three times what the server takes is enough: what grew already must not grow to a hundred megabytes.
    const most = Math.max(2, Math.floor(3_000_000 / (JSON.stringify(old)?.length ?? 4)));
    const count = Math.min(most, chance.pick([50, 500, 5_000]));
    const one = Array.isArray(old) ? (old[0] ?? old) : old;
    // Each its own: poison in one of them must not become five thousand times a long text.
    at[key] = Array.from({ length: count }, () => (isBox(one) ? structuredClone(one) : one));
    return `${count} times ${key}`;
  }
  if (kind === 8 && typeof old === 'string') {
    at[key] = old + (JSON.stringify(poison(chance)) ?? '').slice(0, 2_000);
    return `longer ${key}`;
  }
  if (kind === 9 && typeof old === 'number') {
    at[key] = chance.pick([-old, old * 1e9, old + 0.5, String(old), old - 2 ** 40]);
    return `other number ${key}`;
  }
  at[key] = poison(chance);
  return `poison at ${key}`;
}

/** Writes JSON with the tokens JSON does not have. Cuts what would only ever be refused for its size. */
function textOf(body: unknown): string {
  return (JSON.stringify(body) ?? 'null').replace(/"@raw:((?:[^"\\@]|\\.)*)@"/g, (_, token: string) =>
    token.replaceAll('\\"', '"').replaceAll('\\\\', '\\'),
  );
}

/** Spoils a valid body in one or two places; some of the time it stays valid. */
export function spoil(body: unknown, chance: Random): { text: string; note: string } {
  if (chance.chance(0.2)) return { text: textOf(body), note: 'valid' };
  const holder = { body: structuredClone(body) };
  const notes = [spoilOnce(holder, chance)];
  if (chance.chance(0.3)) notes.push(spoilOnce(holder, chance));
  return { text: textOf(holder.body), note: notes.join(', ') };
}

export interface RawBody {
  readonly bytes: Buffer;
  readonly note: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** Spoils a body as bytes: what no program that speaks JSON would send. */
export function spoilBytes(text: string, chance: Random): RawBody {
  const bytes = Buffer.from(text);
  const at = chance.below(bytes.length + 1);
  const insert = (what: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
  const attacks: readonly (() => RawBody)[] = [
    () => ({ note: 'cut', bytes: bytes.subarray(0, at) }),
    () => ({ note: 'empty', bytes: Buffer.alloc(0) }),
    () => ({ note: 'bad UTF-8', bytes: insert(Buffer.from([chance.pick([0x80, 0xc0, 0xff, 0xfe, 0xed]), 0xa0])) }),
    () => ({ note: 'overlong', bytes: insert(Buffer.from([0xc0, 0xaf])) }),
    () => ({ note: 'NUL', bytes: insert(Buffer.from([0])) }),
    () => ({ note: 'byte order mark', bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) }),
    () => ({ note: 'UTF-16', bytes: Buffer.from(`\ufeff${text}`, 'utf16le') }),
    () => ({ note: 'gzip', bytes: gzipSync(bytes), headers: { 'content-encoding': 'gzip' } }),
    () => ({
      note: 'says gzip',
      bytes,
      headers: { 'content-encoding': chance.pick(['gzip', 'br', 'x', 'deflate, gzip']) },
    }),
    () => ({ note: 'gzip bomb', bytes: gzipSync(Buffer.alloc(4_000_000)), headers: { 'content-encoding': 'gzip' } }),
    () => ({ note: 'deep arrays', bytes: Buffer.from(nested('[', ']', chance.pick([200, 5_000, 100_000]))) }),
    () => ({ note: 'deep objects', bytes: Buffer.from(nested('{"a":', '}', 100_000).replace('}', '1}')) }),
    () => ({
      note: 'deep inside',
      bytes: Buffer.from(text.replace(/:\s*("[^"]*"|null|\d+)/, `:${nested('[', ']', chance.pick([100, 50_000]))}`)),
    }),
    () => ({ note: 'many items', bytes: Buffer.from(`[${'0,'.repeat(100_000)}0]`) }),
    () => ({
      note: 'many keys',
      bytes: Buffer.from(`{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":0`).join()}}`),
    }),
    () => ({ note: 'keys twice', bytes: Buffer.from(text.replace(/\}$/, `,${text.slice(1)}`)) }),
    () => ({ note: '__proto__', bytes: Buffer.from(text.replace('{', '{"__proto__":{"systemAdmin":true},')) }),
    () => ({
      note: 'constructor.prototype',
      bytes: Buffer.from(text.replace('{', '{"constructor":{"prototype":{"systemAdmin":true}},')),
    }),
    () => ({ note: 'a string', bytes: Buffer.from(JSON.stringify(text)) }),
    () => ({ note: 'two bodies', bytes: Buffer.from(text + text) }),
    () => ({ note: 'comments', bytes: Buffer.from(`/* */${text}//`) }),
    () => ({ note: 'a million characters', bytes: Buffer.from(`"${'y'.repeat(1_000_000)}"`) }),
    () => ({ note: 'too large', bytes: Buffer.alloc(1_300_000, 0x20) }),
    () => ({
      note: 'form',
      bytes: Buffer.from('a=1&b[]=2&__proto__[x]=1'),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    () => ({
      note: 'XML with entities',
      bytes: Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
      headers: { 'content-type': 'application/xml' },
    }),
    () => ({
      note: 'form of files',
      bytes: Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    }),
  ];
  return chance.pick(attacks)();
}

/** What stands in a path or query where an id or a word belongs, as it goes over the wire. */
export const pathTricks: readonly string[] = [
  '..%2f..%2f..%2fetc%2fpasswd',
  '..%5c..%5cwin.ini',
  '%2e%2e%2f%2e%2e%2f',
  '%252e%252e%252fetc%252fpasswd',
  '%c0%ae%c0%ae%c0%af',
  '..;/..;/',
  '../../../../etc/passwd',
  './././',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%u0041',
  '%ff%fe',
  '%ED%A0%80',
  '%E2%80%AE',
  '%F0%9F%92%A9',
  '%0d%0aX-Injected:%20yes',
  '%27%20OR%20%271%27=%271',
  '%27;%20SELECT%20pg_sleep(5);--',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e999',
  '99999999999999999999',
  '*',
  '%7B%7B7*7%7D%7D',
  '$%7B7*7%7D',
  '<script>',
  '2026-02-30',
  '9999-99',
  '-271821-04-20',
  '275760-09-13',
  '+275760-09-13',
  '9999-12-31',
  '0001-01-01',
  'a'.repeat(150),
  'a'.repeat(3_000),
  '',
];
