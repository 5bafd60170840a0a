// Makes programs of any size out of the demonstration's: its records again and again, by SQL in the database, with ids,
// people, schools and days of their own.
import type pg from 'pg';
import { hashToken, newToken } from '../../src/server/platform/accounts/sessions.ts';

/** How often the demonstration's people and schools are there, over how many school years, and its incidents a year. */
export interface Size {
  readonly clones: number;
  readonly years: number;
  readonly incidentsTimes: number;
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** Tables copied once a clone: who and where. Their ids are the same in every year. */
const standing = [
  'school',
  'officer',
  'member',
  'membership',
  'assignment',
  'community_partner',
  'enrolment',
  'roster_student',
  'roster_count',
];
/** Copied once a clone and year. */
const daily = ['activity', 'activity_version', 'officer_day', 'hand_off'];
/** Copied `incidentsTimes` a clone and year: calls, incidents and what follows from them, with the trail. */
const events = [
  ...['call', 'call_event', 'incident', 'incident_version', 'incident_student', 'enforcement_action', 'finding'],
  ...['review', 'review_answer', 'student_identity', 'notification', 'audit_entry'],
];
/** Copied once: what holds for the program as a whole. */
const once = ['program_policy', 'matter_setting', 'sign_in_policy'];

/** Columns that name a person, a school, an officer or a student of the roster. */
const standingIds = new Set([
  ...['school_id', 'officer_id', 'person_id', 'owner_id', 'caller_id', 'author_id', 'raised_by', 'resolved_by'],
  ...['answered_by', 'attached_by', 'set_by', 'closed_by', 'roster_student_id'],
]);

/** A valid id (UUID version 8) of the record's own id and the copy's key. */
const mapped = (value: string, key: string): string =>
  `overlay(overlay(md5(${value} || '|' || ${key}) placing '8' from 13) placing '8' from 17)::uuid`;
const uuidText = "'^[0-9a-f]{8}-[0-9a-f]{4}-'";

/** The SQL of one column of a copy. `n` holds the copy's clone, year and time. */
function expressionOf(column: Column, programId: string): string {
  const { table, name, type } = column;
  const own = `r.${name}`;
  const [clone, copy] = [`'${programId}' || n.c`, `'${programId}' || n.c || '.' || n.y || '.' || n.s`];
  if (name === 'program_id') return `'${programId}'::uuid`;
  if (type === 'uuid[]') return `ARRAY(SELECT ${mapped('one::text', clone)} FROM unnest(${own}) one)`;
  if (name === 'school_ids') return own;
  if (type === 'uuid') {
    const stays = standingIds.has(name) || standing.includes(table);
    return mapped(`${own}::text`, stays ? clone : copy);
  }
  if (table === 'assignment' && name === 'from_day') return `${own} - 4000`;
  if (table === 'audit_entry' && name === 'seq') return `${own} + ((n.c * 100 + n.y) * 10 + n.s) * 1000000::bigint`;
  if (table === 'audit_entry' && name === 'record_id')
    return `CASE WHEN ${own} ~ ${uuidText} THEN ${mapped(own, copy)}::text ELSE ${own} END`;
  if (table === 'finding' && name === 'body')
    return ['callId', 'incidentId'].reduce(
      (body, key) =>
        `jsonb_set(${body}, '{${key}}', coalesce(to_jsonb(${mapped(`(${own} ->> '${key}')`, copy)}), 'null'::jsonb))`,
      own,
    );
  if (name === 'nces_id')
    return `lpad(((('x' || substr(md5(r.id::text || ${clone}), 1, 12))::bit(48)::bigint) % 1000000000000)::text, 12, '0')`;
  if (name === 'name' && (table === 'school' || table === 'officer' || table === 'member'))
    return `${own} || CASE WHEN n.c = 0 THEN '' ELSE ' ' || n.c END`;
  if (name === 'school_year')
    return `(left(${own}, 4)::int - n.y) || '-' || lpad(((left(${own}, 4)::int - n.y + 1) % 100)::text, 2, '0')`;
  if (name === 'pseudonym' || name === 'source_key') return `sha256(${own} || convert_to(${clone}, 'UTF8'))`;
  if (type === 'date' && !standing.includes(table)) return `${own} - (n.y * 364 + n.s)`;
  if (type === 'timestamp with time zone' && !standing.includes(table) && !once.includes(table))
    return `${own} - make_interval(days => n.y * 364 + n.s)`;
  return own;
}

async function columnsOf(client: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<Column>(
    `SELECT table_name AS table, column_name AS name,
       CASE WHEN data_type = 'ARRAY' THEN ltrim(udt_name, '_') || '[]' ELSE data_type END AS type
     FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position`,
  );
  return Map.groupBy(rows, (row) => row.table);
}

/** Makes one program out of the demonstration's. The connection must be the superuser's, with its triggers off. */
export async function copyProgram(
  client: pg.Client,
  source: string,
  programId: string,
  name: string,
  size: Size,
): Promise<void> {
  const columns = await columnsOf(client);
  const copy = async (table: string, c: number, y: number, s: number): Promise<void> => {
    const all = columns.get(table);
    if (all === undefined) throw new Error(`There is no table ${table}`);
    await client.query(
      `INSERT INTO ${table} (${all.map((column) => column.name).join(', ')})
       SELECT ${all.map((column) => expressionOf(column, programId)).join(', ')}
       FROM ${table} r, (SELECT c, y, s FROM generate_series(0, ${c} - 1) c, generate_series(0, ${y} - 1) y, generate_series(0, ${s} - 1) s) n
       WHERE r.program_id = $1`,
      [source],
    );
  };
  const { clones, years, incidentsTimes } = size;
  await client.query(
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, contact, created_at, updated_at)
     SELECT $2::uuid, $3, $3, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, contact, created_at, updated_at
     FROM program WHERE program_id = $1`,
    [source, programId, name],
  );
  await client.query(
    `INSERT INTO school_year (program_id, id, first_day, last_day, holidays)
     SELECT $2::uuid, (left(id, 4)::int - y) || '-' || lpad(((left(id, 4)::int - y + 1) % 100)::text, 2, '0'),
       first_day - y * 364, last_day - y * 364, ARRAY(SELECT day - y * 364 FROM unnest(holidays) day)
     FROM school_year, generate_series(0, $3::int - 1) y WHERE program_id = $1 ON CONFLICT DO NOTHING`,
    [source, programId, years],
  );
  for (const table of once) await copy(table, 1, 1, 1);
  for (const table of standing) await copy(table, clones, 1, 1);
  for (const table of daily) await copy(table, clones, years, 1);
  // What a trigger keeps added up; the triggers are off here.
  await client.query(
    `INSERT INTO activity_month
     SELECT program_id, date_trunc('month', local_day)::date, officer_id, owner_id,
       coalesce(school_id, '00000000-0000-0000-0000-000000000000'), kind, role, function, positive,
       count(*), sum(minutes), coalesce(sum(audience_size), 0)
     FROM activity WHERE NOT withdrawn AND program_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [programId],
  );
  await client.query(
    `INSERT INTO activity_total
     SELECT program_id, officer_id, owner_id, school_id, kind, role, function, positive, sum(entries), sum(minutes), sum(audience)
     FROM activity_month WHERE program_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    [programId],
  );
  for (const table of events) await copy(table, clones, years, incidentsTimes);
  await client.query(
    `INSERT INTO audit_head SELECT DISTINCT ON (lane) program_id, lane, seq, hash FROM audit_entry
     WHERE program_id = $1 ORDER BY lane, seq DESC`,
    [programId],
  );
}

/** Opens a session for one person a role of a copied program; returns the cookie by role. */
export async function openSessions(client: pg.Client, programId: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ role: string; person_id: string; name: string }>(
    `SELECT DISTINCT ON (role) role, membership.person_id, name FROM membership
     JOIN member ON member.program_id = membership.program_id AND member.person_id = membership.person_id
     WHERE membership.program_id = $1 AND ended_at IS NULL ORDER BY role, membership.id`,
    [programId],
  );
  const cookies = new Map<string, string>();
  for (const { role, person_id: personId, name } of rows) {
    const token = newToken();
    await client.query(
      'INSERT INTO account_person (id, email, name) VALUES ($1::uuid, $1::text || $2, $3) ON CONFLICT DO NOTHING',
      [personId, '@bench.example', name],
    );
    await client.query(
      `INSERT INTO account_session (token_hash, id, person_id, csrf_token, created_at, last_seen_at, proven_at, strong, methods, device, expires_at)
       VALUES ($1, gen_random_uuid(), $2, $3, now(), now(), now(), true, '{test}', 'Bench', now() + interval '11 hours')`,
      [hashToken(token), personId, newToken()],
    );
    cookies.set(role, `opensro=${token}`);
  }
  return cookies;
}

/** Brings the sessions of an earlier run to life again: those who have them were idle since. */
export async function renewSessions(client: pg.Client): Promise<void> {
  await client.query(
    `UPDATE account_session SET last_seen_at = now(), proven_at = now(), locked_at = NULL, expires_at = now() + interval '11 hours'
     WHERE device = 'Bench'`,
  );
}

/** What was open in earlier years is settled by now: nobody's list holds last year's calls and reviews. */
export async function settleEarlierYears(client: pg.Client): Promise<void> {
  const old =
    '(SELECT max(first_day) FROM school_year year WHERE year.program_id = r.program_id AND first_day <= current_date)';
  const settled = [
    `UPDATE call r SET state = 'withdrawn' WHERE state IN ('requested', 'responding') AND local_day < ${old}`,
    `UPDATE call r SET gate_answer = 'schoolMatter' WHERE gate_answer IS NULL AND local_day < ${old}`,
    `UPDATE finding r SET state = 'resolved', outcome = 'schoolReminded' WHERE state = 'open' AND local_day < ${old}`,
    `UPDATE incident r SET state = 'discarded' WHERE state = 'draft' AND local_day < ${old}`,
    `DELETE FROM review r WHERE state = 'open' AND asked_at < ${old}`,
    `UPDATE notification r SET read_at = created_at WHERE read_at IS NULL AND created_at < ${old}`,
  ];
  for (const statement of settled) await client.query(statement);
}
