import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, shutDown } from './postmaster.ts';

/**
 * Waits before the 1st, 2nd, ... try in a row to start the database again, in milliseconds; the last one repeats. Each
 * end of a database that ran begins anew.
 */
const waits = [0, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** One that ends sooner than this after its start is not started at once, so that a circle of crashes turns slowly. */
const shortLifeMs = 2_000;

export interface Supervision {
  /** Starts the database again where it listened before, or throws why it cannot. */
  readonly relaunch: () => Promise<ChildProcess>;
  /** Gives up a start that is under way. */
  readonly giveUp: AbortController;
  /** Takes one plain sentence about what happens. */
  readonly log: (sentence: string) => void;
}

/**
 * Keeps a database process alive: one that ends by itself (killed, out of memory, full disk) is started again, with
 * growing waits, until `stop`. Takes the process that runs now.
 */
export function supervise(first: ChildProcess, { relaunch, giveUp, log }: Supervision): { stop(): Promise<void> } {
  let server = first;
  let restarting: Promise<void> = Promise.resolve();
  let since = Date.now();
  const { signal } = giveUp;

  const waitBefore = (attempt: number): number => waits[Math.min(attempt, waits.length - 1)] ?? 0;

  async function restart(first: number): Promise<void> {
    const ended = Date.now();
    for (let attempt = first; !signal.aborted; attempt += 1) {
      // Told to stop while waiting: the loop's own condition ends it.
      await sleep(waitBefore(attempt), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        server = await relaunch();
      } catch (error) {
        if (signal.aborted) return;
        const next = waitBefore(attempt + 1) / 1000;
        log(`${error instanceof Error ? error.message : String(error)}\nTrying again in ${next} s.`);
        continue;
      }
      since = Date.now();
      log(`The database runs again, ${((since - ended) / 1000).toFixed(1)} s after it had ended.`);
      watch();
      return;
    }
  }

  function watch(): void {
    const watched = server;
    const onEnd = (): void => {
      if (signal.aborted) return;
      log(`The database ended by itself (${watched.signalCode ?? `status ${watched.exitCode}`}); starting it again.`);
      restarting = restart(Date.now() - since > shortLifeMs ? 0 : 1);
    };
    if (hasEnded(watched)) onEnd();
    else watched.once('exit', onEnd);
  }

  watch();
  return {
    async stop() {
      giveUp.abort();
      await restarting;
      await shutDown(server);
    },
  };
}
