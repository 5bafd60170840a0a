import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Api, Method, RequestOptions } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { type Outbox, openOutbox, type Send, verdictOn } from './outbox.ts';
import { OutboxDatabase } from './store.ts';

/** A server that keeps one record per id, with a switch for the network and for crashing after it has saved. */
class FakeServer {
  readonly received: string[] = [];
  readonly records = new Map<string, unknown>();
  network = true;
  loseAnswer = false;
  refuse: Problem | null = null;

  readonly api: Pick<Api, 'request'> = {
    request: async <T>(_method: Method, url: string, options: RequestOptions = {}): Promise<T> => {
      if (!this.network) throw noNetwork();
      if (this.refuse !== null) throw this.refuse;
      const id = url.split('/').at(-1) ?? '';
      this.received.push(id);
      this.records.set(id, options.body);
      if (this.loseAnswer) throw noNetwork();
      return { id } as T;
    },
  };
}

const noNetwork = (): Problem => new Problem({ status: 0, code: 'network', title: 'No network' });
const refusal = (status: number, code = 'activity.refused'): Problem =>
  new Problem({ status, code, title: 'Refused', detail: 'Mend it' });

const write = (id: string, body: unknown = { minutes: 10 }): Send => ({
  id,
  method: 'POST',
  url: `/api/things/${id}`,
  body,
  label: `Thing ${id}`,
});

let person = 0;
const opened: Outbox[] = [];
async function open(
  server: Pick<FakeServer, 'api'>,
  options: { person?: string; clock?: { now: number } } = {},
): Promise<Outbox> {
  const clock = options.clock ?? { now: 1_000_000 };
  const outbox = await openOutbox({
    database: new OutboxDatabase(options.person ?? `p${++person}`),
    api: server.api,
    now: () => clock.now,
    owner: crypto.randomUUID(),
    locks: undefined,
  });
  opened.push(outbox);
  return outbox;
}

afterEach(() => {
  for (const outbox of opened.splice(0)) outbox.close();
});

test('[P7.1] says that a write is stored before it is tried, so that its draft is not left beside it', async () => {
  const server = new FakeServer();
  server.network = false;
  const outbox = await open(server);
  const seen: string[] = [];
  outbox.subscribe(() => seen.push('line'));
  const result = await outbox.send({ ...write('a'), onStored: () => seen.push('stored') });
  expect(result).toEqual({ kind: 'kept' });
  expect(seen[0]).toBe('stored');
});

