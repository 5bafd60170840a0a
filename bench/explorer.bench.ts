// Questions of the explorer over HTTP, at a million activities and a hundred thousand incidents, beside the same
// question as SQL written by hand (the superuser's, past the walls and with the vault open) in PostgreSQL and
// in DuckDB, in turns within one run. OPENSRO_SCALE and OPENSRO_SCALE_KEEP as for the measurement `scale`,
// OPENSRO_TURNS how often each is asked. DuckDB is brought for the run alone; where it cannot be had, the run goes on
// without it.
import { loadavg } from 'node:os';
import pg from 'pg';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { renewSessions } from './lib/copies.ts';
import { duckOf } from './lib/duckdb.ts';
import { figuresOf, ratio, report } from './lib/figures.ts';
import { scaledData } from './lib/scaled.ts';
import { startServer } from './lib/servers.ts';

const turns = Number(process.env.OPENSRO_TURNS ?? '20');
const goalMs = 300;
const say = (sentence: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);

interface Asked {
  readonly question: string;
  readonly role: 'districtCoordinator' | 'supervisor' | 'schoolLeader';
  /** Takes $1 program, $2 and $3 first and last day. */
  readonly byHand: string;
}

const days = (alias: string): string => `${alias}.program_id = $1 AND ${alias}.local_day BETWEEN $2 AND $3`;
const subjects = `incident_student s WHERE ${days('s')} AND s.role = 'subject'`;
const named = `incident_student s JOIN student_identity v ON v.program_id = s.program_id AND v.incident_id = s.incident_id
  AND v.student_key = s.student_key AND ${days('v')} WHERE ${days('s')} AND s.role = 'subject'`;
const filed = `incident i WHERE ${days('i')} AND i.state IN ('filed', 'amended')`;

