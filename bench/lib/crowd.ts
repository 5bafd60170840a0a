import { setTimeout as sleep } from 'node:timers/promises';
import { random } from '../../demo/random.ts';
import { acts, type Send } from './acts.ts';
import type { BenchPerson } from './programs.ts';

/** One request's name, when it was sent (ms since the run's begin) and how long its answer took (ms). */
interface Sent {
  readonly name: string;
  readonly at: number;
  readonly ms: number;
}

export interface CrowdRun {
  readonly sent: readonly Sent[];
  /** What was answered with anything but a 2xx, or not at all; one line each. */
  readonly troubles: readonly string[];
  /** How often somebody stopped to think. */
  readonly pauses: number;
  readonly seconds: number;
}

interface Crowd {
  readonly url: string;
  readonly people: readonly BenchPerson[];
  readonly seconds: number;
  /** Shortest and longest pause of a person between two acts and between the steps of one; milliseconds. */
  readonly thinking: readonly [number, number];
  readonly seed: number;
  /** Called about once a second with the seconds gone by. */
  readonly onSecond?: (second: number) => void;
}

/**
 * Lets people act for some seconds, each on their own and with time to think, as `acts` says for their role. An
 * answer that is no 2xx is a trouble; the person goes on with something else.
 */
export async function crowd({ url, people, seconds, thinking, seed, onSecond }: Crowd): Promise<CrowdRun> {
  const sent: Sent[] = [];
  const troubles: string[] = [];
  let pauses = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const ticking = setInterval(() => onSecond?.(Math.round((performance.now() - began) / 1000)), 1000);

  await Promise.all(
    people.map(async (person, index) => {
      const draw = random(seed, 'crowd', index);
      const todo = acts[person.role].map((act) => [act, act.weight] as const);
      const pause = async (): Promise<void> => {
        const [shortest, longest] = thinking;
        pauses += 1;
        await sleep(shortest + draw.next() * (longest - shortest));
      };
      const send: Send = async (name, method, path, body) => {
        const from = performance.now();
        const answer = await fetch(`${url}/api/programs/${person.programId}${path}`, {
          method,
          headers: person.headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        sent.push({ name, at: from - began, ms: performance.now() - from });
        if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text.slice(0, 300)}`);
        return JSON.parse(text);
      };
      // Not all at the same moment.
      await sleep(draw.next() * thinking[1]);
      while (performance.now() < end) {
        try {
          await draw.weighted(todo).run(person, send, pause);
        } catch (error) {
          troubles.push(error instanceof Error ? error.message : String(error));
        }
        await pause();
      }
    }),
  );
  clearInterval(ticking);
  return { sent, troubles, pauses, seconds: (performance.now() - began) / 1000 };
}
