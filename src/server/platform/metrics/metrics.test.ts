import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testWorld } from '../../../../tests/support/world.ts';
import { buildApp } from '../../app.ts';
import { startServer } from '../../start.ts';
import { startClockwork } from '../jobs/clockwork.ts';
import { noteUpkeep } from '../upkeep.ts';
import { listenForMetrics } from './listener.ts';
import { createMeter } from './meter.ts';
import { addServiceFigures } from './service-figures.ts';

const world = await testWorld();
const { service, program } = world;
const meter = createMeter();
addServiceFigures(service, meter);
const app = await buildApp(service, false, meter);
const listener = await listenForMetrics(service, meter, { port: 0, host: '127.0.0.1' });
afterAll(async () => {
  await listener.close();
  await app.close();
});

const scrape = (path = '/metrics', method = 'GET') => fetch(`http://127.0.0.1:${listener.port}${path}`, { method });
const figures = async (): Promise<string> => (await scrape()).text();

const name = 'Zebulon-Quackenbush';
const id = uuidv7();

beforeAll(async () => {
  await figures();
  const { officer } = program.people;
  const sent = { headers: { 'x-csrf-token': officer.csrfToken }, cookies: { opensro: officer.cookie } };
  const of = (path: string) => `/api/programs/${program.id}${path}`;
  await app.inject({ method: 'GET', url: of(`/incidents/${id}`), ...sent });
  await app.inject({ method: 'GET', url: of(`/activities?search=${name}`), ...sent });
  await app.inject({ method: 'GET', url: `/api/${name}/${id}`, ...sent });
  await app.inject({ method: 'GET', url: `/${name}`, ...sent });
  await app.inject({ method: 'POST', url: '/api/session', payload: { email: `${name}@example.org`, password: name } });
});

describe('the figures for monitoring', () => {
  it('count requests by route pattern and status, and how long they took', async () => {
    const text = await figures();
    expect(text).toContain(
      'opensro_http_requests_total{method="GET",route="/api/programs/:programId/incidents/:id",status="404"} 1',
    );
    expect(text).toContain(
      'opensro_http_request_duration_seconds_bucket{le="0.15",method="POST",route="/api/session"}',
    );
  });

  it('tell of the process, the release, the pools, the mails and the accounts', async () => {
    await world.database.query(
      `INSERT INTO mail_outbox (program_id, id, to_name, to_email, language, kind, created_at, next_try_at)
       VALUES ($1, $2, $3, $3, 'en', 'callMade', now(), now())`,
      [program.id, id, name],
    );
    const text = await figures();
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^opensro_release_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*"\} 1$/m);
    expect(text).toMatch(/^opensro_database_connections\{role="opensro_app",state="idle"\} [1-9]/m);
    expect(text).toContain('opensro_mail_waiting 1');
    expect(text).toMatch(/^opensro_mail_oldest_timestamp_seconds \d{10}/m);
    expect(text).toContain('opensro_account_events_total{event="signInFailed"} 1');
  });

  it('tell when each job and each task of upkeep last ended well', async () => {
    const quiet = { ...service, log: { ...service.log, error: () => undefined } };
    const jobs = [
      { name: 'well', everyMs: 60_000, run: async () => undefined },
      { name: 'badly', everyMs: 60_000, run: () => Promise.reject(new Error(name)) },
    ];
    const clockwork = startClockwork(quiet, jobs, meter.job);
    await clockwork.stop();
    await noteUpkeep(service, 'auditVerify', true);
    world.clock.now = new Date(world.clock.now.getTime() + 60_000);
    await noteUpkeep(service, 'auditVerify', false);
    const text = await figures();
    const verified = new Date('2026-10-14T15:00:00Z').getTime() / 1000;
    expect(text).toContain(`opensro_upkeep_last_success_timestamp_seconds{task="auditVerify"} ${verified}`);
    expect(text).toContain('opensro_job_runs_total{job="well",outcome="ok"} 1');
    expect(text).toContain('opensro_job_runs_total{job="badly",outcome="failed"} 1');
    expect(text).toMatch(/opensro_job_last_success_timestamp_seconds\{job="well"\}/);
    expect(text).not.toMatch(/opensro_job_last_success_timestamp_seconds\{job="badly"\}/);
  });

  it('[P7.8] hold no name, no address and no id', async () => {
    const text = await figures();
    expect(text).not.toContain('Quackenbush');
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(text).not.toContain('@');
    for (const label of text.matchAll(/route="([^"]*)"/g)) expect(label[1]).toMatch(/^(unknown|[/:*A-Za-z0-9.-]*)$/);
  });

  it('go on where the database cannot be asked', async () => {
    const lame = createMeter();
    const said: unknown[] = [];
    const broken = new Proxy(service.databases, {
      get: (databases, key) =>
        key === 'worker' || key === 'auth' ? undefined : Reflect.get(databases, key, databases),
    });
    addServiceFigures(
      { ...service, databases: broken, log: { ...service.log, warn: (...entry: unknown[]) => said.push(entry) } },
      lame,
    );
    expect(await lame.registry.metrics()).toContain('opensro_database_connections');
    expect(said).toHaveLength(4);
  });
});

describe('their listener', () => {
  it('answers nothing else', async () => {
    expect((await scrape('/api/me')).status).toBe(404);
    expect((await scrape('/metrics', 'POST')).status).toBe(404);
    expect((await scrape('/metrics?x=1')).status).toBe(404);
  });

  it('is the only one: the address people use has no figures', async () => {
    for (const url of ['/metrics', '/api/metrics', '/app/../metrics']) {
      const answer = await app.inject({ method: 'GET', url, headers: { host: '127.0.0.1' } });
      expect(answer.body, url).not.toContain('opensro_http');
      if (url !== '/app/../metrics') expect(answer.statusCode, url).toBe(404);
    }
  });

  it('and its port is named where another program has it, as the port of the app is', async () => {
    const at = { port: listener.port, host: '127.0.0.1' };
    const start = (config: object) =>
      startServer({
        service: { ...service, config: { ...service.config, ...config } },
        adminUrl: world.database.adminUrl,
        close: async () => undefined,
      });
    await expect(start({ ...at, metrics: null })).rejects.toThrow(`PORT is "${at.port}", which another program uses`);
    await expect(start({ port: 0, metrics: at })).rejects.toThrow(`METRICS_PORT is "${at.port}", which another`);
  });
});
