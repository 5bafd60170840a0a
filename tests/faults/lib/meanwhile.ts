import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import { isReadable } from './writers.ts';

/** What readers saw while the database could not serve. */
export interface Meanwhile {
  readonly asked: number;
  readonly slowestMs: number;
}

/** As long as the phone waits (src/web/api/client.ts): everything has to be answered before. */
const patienceMs = 20_000;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly response: Response;
  readonly ms: number;
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const began = performance.now();
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) });
  const text = await response.text();
  return { status: response.status, text, response, ms: performance.now() - began };
}

/**
 * For some seconds, asks what a person, a monitor and a visitor of the public pages ask, and notes as a fault every
 * answer that is not what it should be while the database is away: 503 in words of the reader's language for the app
 * and the public pages, 503 for readiness, 200 for life, and none of them slow. `mayServe`: what can be answered all the
 * same may be, with 200.
 */
export async function lookMeanwhile(one: Installation, seconds: number, mayServe = false): Promise<Meanwhile> {
  const { url, program, ledger } = one;
  const person = program.writers.find((writer) => writer.role === 'officer')?.headers ?? {};
  const began = performance.now();
  let asked = 0;
  let slowestMs = 0;
  const look = async (path: string, headers: Readonly<Record<string, string>>, right: (answer: Answer) => boolean) => {
    asked += 1;
    try {
      const answer = await ask(`${url}${path}`, headers);
      slowestMs = Math.max(slowestMs, answer.ms);
      if (!right(answer) && !(mayServe && answer.status === 200))
        ledger.fault(`${path} meanwhile: ${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      ledger.fault(`${path} meanwhile: ${String(error)}`);
    }
  };
  const isPage = ({ status, text, response }: Answer, words: string): boolean =>
    status === 503 && text.includes('<h1>') && text.includes(words) && response.headers.has('retry-after');
  // At least twice, however slow the machine.
  while (asked < 12 || performance.now() - began < seconds * 1000) {
    await Promise.all([
      look('/healthz', {}, ({ status }) => status === 200),
      look('/readyz', {}, ({ status }) => status === 503),
      look('/en', {}, (answer) => isPage(answer, 'not working right now')),
      look('/es', {}, (answer) => isPage(answer, 'no funciona en este momento')),
      look(
        `/api/programs/${program.id}/day`,
        person,
        ({ status, response, text }) => status === 503 && isReadable(response, text),
      ),
      look(
        `/api/programs/${program.id}/day`,
        { ...person, 'accept-language': 'es' },
        ({ status, text }) => status === 503 && /base de datos|disco/.test(text),
      ),
    ]);
    await sleep(Math.min(1_000, Math.max(0, seconds * 1000 - (performance.now() - began))));
  }
  return { asked, slowestMs: Math.round(slowestMs) };
}
