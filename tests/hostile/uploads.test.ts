import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RosterRows, rosterFiles, rosterRows } from '../../src/server/exchange/testing/roster.ts';
import { makeZip } from '../../src/server/exchange/testing/zip.ts';
import type { ImportReport } from '../../src/server/imports/report.ts';
import type { ProblemBody } from '../../src/server/platform/http/problems.ts';
import { testWorld } from '../support/world.ts';
import { Besieged } from './besieged.ts';

// Files as people never send them, over a real connection. What a ZIP may hold is tried entry by entry in
// src/server/exchange/files/files.test.ts; here is what becomes of it at the door, and of the server meanwhile.

const world = await testWorld();
const { program, database } = world;
const { recordsOfficer, officer } = program.people;
const server = new Besieged(database.adminUrl, world.clock.now);
beforeAll(() => server.ready());
afterAll(() => server.stop());

interface File {
  readonly name: string;
  readonly bytes: Buffer | string;
}

const path = (query = 'dryRun=true'): string => `/api/programs/${program.id}/imports/roster?${query}`;
const credentials = { cookie: `opensro=${recordsOfficer.cookie}`, 'x-csrf-token': recordsOfficer.csrfToken };

async function send(
  files: readonly File[],
  query?: string,
): Promise<{ status: number; body: ImportReport & ProblemBody }> {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('files', new Blob([Buffer.from(bytes)]), name);
  const response = await fetch(`http://127.0.0.1:${server.port}${path(query)}`, {
    method: 'POST',
    headers: credentials,
    body: form,
  });
  return { status: response.status, body: (await response.json()) as ImportReport & ProblemBody };
}

function roster(change: (rows: RosterRows) => RosterRows = (rows) => rows): File[] {
  const rows = rosterRows('1.1');
  const orgs = (rows.orgs ?? []).map((row) =>
    row[0] === 's1' ? ['s1', '', '', 'Lincoln High', 'school', '', 'd1'] : row,
  );
  return Object.entries(rosterFiles(change({ ...rows, orgs }))).map(([name, text]) => ({ name, bytes: text }));
}
const users = (bytes: Buffer | string): File[] =>
  roster().map((file) => (file.name === 'users.csv' ? { ...file, bytes } : file));
const header = String(roster().find((file) => file.name === 'users.csv')?.bytes).split('\n')[0] ?? '';
const zipped = (items: Parameters<typeof makeZip>[0]): File[] => [{ name: 'roster.zip', bytes: makeZip(items) }];
const asZip = (): Parameters<typeof makeZip>[0] => roster().map(({ name, bytes }) => ({ name, text: bytes }));

/** Two entries of one name that share their bytes: the directory lists one file many times over. */
function overlapping(): Buffer {
  const zip = makeZip([{ name: 'users.csv', text: `${header}\n${'x,'.repeat(3_000_000)}` }]);
  const at = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  const entry = zip.subarray(at, zip.length - 22);
  const entries = Array.from({ length: 300 }, (_, n) => {
    const copy = Buffer.from(entry);
    copy.write(`u${String(n).padStart(4, '0')}.csv`.slice(0, 9), 46, 'latin1');
    return copy;
  });
  const directory = Buffer.concat(entries);
  const end = Buffer.from(zip.subarray(-22));
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  return Buffer.concat([zip.subarray(0, at), directory, end]);
}

const noise = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7_919) % 251));

