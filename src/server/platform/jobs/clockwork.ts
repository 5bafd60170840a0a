import { unavailable } from '../database/unavailable.ts';
import type { Service } from '../service.ts';

/** A piece of work that comes back by itself. It must be safe to run twice and to be cut off. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  run(service: Service): Promise<unknown>;
}

export interface Clockwork {
  /** Waits for the runs under way and starts no more. */
  stop(): Promise<void>;
}

/** Runs jobs, each one at a time, until stopped. A job that fails is logged and tried again at its next turn. */
export function startClockwork(service: Service, jobs: readonly Job[]): Clockwork {
  let stopped = false;
  const running = new Set<Promise<void>>();
  const timers = jobs.map((job) => {
    let busy = false;
    let waiting = false;
    const turn = (): void => {
      if (busy || stopped) return;
      busy = true;
      const work = job
        .run(service)
        .then(
          () => {
            waiting = false;
          },
          (error: unknown) => {
            const facts = { job: job.name, detail: error instanceof Error ? error.message : String(error) };
            if (unavailable(error) === null) service.log.error(facts, 'job failed');
            // Said once while the database is away, not at every turn.
            else if (!waiting) service.log.warn(facts, 'job waits for the database');
            waiting = unavailable(error) !== null;
          },
        )
        .finally(() => {
          busy = false;
          running.delete(work);
        });
      running.add(work);
    };
    const timer = setInterval(turn, job.everyMs);
    timer.unref();
    turn();
    return timer;
  });
  return {
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
