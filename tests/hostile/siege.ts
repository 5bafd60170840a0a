import type { OpenAPIV3_1 } from 'openapi-types';
import { reach } from '../../src/domain/access/decide.ts';
import { type Action, actions } from '../../src/domain/access/permissions.ts';
import { verifyRunningTrail } from '../../src/server/platform/audit/verify.ts';
import { type PersonKey, personKeys, type TestPerson, type TestWorld } from '../support/world.ts';
import { Besieged } from './besieged.ts';
import { type Operation, operationsOf } from './document.ts';
import { bytesOf, type HostileRequest, type Making, makeRequest, type Sender } from './generate.ts';
import { judge } from './judge.ts';
import { hostileUpload, plantRecords } from './planted.ts';
import { random } from './random.ts';
import { type Known, Sampler } from './sample.ts';
import type { Vitals } from './server.ts';
import { keepStage } from './stage.ts';
import { type Answer, Connection } from './wire.ts';

export interface SiegeOptions {
  readonly requests: number;
  readonly seed: number;
  /** No new request is sent after so long. */
  readonly longestMs: number;
  readonly say?: (sentence: string) => void;
}

interface Failure {
  readonly number: number;
  readonly sender: string;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  readonly operation: string;
  /** The exact bytes, for sending again. */
  readonly request: string;
  readonly answer: string;
}

export interface SiegeReport {
  readonly seed: number;
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byRole: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Operations of the document that some request got through with a 2xx. */
  readonly operationsReached: string;
  readonly neverReached: readonly string[];
  readonly worstMs: number;
  readonly p99Ms: number;
  readonly longestStallMs: number;
  readonly rssMb: { readonly before: number; readonly halfway: number; readonly after: number };
  readonly heapMb: { readonly before: number; readonly halfway: number; readonly after: number };
  readonly connectionsLeft: number;
  readonly answersAfterMs: number;
  readonly auditEntries: number;
  readonly auditFaults: number;
  readonly failureCount: number;
  readonly failures: readonly Failure[];
}

const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;

/** Leaves out of a failing request what it does not need to fail. */
async function shrink(
  request: HostileRequest,
  fails: (candidate: HostileRequest) => Promise<boolean>,
): Promise<HostileRequest> {
  let best: HostileRequest = { ...request, times: 1 };
  const tries: ((from: HostileRequest) => HostileRequest)[] = [
    (from) => ({ ...from, target: from.target.split('?')[0] ?? from.target }),
    (from) => ({ ...from, pieces: 1, end: false }),
    ...request.headers
      .filter(([name]) => !['host', 'cookie', 'x-csrf-token', 'content-type', 'content-length'].includes(name))
      .slice(0, 10)
      .map((header) => (from: HostileRequest) => ({ ...from, headers: from.headers.filter((one) => one !== header) })),
  ];
  for (const simpler of tries) {
    const candidate = simpler(best);
    if (await fails(candidate)) best = candidate;
  }
  return best;
}

const workers = 12;
const round = 600;