describe('files no one should send', () => {
  const wide = Array.from({ length: 1_000_000 }, () => 'a').join();
  it.each<[string, () => File[], string]>([
    ['a bomb of zeros', () => zipped([{ name: 'users.csv', text: Buffer.alloc(40_000_000) }]), 'zipBomb'],
    [
      'a bomb that lies of its size',
      () =>
        zipped([
          ...asZip().filter((one) => one.name !== 'users.csv'),
          { name: 'users.csv', text: Buffer.alloc(40_000_000), claimSize: 100 },
        ]),
      'zipBroken',
    ],
    [
      'a ZIP within the ZIP',
      () =>
        zipped([...asZip().filter((one) => one.name !== 'users.csv'), { name: 'users.csv', text: makeZip(asZip()) }]),
      'notCsvZip',
    ],
    [
      'more entries than any bundle',
      () => zipped(Array.from({ length: 2_100 }, (_, n) => ({ name: `${n}.csv`, text: '' }))),
      'tooManyFiles',
    ],
    ['entries over each other', () => [{ name: 'a.zip', bytes: overlapping() }], 'fileMissing'],
    [
      'a path out of the folder',
      () => zipped([...asZip(), { name: '../../../etc/cron.d/x.csv', text: 'x' }]),
      'zipPathUnsafe',
    ],
    ['an absolute path', () => zipped([{ name: '/etc/passwd.csv', text: 'x' }]), 'zipPathUnsafe'],
    ['a backslash path', () => zipped([{ name: '..\\..\\users.csv', text: 'x' }]), 'zipPathUnsafe'],
    ['a link', () => zipped([...asZip(), { name: 'roles.csv', text: '/etc/passwd', mode: 0o120777 }]), 'symlink'],
    ['a locked entry', () => zipped([{ name: 'users.csv', text: 'x', flags: 0x801 }]), 'zipEncrypted'],
    ['one name twice', () => zipped([...asZip(), { name: 'users.csv', text: 'x' }]), 'duplicateFile'],
    ['noise called CSV', () => users(noise), 'nulByte'],
    ['a spreadsheet', () => users(makeZip([{ name: 'xl/workbook.xml', text: '<a/>' }])), 'notCsvZip'],
    [
      'XML with entities',
      () => users('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
      'notCsvMarkup',
    ],
    ['a line of ten million characters', () => users(`${header}\n${'x'.repeat(10_000_000)}`), 'recordTooLong'],
    ['an open quote before ten million', () => users(`${header}\n"${'x,\n'.repeat(3_300_000)}`), 'recordTooLong'],
    ['a million columns', () => users(`${wide}\n1\n`), 'tooManyColumns'],
    ['a cut UTF-16', () => users(Buffer.from(`\ufeff${header}\nñ`, 'utf16le').subarray(0, -1)), 'encodingCut'],
    [
      'two encodings',
      () => users(Buffer.concat([Buffer.from(`${header}\nñ\n`), Buffer.from('ñ\n', 'latin1')])),
      'encodingMixed',
    ],
  ])('%s: refused with file, reason and remedy, and nothing changed', async (_what, files, code) => {
    const { status, body } = await send(files());
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.refused).toBe(true);
    const problem = body.problems.find((one) => one.code === `exchange.${code}`);
    expect(problem, JSON.stringify(body.problems).slice(0, 600)).toBeDefined();
    expect(problem?.reason && problem.remedy).toBeTruthy();
    expect(problem?.file ?? '').not.toContain('/etc/passwd/');
    expect(await database.query('SELECT 1 FROM roster_student WHERE program_id = $1', [program.id])).toEqual([]);
  });

  it('UTF-16, Latin-1 and a byte order mark are read as what they are', async () => {
    const text = roster().map(({ name, bytes }) => ({ name, bytes: String(bytes) }));
    for (const encode of [
      (of: string) => Buffer.from(`\ufeff${of}`, 'utf16le'),
      (of: string) => Buffer.from(of, 'latin1'),
      (of: string) => Buffer.from(`\ufeff${of}`),
    ]) {
      const { body } = await send(text.map(({ name, bytes }) => ({ name, bytes: encode(bytes) })));
      expect(body).toMatchObject({ refused: false, added: 2 });
    }
  });

  it('file names of any kind do no harm', async () => {
    for (const name of [
      '../../users.csv',
      '/etc/passwd',
      'a\u202egnp.csv',
      `${'n'.repeat(5_000)}.csv`,
      '__proto__',
      'con.csv',
    ]) {
      const { status, body } = await send([{ name, bytes: 'a,b\n1,2\n' }]);
      expect([200, 400, 413, 422], `${name}: ${JSON.stringify(body)}`).toContain(status);
    }
  });
});

/** The beginning of a form whose file never ends, and then bytes until the server has had enough. */
async function pour(bytes: number, pauseAfter?: number): Promise<{ sent: number; answer: string }> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  let answer = '';
  let closed = false;
  // One of each for the whole stream, not one for each block: an error ends in a close, like everything else.
  const { promise: end, resolve: ended } = Promise.withResolvers<void>();
  let drained: () => void = () => undefined;
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket
    .on('error', () => undefined)
    .on('drain', () => drained())
    .on('close', () => {
      closed = true;
      ended();
    });
  await once(socket, 'connect');
  const headers = Object.entries(credentials).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `POST ${path()} HTTP/1.1\r\nhost: x\r\n${headers.join('')}content-type: multipart/form-data; boundary=x\r\n` +
      `content-length: ${bytes}\r\n\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="users.csv"\r\n\r\n`,
  );
  const block = Buffer.alloc(1_048_576, 'a,b\n');
  let sent = 0;
  while (!closed && answer === '' && sent < (pauseAfter ?? bytes)) {
    sent += block.length;
    const room = new Promise<void>((resolve) => {
      drained = resolve;
    });
    if (!socket.write(block)) await Promise.race([room, end]);
  }
  if (pauseAfter !== undefined) socket.destroy();
  await end;
  return { sent, answer };
}

