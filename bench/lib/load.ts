import autocannon from 'autocannon';
import { type Figures, figuresOf } from './figures.ts';
import { processorMs, type Server } from './servers.ts';

/** One connection's requests: fixed, or with a body made anew for each. */
export interface Person {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: () => string;
}

/**
 * Sends requests for some seconds, one connection a person, each waiting for its answer before the next.
 * `processorMs` is the server process's own time for one answer, which other work on the machine does not change.
 * Throws when any answer was not a 2xx: a quick refusal is no good figure.
 */
export async function load(
  server: Pick<Server, 'url' | 'pid'>,
  people: readonly Person[],
  seconds: number,
): Promise<Figures & { readonly processorMs: number }> {
  const times: number[] = [];
  let next = 0;
  const before = processorMs(server.pid);
  const run = autocannon({
    url: server.url,
    connections: people.length,
    duration: seconds,
    setupClient: (client) => {
      const person = people[next % people.length];
      next += 1;
      if (person === undefined) return;
      const { method, path, headers, body } = person;
      const request = { method, path, headers: { ...headers } };
      client.setRequests([
        body === undefined ? request : { ...request, setupRequest: (raw) => ({ ...raw, body: body() }) },
      ]);
    },
  });
  run.on('response', (_client: unknown, status: number, _bytes: number, time: number) => {
    if (status >= 200 && status < 300) times.push(time);
  });
  const result = await run;
  if (result.errors > 0 || result.timeouts > 0 || result.non2xx > 0) {
    throw new Error(
      `${people[0]?.path}: ${result.non2xx} answers that are not 2xx, ${result.errors} errors, ${result.timeouts} timeouts.`,
    );
  }
  const used = (processorMs(server.pid) - before) / times.length;
  return { ...figuresOf(times, result.duration), processorMs: Number(used.toPrecision(2)) };
}

/** The same request on some connections. */
export function same(person: Person, connections: number): Person[] {
  return Array.from({ length: connections }, () => person);
}