/** Sends hostile requests by everybody to a server of its own on the world's database, and reports how it stood. */
export async function besiege(world: TestWorld, options: SiegeOptions): Promise<SiegeReport> {
  const chance = random(options.seed);
  const began = Date.now();
  const start = world.clock.now;
  const now = (): Date => new Date(start.getTime() + Date.now() - began);
  const planted = await plantRecords(world);
  const stage = await keepStage(world.database);
  await stage.restore(now());
  let known: Known = await planted.refresh();
  const making: Making = {
    operations: operationsOf(world.app.swagger() as OpenAPIV3_1.Document),
    chance,
    sampler: new Sampler(chance, () => known, now),
    upload: hostileUpload,
  };
  const server = new Besieged(world.database.adminUrl, start);
  const senders: [string, Sender | null][] = [
    ...personKeys.map((key) => [key, world.program.people[key]] as [string, Sender]),
    ['systemAdmin', world.systemAdmin],
    ['signedOut', null],
  ];
  const allowed = ({ access }: Operation): [string, Sender | null][] => {
    if (!actions.includes(access as Action)) return senders;
    const inside = senders.filter(([key]) => {
      const person = world.program.people[key as PersonKey] as TestPerson | undefined;
      return person !== undefined && reach(person.caller.actor, access as Action).kind !== 'none';
    });
    return inside.length > 0 ? inside : [['systemAdmin', world.systemAdmin]];
  };
  const byStatus: Record<string, number> = {};
  const byRole: Record<string, Record<string, number>> = {};
  const reached = new Set<string>();
  const times: number[] = [];
  const failures: Failure[] = [];
  let failureCount = 0;
  let sent = 0;
  let longestStallMs = 0;

  const ask = (connection: Connection, request: HostileRequest): Promise<Answer> =>
    connection.send({
      bytes: bytesOf(request),
      method: request.method,
      pieces: request.pieces,
      end: request.end,
      patienceMs: request.broken ? 3_000 : 20_000,
    });

  const note = async (request: HostileRequest, sender: string, answer: Answer): Promise<void> => {
    sent += 1;
    times.push(answer.ms);
    byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
    const role = byRole[sender] ?? {};
    byRole[sender] = role;
    const kind = answer.status === 0 ? 'closed' : `${Math.floor(answer.status / 100)}xx`;
    role[kind] = (role[kind] ?? 0) + 1;
    if (answer.status >= 200 && answer.status < 300 && request.operation.startsWith(`${request.method} `))
      reached.add(request.operation);
    const faults = judge(request, answer, sender, planted.canaries);
    if (faults.length === 0) return;
    failureCount += 1;
    if (failures.length >= 25) return;
    const connection = new Connection(server.port);
    const simplest = await shrink(request, async (candidate) => {
      const again = judge(candidate, await ask(connection, candidate), sender, planted.canaries);
      return again.length > 0;
    });
    connection.close();
    const bytes = bytesOf(simplest);
    const failure: Failure = {
      number: sent,
      sender,
      faults,
      notes: request.notes,
      operation: request.operation,
      request:
        bytes.length > 4_000
          ? `${bytes.toString('latin1', 0, 4_000)} (${bytes.length} bytes)`
          : bytes.toString('latin1'),
      answer: `${answer.status} ${answer.body.slice(0, 600)}`,
    };
    failures.push(failure);
    options.say?.(JSON.stringify(failure).slice(0, 2_000));
  };

  /** Makes and sends the requests of one round, several at once. */
  const storm = async (count: number): Promise<void> => {
    let left = count;
    const work = async (): Promise<void> => {
      const connection = new Connection(server.port);
      const second = new Connection(server.port);
      const third = new Connection(server.port);
      while (left > 0) {
        left -= 1;
        const operation = chance.pick(making.operations);
        // Half of the requests come from who is let in, so that they reach what lies behind the door.
        const [sender, session] = chance.pick(chance.chance(0.5) ? allowed(operation) : senders);
        const request = makeRequest(making, operation, session);
        const lines = [connection, second, third].slice(0, request.times);
        const answers = await Promise.all(lines.map((line) => ask(line, request)));
        for (const answer of answers) await note(request, sender, answer);
      }
      for (const line of [connection, second, third]) line.close();
    };
    await Promise.all(Array.from({ length: workers }, work));
    await stage.restore(now());
    known = await planted.refresh();
  };

  try {
    await server.ready();
    // A first round warms up: what is compiled and cached once is no leak.
    await storm(Math.min(round, options.requests));
    const before = await server.vitals();
    let halfway = before;
    while (sent < options.requests && Date.now() - began < options.longestMs) {
      await storm(Math.min(round, options.requests - sent));
      if (halfway === before && sent >= options.requests / 2) halfway = await server.vitals();
      options.say?.(`${sent} sent, ${failureCount} failures, ${JSON.stringify(byStatus)}`);
    }
    longestStallMs = Math.max(halfway.longestStallMs, before.longestStallMs);
    const connection = new Connection(server.port);
    const asked = performance.now();
    const healthy = await connection.send({
      bytes: Buffer.from('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n'),
      method: 'GET',
    });
    const answersAfterMs = performance.now() - asked;
    connection.close();
    if (healthy.status !== 200) throw new Error(`The server is not ready after the siege: ${healthy.status}`);
    let after = await server.vitals();
    longestStallMs = Math.max(longestStallMs, after.longestStallMs);
    // On a busy machine the server learns a while later that the senders have hung up.
    for (const end = performance.now() + 30_000; after.connections > 0 && performance.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      after = await server.vitals();
    }
    const trails = await Promise.all(
      [world.program, world.other].map(({ id }) => verifyRunningTrail(world.service, id, () => undefined)),
    );
    const seconds = (Date.now() - began) / 1000;
    const sorted = times.toSorted((a, b) => a - b);
    const three = (of: (vitals: Vitals) => number) => ({
      before: megabytes(of(before)),
      halfway: megabytes(of(halfway)),
      after: megabytes(of(after)),
    });
    const documented = making.operations.filter((one) => one.path.startsWith('/api/') && one.access !== '');
    const never = documented.map((one) => `${one.method} ${one.path}`).filter((name) => !reached.has(name));
    return {
      seed: options.seed,
      requests: sent,
      seconds: Math.round(seconds),
      perSecond: Math.round(sent / seconds),
      byStatus,
      byRole,
      operationsReached: `${documented.length - never.length} of ${documented.length}`,
      neverReached: never,
      worstMs: Math.round(sorted.at(-1) ?? 0),
      p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
      longestStallMs: Math.round(longestStallMs),
      rssMb: three((vitals) => vitals.rss),
      heapMb: three((vitals) => vitals.heap),
      connectionsLeft: after.connections,
      answersAfterMs: Math.round(answersAfterMs),
      auditEntries: trails.reduce((sum, trail) => sum + trail.entries, 0),
      auditFaults: trails.reduce((sum, trail) => sum + trail.faults.length, 0),
      failureCount,
      failures: failures.map((failure) => ({ ...failure })),
    };
  } finally {
    await server.stop();
    if (failureCount > 0) options.say?.(`The server's last words:\n${server.log.slice(-40).join('\n')}`);
  }
}