describe('the server meanwhile', () => {
  it('a stream of 2 GB is refused at its bound, and the sender hung up on', async () => {
    const { sent, answer } = await pour(2 ** 31);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('imports.tooLarge');
    expect(sent / 1_048_576, 'MB sent until the answer').toBeLessThan(200);
  });

  it('uploads cut off midway leave nothing: no bytes held, no file anywhere', async () => {
    const files = () => readdirSync(tmpdir()).filter((name) => /upload|multipart|roster/i.test(name));
    const before = files();
    for (let count = 0; count < 8; count += 1) await pour(2 ** 31, 50_000_000);
    // Were they held, there would never be room for this one. The server may still be reading that they were cut off.
    const large = [...roster(), { name: 'notes.txt', bytes: Buffer.alloc(120_000_000, 'a,b\n') }];
    await vi.waitFor(
      async () => {
        const { status, body } = await send(large);
        expect({ status, code: body.code, added: body.added }).toMatchObject({ status: 200, added: 2 });
      },
      { timeout: 120_000, interval: 200 },
    );
    expect(files()).toEqual(before);
  });

  it('twenty at once: each is answered, the memory they take is bounded', async () => {
    const big = Buffer.alloc(24_000_000, 'a,b\n');
    const before = (await server.vitals()).rss;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send([...roster(), { name: 'notes.txt', bytes: big }])),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(
      statuses.every((status) => status === 200 || status === 429),
      statuses.join(),
    ).toBe(true);
    expect(statuses).toContain(200);
    for (const { status, body } of answers) if (status === 429) expect(body.code).toBe('imports.busy');
    const { rss, mostRss } = await server.vitals();
    expect((mostRss - before) / 1_048_576, 'most taken, in MB').toBeLessThan(1_200);
    expect((rss - before) / 1_048_576, 'not given back, in MB').toBeLessThan(300);
  });

  it('a large roster is read and stored while everyone else is answered', async () => {
    const many = Number(process.env.HOSTILE_STUDENTS ?? 10_000);
    const files = roster((rows) => {
      const [head = []] = rows.users ?? [];
      const row = (n: number): string[] => [
        `x${n}`,
        '',
        'true',
        'd1,s1',
        'student',
        `x${n}`,
        'Ann',
        `Bee${n}`,
        String(500_000 + n),
        '',
        '05',
      ];

      return {
        ...rows,
        users: [head, ...Array.from({ length: many }, (_, n) => row(n))],
        demographics: (rows.demographics ?? []).slice(0, 1),
      };
    });
    let worst = 0;
    let asked = 0;
    let busy = true;
    const others = (async () => {
      while (busy) {
        const began = performance.now();
        const answer = await fetch(`http://127.0.0.1:${server.port}/api/programs/${program.id}/day`, {
          headers: { cookie: `opensro=${officer.cookie}` },
        });
        expect(answer.status, await answer.text()).toBe(200);
        worst = Math.max(worst, performance.now() - began);
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    await server.vitals();
    const checked = await send(files);
    const began = performance.now();
    const done = await send(files, `digest=${checked.body.digest}`);
    const ms = performance.now() - began;
    busy = false;
    await others;
    expect(done.body, JSON.stringify(done.body).slice(0, 300)).toMatchObject({ added: many, refused: false });
    const { longestStallMs, longestTurnMs } = await server.vitals();
    console.log(
      `${many} students stored in ${Math.round(ms)} ms; meanwhile ${asked} others asked, the slowest waited ` +
        `${Math.round(worst)} ms; the longest stall was ${Math.round(longestStallMs)} ms, the longest turn ${Math.round(longestTurnMs)} ms`,
    );
    expect(asked).toBeGreaterThan(5);
    expect(longestTurnMs).toBeLessThan(1_000);
  }, 300_000);
});