describe('the outbox', () => {
  test('sends at once when there is a network and keeps nothing', async () => {
    const server = new FakeServer();
    const outbox = await open(server);
    expect(await outbox.send(write('a'))).toEqual({ kind: 'sent', value: { id: 'a' } });
    expect(outbox.state().waiting).toEqual([]);
  });

  test('keeps writes in order without a network and sends them in order when it is back', async () => {
    const server = new FakeServer();
    const outbox = await open(server);
    server.network = false;
    for (const id of ['a', 'b', 'c']) expect(await outbox.send(write(id))).toEqual({ kind: 'kept' });
    expect(outbox.state().waiting.map((item) => item.label)).toEqual(['Thing a', 'Thing b', 'Thing c']);
    server.network = true;
    await outbox.drain(true);
    expect(server.received).toEqual(['a', 'b', 'c']);
    expect(outbox.state().waiting).toEqual([]);
  });

  test('survives a reload: a new page finds and sends what the last one kept', async () => {
    const server = new FakeServer();
    server.network = false;
    const before = await open(server, { person: 'reload' });
    await before.send(write('a'));
    before.close();
    server.network = true;
    const after = await open(server, { person: 'reload' });
    expect(after.state().waiting).toHaveLength(1);
    await after.drain(true);
    expect([...server.records.keys()]).toEqual(['a']);
  });

  test('[P7.2] sends by itself what a page that was still sending left behind when it went', async () => {
    const server = new FakeServer();
    const clock = { now: 1_000_000 };
    server.network = false;
    const before = await open(server, { person: 'left', clock });
    // Tried so often that the next try by itself is minutes away.
    await before.send(write('a'));
    for (let tries = 0; tries < 5; tries += 1) await before.drain(true);
    before.close();
    server.network = true;
    const gone = new OutboxDatabase('left');
    await gone.takeLease('the page before', clock.now, clock.now + 60_000);
    const after = await open(server, { person: 'left', clock });
    await after.drain(true);
    expect(server.received).toEqual([]);
    await gone.leaveLease();
    gone.close();
    await vi.waitFor(() => expect(after.state().waiting).toEqual([]), { timeout: 60_000 });
    expect(server.received).toEqual(['a']);
  });

  test('closed while it sends, it fails nobody, and the next page finds the write', async () => {
    const server = new FakeServer();
    let reached = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow: Pick<Api, 'request'> = {
      request: async <T>(method: Method, url: string, options?: RequestOptions): Promise<T> => {
        reached();
        await answered;
        return server.api.request<T>(method, url, options);
      },
    };
    const before = await open({ api: slow }, { person: 'closing' });
    const sending = before.send(write('a'));
    await underWay;
    before.close();
    answer();
    expect(await sending).toEqual({ kind: 'kept' });
    const after = await open(server, { person: 'closing' });
    expect(after.state().waiting).toHaveLength(1);
  });

  test('a crash between sending and the answer sends again under the same id, which makes one record', async () => {
    const server = new FakeServer();
    server.loseAnswer = true;
    const before = await open(server, { person: 'crash' });
    expect(await before.send(write('a'))).toEqual({ kind: 'kept' });
    before.close();
    server.loseAnswer = false;
    const after = await open(server, { person: 'crash' });
    await after.drain(true);
    expect(server.received).toEqual(['a', 'a']);
    expect(server.records.size).toBe(1);
    expect(after.state().waiting).toEqual([]);
  });

  test('two tabs do not send the same item twice', async () => {
    const server = new FakeServer();
    server.network = false;
    const one = await open(server, { person: 'tabs' });
    await one.send(write('a'));
    const two = await open(server, { person: 'tabs' });
    server.network = true;
    await Promise.all([one.drain(true), two.drain(true)]);
    expect(server.received).toEqual(['a']);
  });

  test('a lease of a tab that was killed runs out', async () => {
    const server = new FakeServer();
    const clock = { now: 1_000_000 };
    const database = new OutboxDatabase('killed');
    await database.takeLease('killed tab', clock.now, clock.now + 60_000);
    database.close();
    const outbox = await open(server, { person: 'killed', clock });
    expect(await outbox.send(write('a'))).toEqual({ kind: 'kept' });
    clock.now += 60_001;
    await outbox.drain(true);
    expect(server.received).toEqual(['a']);
  });

  test('a refusal parks the item with its problem, lets others pass, and is replaced when mended', async () => {
    const server = new FakeServer();
    const outbox = await open(server);
    server.refuse = refusal(422);
    expect(await outbox.send(write('a'))).toMatchObject({ kind: 'refused', problem: { code: 'activity.refused' } });
    expect(outbox.state().parked.map((item) => item.parked?.detail)).toEqual(['Mend it']);
    server.refuse = null;
    expect(await outbox.send(write('b'))).toMatchObject({ kind: 'sent' });
    expect(outbox.state().parked).toHaveLength(1);
    expect(await outbox.send(write('a', { minutes: 20 }))).toMatchObject({ kind: 'sent' });
    expect(outbox.state().parked).toEqual([]);
    expect(server.records.get('a')).toEqual({ minutes: 20 });
  });

  test('what belongs to a parked record waits with it', async () => {
    const server = new FakeServer();
    const outbox = await open(server);
    server.refuse = refusal(409);
    await outbox.send({ ...write('a'), group: 'incident 1' });
    server.refuse = null;
    expect(await outbox.send({ ...write('b'), group: 'incident 1' })).toEqual({ kind: 'kept' });
    const [parked] = outbox.state().parked;
    await outbox.discard(parked?.seq ?? -1);
    expect(server.received).toEqual(['b']);
  });

  test('a session that ended keeps everything and says so', async () => {
    const server = new FakeServer();
    const outbox = await open(server);
    server.refuse = refusal(401, 'session.none');
    expect(await outbox.send(write('a'))).toEqual({ kind: 'kept' });
    expect(outbox.state()).toMatchObject({ needsSignIn: true, parked: [] });
    server.refuse = null;
    await outbox.drain(true);
    expect(outbox.state()).toMatchObject({ needsSignIn: false, waiting: [] });
  });

  test('waits longer after each failure and is not tried before its time', async () => {
    const server = new FakeServer();
    const clock = { now: 0 };
    const outbox = await open(server, { clock });
    server.network = false;
    await outbox.send(write('a'));
    expect(outbox.state().waiting[0]).toMatchObject({ attempts: 1, notBefore: 2_000 });
    server.network = true;
    await outbox.drain();
    expect(server.received).toEqual([]);
    clock.now = 2_000;
    await outbox.drain();
    expect(server.received).toEqual(['a']);
  });

  test('one person never sees what another kept, and wiping leaves nothing', async () => {
    const server = new FakeServer();
    server.network = false;
    const reyes = await open(server, { person: 'reyes' });
    await reyes.send(write('a'));
    const other = await open(server, { person: 'other' });
    expect(other.state().waiting).toEqual([]);
    await reyes.wipe();
    const again = await open(server, { person: 'reyes' });
    expect(again.state().waiting).toEqual([]);
  });

  test('whatever the network does, every write arrives once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('up', 'down', 'lost'), { minLength: 1, maxLength: 8 }),
        async (weather) => {
          const server = new FakeServer();
          const outbox = await open(server);
          for (const [index, sky] of weather.entries()) {
            server.network = sky !== 'down';
            server.loseAnswer = sky === 'lost';
            await outbox.send(write(`w${index}`));
          }
          server.network = true;
          server.loseAnswer = false;
          await outbox.drain(true);
          expect([...server.records.keys()]).toEqual(weather.map((_, index) => `w${index}`));
          expect(outbox.state().waiting).toEqual([]);
        },
      ),
      { seed: 20261122, numRuns: 25 },
    );
  });

  test.each([
    [0, 'network', 'later'],
    [0, 'timeout', 'later'],
    [500, 'http500', 'later'],
    [503, 'http503', 'later'],
    [429, 'tooMany', 'later'],
    [401, 'session.none', 'signIn'],
    [403, 'session.csrf', 'signIn'],
    [403, 'access.denied', 'park'],
    [404, 'common.notFound', 'park'],
    [409, 'common.conflict', 'park'],
    [422, 'activity.refused', 'park'],
  ])('an answer of %i %s means %s', (status, code, verdict) => {
    expect(verdictOn(refusal(status, code))).toBe(verdict);
  });
});