/** All with the same roll-up of rows, columns and total as an answer has. */
const asked: readonly Asked[] = [
  {
    question: 'measure=incidents&rows=school',
    role: 'districtCoordinator',
    byHand: `SELECT i.school_id, count(*) FROM ${filed} GROUP BY ROLLUP (1)`,
  },
  {
    question: 'measure=incidents&rows=matter&columns=month',
    role: 'supervisor',
    byHand: `SELECT i.matter, date_trunc('month', i.local_day), count(*) FROM ${filed} GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=incidents&rows=callerRole&columns=offenseType',
    role: 'supervisor',
    byHand: `SELECT i.caller_role, i.offense, count(*) FROM ${filed} GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=involvements&rows=race&columns=school',
    role: 'supervisor',
    byHand: `SELECT s.races, s.school_id, count(*) FROM ${subjects} GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=enforcement&rows=officer&columns=race',
    role: 'supervisor',
    byHand: `SELECT i.officer_id, s.races, count(*) FROM incident_student s JOIN incident i ON i.program_id = s.program_id
      AND i.id = s.incident_id WHERE ${days('s')} AND ${days('i')} AND s.role = 'subject' AND s.enforcement GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=searchesWithFind&rows=school',
    role: 'supervisor',
    byHand: `SELECT a.school_id, count(*) FILTER (WHERE a.search_result = 'found'), count(*) FROM enforcement_action a
      WHERE ${days('a')} AND a.kind = 'search' GROUP BY ROLLUP (1)`,
  },
  {
    question: 'measure=callsHandedBack&rows=school&columns=matter',
    role: 'supervisor',
    byHand: `SELECT c.school_id, c.matter, count(*) FILTER (WHERE c.state = 'handedBack'), count(*) FROM call c
      WHERE ${days('c')} GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=studentsInvolved',
    role: 'districtCoordinator',
    byHand: `SELECT count(DISTINCT v.pseudonym) FROM ${named}`,
  },
  {
    question: 'measure=studentsInvolved&rows=crdcRace&columns=school',
    role: 'districtCoordinator',
    byHand: `SELECT v.races, s.school_id, count(DISTINCT v.pseudonym) FROM ${named} GROUP BY CUBE (1, 2)`,
  },
  {
    question: 'measure=studentsArrested&rows=disability',
    role: 'districtCoordinator',
    byHand: `SELECT v.disability, count(DISTINCT v.pseudonym) FROM ${named} AND s.outcomes && ARRAY['arrest'] GROUP BY ROLLUP (1)`,
  },
  {
    question: 'measure=studentsReferred&rows=grade&columns=sex',
    role: 'schoolLeader',
    byHand: '',
  },
];

const made = await scaledData(say);
const largest = made.programs.at(-1);
if (largest === undefined) throw new Error('No program was made');
const database = await startEmbedded({ dataDirectory: made.data, log: () => undefined });
const admin = new pg.Client({ connectionString: database.adminUrl });
await admin.connect();
try {
  await renewSessions(admin);
  const server = await startServer({ OPENSRO_DATA: made.data, DATABASE_URL: database.adminUrl }, made.log);
  try {
    await admin.query('VACUUM ANALYZE incident, incident_student, student_identity, enforcement_action, call');
    const { rows: spans } = await admin.query<{ first: string; last: string; year: string }>(
      `SELECT min(local_day)::text AS first, max(local_day)::text AS last,
        greatest(min(local_day), max(local_day) - 364)::text AS year FROM incident WHERE program_id = $1`,
      [largest.programId],
    );
    const [span] = spans;
    if (span === undefined) throw new Error('The program has no incident');
    const duck = await duckOf(admin, largest.programId, say);
    const rows: Record<string, string | number>[] = [];
    const periods = [
      ['all years', span.first],
      ['one year', span.year],
    ] as const;
    for (const [period, from] of periods) {
      for (const one of asked) {
        const headers = { cookie: largest.cookies[one.role] ?? '' };
        const path = `/api/programs/${largest.programId}/explorer/answer?${one.question}&source=perceived&from=${from}&to=${span.last}`;
        const [http, hand, duckdb]: [number[], number[], number[]] = [[], [], []];
        // The first two of each warm what is kept.
        for (let turn = -2; turn < turns; turn += 1) {
          let began = performance.now();
          const answer = await fetch(`${server.url}${path}`, { headers });
          const { kind } = (await answer.json()) as { kind?: string };
          if (kind !== 'counted') throw new Error(`${one.question} answered ${answer.status} ${kind}`);
          if (turn >= 0) http.push(performance.now() - began);
          if (one.byHand === '') continue;
          began = performance.now();
          await admin.query(one.byHand, [largest.programId, from, span.last]);
          if (turn >= 0) hand.push(performance.now() - began);
          if (duck === null) continue;
          began = performance.now();
          await duck.ask(one.byHand, from, span.last);
          if (turn >= 0) duckdb.push(performance.now() - began);
        }
        const asAnswer = figuresOf(http, 1);
        const [asSql, asDuck] = [hand, duckdb].map((times) => (times.length === 0 ? null : figuresOf(times, 1)));
        rows.push({
          question: `${one.question}, ${period}`,
          'p95 ms': asAnswer.p95,
          'p50 ms': asAnswer.p50,
          'SQL p95 ms': asSql?.p95 ?? '',
          'SQL p50 ms': asSql?.p50 ?? '',
          'DuckDB p95 ms': asDuck?.p95 ?? '',
          'of SQL (p50)': asSql ? ratio(asAnswer.p50, asSql.p50) : '',
          'of DuckDB (p50)': asDuck ? ratio(asAnswer.p50, asDuck.p50) : '',
        });
      }
      say(`${period} measured at a load of ${loadavg()[0]?.toFixed(1)}`);
    }
    duck?.close();
    report('explorer', rows);
    const over = rows.filter((row) => Number(row['p95 ms']) >= goalMs);
    console.log(
      `${rows.length - over.length} of ${rows.length} questions under ${goalMs} ms (p95) at ${largest.counts}.`,
    );
  } finally {
    await server.stop();
  }
} finally {
  await admin.end();
  await database.stop();
}
await made.remove();
