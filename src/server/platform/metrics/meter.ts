import { readFileSync } from 'node:fs';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts what the server does, for Prometheus. Labels are route patterns, codes and names of jobs; never an id. */
export interface Meter {
  readonly registry: Registry;
  /** One answered request; `route` is the pattern, such as '/api/programs/:programId/calls'. */
  request(request: { method: string; route: string; status: number; seconds: number }): void;
  /** One run of a job that comes back by itself. */
  job(run: { name: string; ok: boolean; seconds: number; at: Date }): void;
}

const release = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Around the goal of 150 ms for an action and 100 ms for a page's data (docs/performance.md). */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10];

/** Makes a meter with its own registry, and with the process's memory, processor time and event loop delay in it. */
export function createMeter(): Meter {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'opensro_release_info',
    help: 'Always 1; the labels name what is running.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: release.version, node: process.version }, 1);
  const requests = new Counter({
    name: 'opensro_http_requests_total',
    help: 'Answered requests by route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'opensro_http_request_duration_seconds',
    help: 'Time from the request to the end of the answer.',
    labelNames: ['method', 'route'],
    buckets,
    registers,
  });
  const runs = new Counter({
    name: 'opensro_job_runs_total',
    help: 'Runs of each job.',
    labelNames: ['job', 'outcome'],
    registers,
  });
  const seconds = new Gauge({
    name: 'opensro_job_duration_seconds',
    help: 'How long the last run of each job took.',
    labelNames: ['job'],
    registers,
  });
  const success = new Gauge({
    name: 'opensro_job_last_success_timestamp_seconds',
    help: 'When each job last ended well.',
    labelNames: ['job'],
    registers,
  });
  return {
    registry,
    request: ({ method, route, status, seconds: took }) => {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, took);
    },
    job: ({ name, ok, seconds: took, at }) => {
      runs.inc({ job: name, outcome: ok ? 'ok' : 'failed' });
      seconds.set({ job: name }, took);
      if (ok) success.set({ job: name }, at.getTime() / 1000);
    },
  };
}
