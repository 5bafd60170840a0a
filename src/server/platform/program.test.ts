import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { defaultPolicy } from '../../domain/partnerships/record.ts';
import { inProgram } from './database/tenancy.ts';
import { requireFrame } from './program.ts';

const world = await testWorld();
// Each query is a connection of its own that this server knows nothing of: a second server's, or a restore's.
const { database, program } = world;
const { officer } = program.people;

const log = (id: string, schoolId: string) =>
  world.request(officer, 'POST', '/activities', {
    id,
    reason: null,
    kind: 'mentoring',
    topic: null,
    schoolId,
    startedAt: world.clock.now.toISOString(),
    minutes: 10,
    role: 'informalCounselor',
    statutoryFunction: 'other',
    functionOtherReason: 'relationshipBuilding',
    audience: 'students',
    audienceSize: 4,
    note: '',
  });

async function stored(id: string): Promise<{ local_day: string; school_year: string | null }> {
  const [row] = await database.query<{ local_day: string; school_year: string | null }>(
    'SELECT local_day::text, school_year FROM activity WHERE id = $1',
    [id],
  );
  if (row === undefined) throw new Error(`No entry ${id}`);
  return row;
}

/** Logs an entry at the first school and returns what was kept of it. */
async function logged() {
  const id = uuidv7();
  const answer = await log(id, program.schools[0]);
  expect(answer.statusCode, answer.body).toBe(200);
  return stored(id);
}

describe('what a server keeps of its programs', () => {
  it('knows a school another server has just added, and refused it before', async () => {
    const school = uuidv7();
    expect((await log(uuidv7(), school)).json()).toMatchObject({ code: 'activities.schoolUnknown' });
    await database.query(
      `INSERT INTO school (program_id, id, nces_id, name, grades) VALUES ($1, $2, '170000099999', 'New', '{09}')`,
      [program.id, school],
    );
    expect((await log(uuidv7(), school)).statusCode).toBe(200);
  });

  it('follows a school year and a time zone another server has changed', async () => {
    expect(await logged()).toEqual({ local_day: '2026-10-14', school_year: '2026-27' });
    await database.query(`UPDATE school_year SET first_day = '2026-10-20' WHERE program_id = $1`, [program.id]);
    expect(await logged()).toMatchObject({ school_year: null });
    await database.query(`UPDATE school_year SET first_day = '2026-08-17' WHERE program_id = $1`, [program.id]);
    expect(await logged()).toMatchObject({ school_year: '2026-27' });
    // 10:00 in Chicago is already the next day on Kiritimati.
    await database.query(`UPDATE program SET time_zone = 'Pacific/Kiritimati' WHERE program_id = $1`, [program.id]);
    expect(await logged()).toMatchObject({ local_day: '2026-10-15' });
    await database.query(`UPDATE program SET time_zone = 'America/Chicago' WHERE program_id = $1`, [program.id]);
  });

  it('[P7.2] says the local day of any moment, however often it was asked', async () => {
    const zone = 'Pacific/Marquesas'; // 9 hours and a half behind
    await database.query('UPDATE program SET time_zone = $2 WHERE program_id = $1', [program.id, zone]);
    const frame = await inProgram(world.service, { programId: program.id }, (tx) => requireFrame(tx, program.id));
    const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
    const near = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(moments, fc.array(near), (moment, steps) => {
        for (const step of [0, ...steps, 0]) {
          const at = new Date(moment.getTime() + step);
          expect(frame.dayOf(at)).toBe(local.format(at));
        }
      }),
      { seed: 1, examples: [[new Date('2026-10-14T09:29:59.999Z'), [1, 0, 900_000]]] },
    );
    await database.query('UPDATE program SET time_zone = $2 WHERE program_id = $1', [program.id, 'America/Chicago']);
  });

  it('[P7.10] closes a day by the policy another server has just set', async () => {
    const close = async (date: string) =>
      (await world.request(officer, 'POST', '/day/close', { date })).json().plannedDocumentationMinutes;
    expect(await close('2026-10-12')).toBe(defaultPolicy.documentationMinutesPerDay);
    await database.query(`INSERT INTO program_policy VALUES ($1, '2026-10-01', $2, null, now())`, [
      program.id,
      JSON.stringify({ ...defaultPolicy, documentationMinutesPerDay: 77 }),
    ]);
    expect(await close('2026-10-13')).toBe(77);
    await database.query('DELETE FROM program_policy WHERE program_id = $1', [program.id]);
    expect(await close('2026-10-11')).toBe(defaultPolicy.documentationMinutesPerDay);
  });

  it('does not take a change that was rolled back for one that holds', async () => {
    const before = await logged();
    await database
      .query(`DO $$ BEGIN UPDATE school_year SET first_day = '2026-10-20'; RAISE EXCEPTION 'rolled back'; END $$`)
      .catch(() => undefined);
    expect(await logged()).toEqual(before);
  });

  it('sees at the next request that another server has ended a membership, or given it back', async () => {
    const ended = (at: string | null) =>
      database.query('UPDATE membership SET ended_at = $2 WHERE person_id = $1', [officer.id, at]);
    expect((await world.request(officer, 'GET', '/day')).statusCode).toBe(200);
    await ended(world.clock.now.toISOString());
    expect((await world.request(officer, 'GET', '/day')).statusCode).not.toBe(200);
    const id = uuidv7();
    expect((await log(id, program.schools[0])).statusCode).not.toBe(200);
    await expect(stored(id)).rejects.toThrow();
    await ended(null);
    expect((await world.request(officer, 'GET', '/day')).statusCode).toBe(200);
  });
});
