// A whole release, all topics, with suppression and audit: of programs of 20 and of 60 schools with the demonstration's
// school year, its calls and incidents four times over, first the year by itself, and in a second copy its quarters one after the other and then the year beside
// them. As people do it: proposed over HTTP, looked at, approved by both sides.
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { schools as demoSchools, programSetup } from '../demo/cast.ts';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { copyProgram, openSessions } from './lib/copies.ts';
import { demoData } from './lib/demo.ts';
import { report } from './lib/figures.ts';
import { processorMs, residentMb, startServer } from './lib/servers.ts';

const goals: readonly { readonly schools: number; readonly seconds: number }[] = [
  { schools: 20, seconds: 60 },
  { schools: 60, seconds: 300 },
];
const lookMs = 200;
/** The demonstration's officers are called little: 60 calls and 20 incidents at a school and year. */
const incidentsTimes = 4;

interface Overview {
  readonly periods: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
  readonly making: {
    readonly state: string;
    readonly proposalId: string | null;
    readonly reason: string | null;
  } | null;
}

interface Proposal {
  readonly digest: string;
  readonly document: { readonly files: readonly { readonly bytes: number }[] };
  readonly preview: {
    readonly left?: string;
    readonly together?: number;
    readonly tables: readonly {
      readonly id: string;
      readonly shown: number;
      readonly cells: number;
      readonly small: number;
      readonly guarding: number;
      readonly audit: { readonly exact: number; readonly below: number };
    }[];
  };
}

interface Program {
  readonly id: string;
  /** What a signed-in person sends, by role. */
  readonly headers: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A program of so many schools out of the demonstration's: copied, and cut to the number. */
async function make(admin: pg.Client, name: string, schools: number): Promise<Program> {
  const id = uuidv7();
  const { rows: sources } = await admin.query<{ program_id: string }>(
    'SELECT program_id FROM program WHERE slug = $1',
    [programSetup.slug],
  );
  const clones = Math.ceil(schools / demoSchools.length);
  await copyProgram(admin, sources[0]?.program_id ?? '', id, name, { clones, years: 1, incidentsTimes });
  const beyond = '(SELECT id FROM school WHERE program_id = $1 ORDER BY nces_id OFFSET $2)';
  for (const table of ['student_identity', 'enforcement_action', 'incident_student', 'incident', 'call', 'activity']) {
    await admin.query(`DELETE FROM ${table} WHERE program_id = $1 AND school_id IN ${beyond}`, [id, schools]);
  }
  await admin.query(`UPDATE school SET active = false WHERE program_id = $1 AND id IN ${beyond}`, [id, schools]);
  const cookies = await openSessions(admin, id);
  const { rows } = await admin.query<{ role: string; csrf_token: string }>(
    `SELECT DISTINCT ON (role) role, csrf_token FROM membership JOIN account_session USING (person_id)
     WHERE program_id = $1 ORDER BY role, account_session.created_at DESC`,
    [id],
  );
  const headers = rows.map(({ role, csrf_token: token }) => {
    const sent = { cookie: cookies.get(role) ?? '', 'x-csrf-token': token, 'content-type': 'application/json' };
    return [role, sent] as const;
  });
  return { id, headers: new Map(headers) };
}

async function ask<T>(url: string, headers: Readonly<Record<string, string>> | undefined, body?: object): Promise<T> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Proposes a period, waits, and has both sides approve; gives a row of figures. */
async function release(server: { url: string; pid: number }, program: Program, period: string) {
  const base = `${server.url}/api/programs/${program.id}/releases`;
  const coordinator = program.headers.get('districtCoordinator');
  const [began, used] = [performance.now(), processorMs(server.pid)];
  await ask(base, coordinator, { period });
  let most = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    most = Math.max(most, residentMb(server.pid));
    const { making } = await ask<Overview>(base, coordinator);
    if (making?.state === 'working') continue;
    if (making?.state !== 'done') throw new Error(`${period}: ${making?.state} ${making?.reason ?? ''}`);
    const seconds = (performance.now() - began) / 1000;
    const address = `${base}/${making.proposalId}`;
    const { digest, document, preview } = await ask<Proposal>(address, coordinator);
    for (const role of ['districtCoordinator', 'agencyLeader']) {
      await ask(`${address}/decision`, program.headers.get(role), { digest, decision: 'approved' });
    }
    const sum = (of: (table: Proposal['preview']['tables'][number]) => number): number =>
      preview.tables.reduce((all, table) => all + of(table), 0);
    return {
      cells: sum(({ cells }) => cells),
      small: sum(({ small }) => small),
      guarding: sum(({ guarding }) => guarding),
      'for the others': preview.together ?? '',
      'left out': preview.left ?? '',
      shown: preview.tables.map(({ id, shown }) => `${id} ${shown}`).join(', '),
      computable: sum(({ audit }) => audit.exact + audit.below),
      seconds: Number(seconds.toFixed(1)),
      'processor s': Number(((processorMs(server.pid) - used) / 1000).toFixed(1)),
      MB: most,
      'files kB': Math.round(document.files.reduce((all, { bytes }) => all + bytes, 0) / 1024),
    };
  }
}

const only = process.env.OPENSRO_BENCH_ONLY ?? '';
const demo = await demoData();
const database = await startEmbedded({ dataDirectory: demo.data, log: () => undefined });
const admin = new pg.Client({ connectionString: database.adminUrl });
await admin.connect();
const rows: Record<string, string | number>[] = [];
try {
  const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: database.adminUrl }, demo.log);
  try {
    for (const { schools, seconds: goal } of goals.filter((one) => `${one.schools}`.includes(only))) {
      for (const course of ['the year alone', 'quarters, then the year']) {
        await admin.query('SET session_replication_role = replica');
        const program = await make(admin, `release-${schools}-${course.length}`, schools);
        await admin.query('SET session_replication_role = origin');
        await admin.query('ANALYZE');
        const overview = await ask<Overview>(
          `${server.url}/api/programs/${program.id}/releases`,
          program.headers.get('districtCoordinator'),
        );
        const over = overview.periods.filter(({ state }) => state === 'ready' || state === 'early');
        const year = over.findLast(({ kind }) => kind === 'year')?.id ?? '';
        const periods = over.filter(
          ({ id }) => id === year || (course !== 'the year alone' && id.startsWith(`${year}-Q`)),
        );
        for (const { id, kind } of periods) {
          const row = {
            schools,
            course,
            period: id,
            ...(await release(server, program, id)),
            goal: kind === 'year' ? goal : '',
          };
          console.error(Object.values(row).join('  '));
          if (row.computable > 0 || (kind === 'year' && row.seconds > goal)) process.exitCode = 1;
          rows.push(row);
        }
      }
    }
  } finally {
    await server.stop();
  }
} finally {
  await admin.end();
  await database.stop();
  await demo.remove();
}
report('release', rows);
