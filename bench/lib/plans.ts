// How the database goes about the slowest statement of a page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import type { Page } from './pages.ts';
import { startServer } from './servers.ts';

/**
 * Asks for a page once more with a server whose statements the database explains (EXPLAIN ANALYZE, BUFFERS), and returns
 * the plan of the one that took longest. Apart from the measurement, for explaining costs time itself.
 */
export async function slowestPlan(
  admin: pg.Client,
  settings: Readonly<Record<string, string>>,
  page: Page,
  log: string,
): Promise<string> {
  for (const setting of [
    "session_preload_libraries = 'auto_explain'",
    'auto_explain.log_min_duration = 1',
    'auto_explain.log_analyze = on',
    'auto_explain.log_buffers = on',
  ])
    await admin.query(`ALTER ROLE opensro_app SET ${setting}`);
  const server = await startServer(settings, log);
  try {
    for (let turn = 0; turn < 2; turn += 1)
      await (await fetch(`${server.url}${page.path}`, { headers: page.headers })).text();
  } finally {
    await server.stop();
    await admin.query('ALTER ROLE opensro_app RESET ALL');
  }
  const lines = readFileSync(path.join(settings.OPENSRO_DATA ?? '', 'postgres.log'), 'utf8').split('\n');
  let slowest = { ms: 0, text: 'None took a millisecond.' };
  for (const [index, line] of lines.entries()) {
    const ms = Number(/duration: ([\d.]+) ms {2}plan:/.exec(line)?.[1] ?? '0');
    if (ms <= slowest.ms) continue;
    const end = lines.findIndex((later, at) => at > index && !later.startsWith('\t'));
    const plan = lines.slice(index + 1, end < 0 ? undefined : end).map((each) => each.slice(1));
    slowest = { ms, text: [`${page.name}: ${ms} ms`, ...plan].join('\n') };
  }
  return slowest.text;
}
