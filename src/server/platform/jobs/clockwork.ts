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

/** One run of a job: how it ended, and how long it took in seconds. */
export interface JobRun {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly at: Date;
}

/**
 * Runs jobs, each one at a time, until stopped. A job that fails is logged and tried again at its next turn. `onRun` is
 * told of each run.
 */
export function startClockwork(
  service: Service,
  jobs: readonly Job[],
  onRun: (run: JobRun) => void = () => undefined,
): Clockwork {
  let stopped = false;
  const running = new Set<Promise<void>>();
  const timers = jobs.map((job) => {
    let busy = false;
    let waiting = false;
    const turn = (): void => {
      if (busy || stopped) return;
      busy = true;
      const began = performance.now();
      const ended = (ok: boolean): void =>
        onRun({ name: job.name, ok, seconds: (performance.now() - began) / 1000, at: service.clock() });
      const work = job
        .run(service)
        .then(
          () => {
            ended(true);
            waiting = false;
          },
          (error: unknown) => {
            ended(false);
            const facts = { job: job.name, err: error };
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
