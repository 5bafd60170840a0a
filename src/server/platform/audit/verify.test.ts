import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../../tests/support/world.ts';
import { inProgram } from '../database/tenancy.ts';
import { verifyRunningTrail } from './verify.ts';
import { appendAudit } from './writer.ts';

const world = await testWorld();
const { service, program, database } = world;

const verify = () => verifyRunningTrail(service, program.id, () => undefined);

async function write(personId: string, recordId: string, programId = program.id): Promise<void> {
  await inProgram(service, { programId }, (tx) =>
    appendAudit(tx, programId, {
      at: '2026-10-14T15:00:00.000Z',
      personId,
      role: 'officer',
      event: 'activity.logged',
      recordType: 'activity',
      recordId,
      purpose: null,
      detail: { minutes: 10 },
      origin: '127.0.0.1',
    }),
  );
}

/** As an attacker with the superuser's rights would, with the guards switched off. */
async function tamper(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(sql);
  } finally {
    await client.end();
  }
}

describe('[P7.8] the trail in the database', () => {
  it('is whole after many people wrote at the same time', async () => {
    const people = Object.values(program.people);
    await Promise.all(
      Array.from({ length: 120 }, (_, index) => write(people[index % people.length]?.id ?? '', `r${index}`)),
    );
    expect(await verify()).toMatchObject({ entries: 120, faults: [] });
  });

  it('is whole at any moment while people go on writing', async () => {
    const { officer } = world.other.people;
    let writing = true;
    let written = 0;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) {
        await write(officer.id, `r${written}`, world.other.id);
        written += 1;
      }
    });
    const seen: number[] = [];
    const faults: unknown[] = [];
    // Until people have written during many of the readings.
    while (new Set(seen).size < 20) {
      const report = await verifyRunningTrail(service, world.other.id, () => undefined);
      seen.push(report.entries);
      faults.push(...report.faults);
    }
    writing = false;
    await Promise.all(writers);
    expect(faults).toEqual([]);
    expect(await verifyRunningTrail(service, world.other.id, () => undefined)).toMatchObject({ entries: written });
  });

  it('keeps nothing of a transaction that was undone, and no gap', async () => {
    const undone = inProgram(service, { programId: program.id }, async (tx) => {
      await appendAudit(tx, program.id, {
        at: '2026-10-14T15:00:00.000Z',
        personId: null,
        role: 'system',
        event: 'reminder.sent',
        recordType: 'review',
        recordId: 'gone',
        purpose: null,
        detail: {},
        origin: null,
      });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await verify()).toMatchObject({ entries: 120, faults: [] });
  });

  it('shows an altered text, an altered column, a lost entry and a cut-off end', async () => {
    const [entry] = await database.query<{ lane: number; seq: number; payload: string; event: string }>(
      'SELECT lane, seq, payload, event FROM audit_entry WHERE seq = 2 LIMIT 1',
    );
    if (entry === undefined) throw new Error('no entry to tamper with');
    const where = `WHERE lane = ${entry.lane} AND seq = ${entry.seq}`;
    await tamper(`UPDATE audit_entry SET payload = replace(payload, '"minutes":10', '"minutes":99') ${where}`);
    expect((await verify()).faults).toEqual([{ lane: entry.lane, seq: 2, fault: 'altered' }]);
    await tamper(`UPDATE audit_entry SET payload = replace(payload, '"minutes":99', '"minutes":10') ${where}`);
    expect((await verify()).faults).toEqual([]);
    await tamper(`UPDATE audit_entry SET event = 'review.answered' ${where}`);
    expect((await verify()).faults).toEqual([{ lane: entry.lane, seq: 2, fault: 'columnsDiffer' }]);
    await tamper(`UPDATE audit_entry SET event = '${entry.event}' ${where}`);
    await tamper(
      `DELETE FROM audit_entry WHERE lane = ${entry.lane} AND seq = (SELECT max(seq) FROM audit_entry WHERE lane = ${entry.lane})`,
    );
    expect((await verify()).faults).toMatchObject([{ lane: entry.lane, fault: 'cutOff' }]);
    await tamper(`DELETE FROM audit_entry ${where}`);
    expect((await verify()).faults).toMatchObject([{ lane: entry.lane, seq: 2, fault: 'missing' }]);
  });
});
