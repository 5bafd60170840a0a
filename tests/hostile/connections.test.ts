import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depthOf, harden, serverBounds, tidyText } from '../../src/server/platform/http/hardening.ts';
import { testWorld } from '../support/world.ts';
import { Connection } from './wire.ts';

// What goes wrong below the requests: framing, time, size, address and method (OWASP ASVS 5: 2.4, 4.1, 4.2, 13.2).

const world = await testWorld();
const { app, program } = world;
let port = 0;
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
const open: Connection[] = [];
afterAll(() => {
  for (const connection of open) connection.close();
});

async function send(text: string | Buffer, method = 'GET', patienceMs = 60_000) {
  const connection = new Connection(port);
  open.push(connection);
  const answer = await connection.send({ bytes: Buffer.from(text), method, patienceMs });
  connection.close();
  return answer;
}

const session = (): string =>
  `host: x\r\ncookie: opensro=${program.people.officer.cookie}\r\nx-csrf-token: ${program.people.officer.csrfToken}\r\n`;
const post = (path: string, headers: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\n${session()}${headers}\r\n${body}`;
const json = 'content-type: application/json\r\n';

describe('a connection', () => {
  it('two ways to say where a request ends are refused: nothing can be smuggled in behind', async () => {
    const smuggled = 'GET /api/me HTTP/1.1\r\nhost: x\r\n\r\n';
    const attacks = [
      `content-length: ${smuggled.length}\r\ntransfer-encoding: chunked\r\n`,
      'transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n',
      'content-length: 3\r\ncontent-length: 5\r\n',
      'content-length: +3\r\n',
      'content-length: 0x3\r\n',
      'transfer-encoding: xchunked\r\n',
      'transfer-encoding : chunked\r\n',
      'content-length: 3\r\n x: folded\r\n',
    ];
    for (const headers of attacks) {
      const answer = await send(post('/api/session', `${json}${headers}`, `0\r\n\r\n${smuggled}`), 'POST');
      expect(answer.status, headers).toBe(400);
      expect(JSON.parse(answer.body), headers).toMatchObject({ code: 'common.malformed', status: 400 });
      expect(answer.headers.get('connection'), headers).toBe('close');
      expect(answer.headers.get('x-request-id')).toBeTruthy();
    }
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['headers without end', `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['an expectation', 'GET /healthz HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n\r\n', 417],
    ['an address that cannot be read', 'GET /api/programs/%zz HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['an address longer than any', `GET /api/programs/${'x'.repeat(300)}/day HTTP/1.1\r\nhost: x\r\n\r\n`, 404],
  ])('%s: a problem in words, with an id', async (_what, text, status) => {
    const answer = await send(text);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    expect(JSON.parse(answer.body)).toMatchObject({ status, requestId: answer.headers.get('x-request-id') });
  });

  it('a whole URL as the address passes the same walls', async () => {
    const bare = await send('GET http://evil.example/api/me HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(bare.status).toBe(401);
    const own = await send(`GET http://evil.example/api/me HTTP/1.1\r\n${session()}\r\n`);
    expect(own.status).toBe(200);
    expect(own.headers.get('cache-control')).toBe('no-store');
  });

  it('a known address with another method names the methods it takes', async () => {
    for (const method of ['PUT', 'TRACE', 'OPTIONS', 'PROPFIND']) {
      const answer = await send(`${method} /api/session HTTP/1.1\r\nhost: x\r\n\r\n`, method);
      expect(answer.status, method).toBe(405);
      expect(answer.headers.get('allow')?.split(', '), method).toEqual(expect.arrayContaining(['DELETE', 'POST']));
      expect(answer.body).not.toContain('host');
    }
  });

  it('an unread body of a page keeps nobody waiting', async () => {
    const answer = await send(`GET /es/ HTTP/1.1\r\nhost: x\r\n${json}content-length: 1\r\n\r\nx`);
    expect(answer.status).toBeLessThan(500);
    expect(answer.status).toBeGreaterThan(199);
  });

  it('a hundred thousand levels, bad UTF-8 and keys of the prototype are refused as bodies', async () => {
    const bodies = [
      `{"email":${'['.repeat(100_000)}${']'.repeat(100_000)},"password":"x"}`,
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      '{"__proto__":{"systemAdmin":true},"email":"a","password":"x"}',
      '{"constructor":{"prototype":{"x":1}},"email":"a","password":"x"}',
    ];
    for (const body of bodies) {
      const answer = await send(post('/api/session', `${json}content-length: ${body.length}\r\n`, body), 'POST');
      expect(answer.status, body.slice(0, 30)).toBe(400);
    }
    const bytes = Buffer.concat([
      Buffer.from(post('/api/session', `${json}content-length: 18\r\n`, '')),
      Buffer.from('{"email":"'),
      Buffer.from([0xc0, 0xaf, 0xff]),
      Buffer.from('":1}}'),
    ]);
    expect((await send(bytes, 'POST')).status).toBe(400);
  });

  it('a NUL names its field; half an emoji is kept as the sign for it', async () => {
    const path = `/api/programs/${program.id}/activities`;
    const body = JSON.stringify({ note: 'a\u0000b' });
    const answer = await send(post(path, `${json}content-length: ${body.length}\r\n`, body), 'POST');
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.body).errors).toMatchObject([{ field: 'note', code: 'common.unreadableCharacter' }]);
    const half = { note: 'ok \ud83d', list: ['\udc00'] };
    expect(tidyText(half)).toBeNull();
    expect(half).toEqual({ note: 'ok \ufffd', list: ['\ufffd'] });
  });

  it('depth counts brackets, not those in strings', () => {
    expect(depthOf('{"a":[1,{"b":"[[[{{{\\"]]"}]}', 10)).toBe(3);
    expect(depthOf('[]', 10)).toBe(1);
    expect(depthOf('"\\\\[["', 10)).toBe(0);
    expect(depthOf('['.repeat(1_000), 10)).toBe(11);
  });

  it('fifty that send a byte and no more keep no one else from being answered', async () => {
    const slow = Array.from({ length: 50 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => undefined));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    for (const socket of slow) socket.write(post('/api/session', `${json}content-length: 1000\r\n`, '{'));
    await sleep(200);
    expect((await send(`GET /api/me HTTP/1.1\r\n${session()}\r\n`)).status).toBe(200);
    // None of the slow ones was given up for it.
    expect(slow.filter((socket) => socket.readyState !== 'open')).toEqual([]);
    expect(app.server.headersTimeout).toBe(15_000);
    expect(app.server.maxConnections).toBe(5_000);
    for (const socket of slow) socket.destroy();
  });

  it('who sends a body too slowly gets a problem and is hung up on', async () => {
    const bare = Fastify(serverBounds);
    harden(bare, 150);
    bare.post('/api/slow', async () => 'never');
    await bare.listen({ port: 0, host: '127.0.0.1' });
    const address = bare.server.address();
    const socket = connect({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, host: '127.0.0.1' });
    let received = '';
    socket.setEncoding('utf8').on('data', (text) => {
      received += text;
    });
    socket.write(`POST /api/slow HTTP/1.1\r\nhost: x\r\n${json}content-length: 9\r\n\r\n{`);
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    expect(received).toContain('common.tooSlow');
    await bare.close();
  });
});
