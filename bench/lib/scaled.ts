// The data of the scale measurement: three programs of growing size among others, made once and kept if asked to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { programSetup } from '../../demo/cast.ts';
import { startEmbedded } from '../../src/server/platform/database/embedded.ts';
import { copyProgram, openSessions, type Size, settleEarlierYears } from './copies.ts';
import { demoData, loadDemo } from './demo.ts';

interface ScaledProgram {
  /** How many activities it really holds, such as "1,008,000". */
  readonly name: string;
  readonly programId: string;
  /** One signed-in person a role. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly counts: string;
}

export interface Scaled {
  /** The data directory, that no server uses. */
  readonly data: string;
  readonly log: string;
  /** Smallest first. */
  readonly programs: readonly ScaledProgram[];
  readonly remove: () => Promise<void>;
}

const scale = Number(process.env.OPENSRO_SCALE ?? '1');
const times = (n: number): number => Math.max(1, Math.round(n * scale));
const sizes: readonly Size[] = [
  { clones: 1, years: 1, incidentsTimes: 2 },
  { clones: times(3), years: 4, incidentsTimes: 2 },
  { clones: times(16), years: 7, incidentsTimes: 2 },
];
const fast = ['fsync = off', 'full_page_writes = off', "max_wal_size = '8GB'"];
const others = times(47);

/** Makes the data, or takes those of an earlier run in the folder OPENSRO_SCALE_KEEP. `say` hears how far it is. */
export async function scaledData(say: (sentence: string) => void): Promise<Scaled> {
  const kept = process.env.OPENSRO_SCALE_KEEP;
  if (kept === undefined) {
    const demo = await demoData();
    return { ...demo, programs: await fill(demo.data, say) };
  }
  const [data, note] = [path.join(kept, 'data'), path.join(kept, 'programs.json')];
  const result = { data, log: path.join(kept, 'server.log'), remove: () => Promise.resolve() };
  if (existsSync(note)) return { ...result, programs: JSON.parse(readFileSync(note, 'utf8')) as ScaledProgram[] };
  await mkdir(kept, { recursive: true });
  // As root the database's own user must be able to pass through it.
  await chmod(kept, 0o711);
  await loadDemo(data, result.log);
  const programs = await fill(data, say);
  writeFileSync(note, JSON.stringify(programs));
  return { ...result, programs };
}

async function fill(data: string, say: (sentence: string) => void): Promise<ScaledProgram[]> {
  const database = await startEmbedded({ dataDirectory: data, log: () => undefined });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  try {
    // Making the data again is cheaper than making them safely.
    for (const setting of fast) await admin.query(`ALTER SYSTEM SET ${setting}`);
    await admin.query('SELECT pg_reload_conf()');
    await admin.query("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'");
    const { rows: sources } = await admin.query<{ program_id: string }>(
      'SELECT program_id FROM program WHERE slug = $1',
      [programSetup.slug],
    );
    const source = sources[0]?.program_id ?? '';
    for (let index = 0; index < others; index += 1)
      await copyProgram(admin, source, uuidv7(), `other-${index}`, { clones: 1, years: 1, incidentsTimes: 2 });
    say(`${others} other programs made`);
    const programs: ScaledProgram[] = [];
    for (const [index, size] of sizes.entries()) {
      const programId = uuidv7();
      await copyProgram(admin, source, programId, `scale-${index}`, size);
      const { rows } = await admin.query<{ activities: number; incidents: number; entries: number }>(
        `SELECT (SELECT count(*)::int FROM activity WHERE program_id = $1) AS activities,
           (SELECT count(*)::int FROM incident WHERE program_id = $1) AS incidents,
           (SELECT count(*)::int FROM audit_entry WHERE program_id = $1) AS entries`,
        [programId],
      );
      const [counted] = rows;
      const counts = `${counted?.activities} activities, ${counted?.incidents} incidents, ${counted?.entries} entries in the trail`;
      const cookies = Object.fromEntries(await openSessions(admin, programId));
      programs.push({ name: (counted?.activities ?? 0).toLocaleString('en-US'), programId, cookies, counts });
      say(`made a program of ${counts}`);
    }
    await settleEarlierYears(admin);
    await admin.query('SET session_replication_role = origin');
    await admin.query('VACUUM ANALYZE');
    for (const setting of fast) await admin.query(`ALTER SYSTEM RESET ${setting.split(' ')[0]}`);
    await admin.query('SELECT pg_reload_conf()');
    await admin.query('CHECKPOINT');
    say('counted and put in order');
    return programs;
  } finally {
    await admin.end();
    await database.stop();
  }
}
