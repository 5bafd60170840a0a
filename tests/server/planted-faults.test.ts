import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/shared/result.ts';
import { logActivity } from '../../src/server/activities/commands.ts';
import { appendAudit } from '../../src/server/platform/audit/writer.ts';
import { runCommand } from '../../src/server/platform/commands.ts';
import { inProgram, type Tx } from '../../src/server/platform/database/tenancy.ts';
import { recordQuestions } from '../support/record-questions.ts';
import { makeRecords } from '../support/records.ts';
import { changesWithoutEntry, watchStatements } from '../support/statements.ts';
import { personKeys, testWorld } from '../support/world.ts';

/**
 * The trail stands or falls with its entry being in the transaction of the change: a change without one is unseen, an
 * entry without its change is untrue. Here every change of the API is watched at the database, and the fault is planted
 * to see that the watch finds it. (A table without a wall, a route without a rule, a name in the log are planted in
 * grants.test.ts, route-access.test.ts and no-names.test.ts.)
 */
const world = await testWorld();
const { service, program, database } = world;
const { programAdmin } = program.people;
const statements = watchStatements();

/** Tables that hold no record of the program: what somebody has read or asked for, what waits to be sent. */
const noRecords = ['audit_entry', 'audit_head', 'notification', 'mail_outbox', 'identity_purpose', 'upkeep'];

const rename = async (tx: Tx, name: string): Promise<void> => {
  await tx.updateTable('school').set({ name }).where('id', '=', program.schools[0]).execute();
};
const entry = {
  at: '2026-10-14T15:00:00.000Z',
  personId: programAdmin.id,
  role: 'programAdmin',
  event: 'school.saved',
  recordType: 'school',
  recordId: program.schools[0],
  purpose: null,
  detail: {},
  origin: null,
} as const;
const state = async () => ({
  names: await database.query('SELECT name FROM school ORDER BY program_id, id'),
  entries: await database.query('SELECT program_id, lane, seq FROM audit_entry ORDER BY 1, 2, 3'),
});

describe('[P7.8] every change of the API', () => {
  it('commits together with its entry in the trail', async () => {
    const ours = await makeRecords(world, program, 0);
    await world.request(program.people.schoolLeader, 'POST', '/identity/purpose', { purpose: 'attachToIncident' });
    const asked = Object.entries(recordQuestions).filter(([name]) => !name.startsWith('GET'));
    let committed = 0;
    const faults: string[] = [];
    for (const [name, question] of asked) {
      const transactions = await statements.committed(async () => {
        for (const key of personKeys) {
          const method = name.split(' ')[0] as 'POST';
          await world.request(program.people[key], method, question.path(ours), question.body?.(ours));
        }
      });
      committed += transactions.filter((texts) => texts.some((text) => text.includes('append_audit('))).length;
      faults.push(...changesWithoutEntry(transactions, noRecords).map((table) => `${name}: ${table}`));
    }
    expect(faults).toEqual([]);
    expect(committed, 'changes that went through').toBeGreaterThan(5);
  });
});

describe('a planted audit write outside the transaction', () => {
  const outside = () => inProgram(service, { programId: program.id }, (tx) => appendAudit(tx, program.id, entry));

  it('fails the command that writes it, with its change', async () => {
    const before = (await state()).names;
    const command = runCommand(service, programAdmin.caller, {
      action: 'program.edit',
      target: async () => ({}),
      work: async ({ tx }) => {
        await rename(tx, 'Changed past the trail');
        await outside();
        return ok(null);
      },
    });
    await expect(command).rejects.toThrow('program.edit changed something without an audit entry');
    expect((await state()).names).toEqual(before);
  });

  it('is found at the database where the command’s runner was gone round too', async () => {
    const transactions = await statements.committed(async () => {
      await inProgram(service, { programId: program.id }, (tx) => rename(tx, 'Lincoln High'));
      await outside();
    });
    expect(changesWithoutEntry(transactions, noRecords)).toEqual(['school']);
  });

  it('is no entry at all where it is in the transaction and the change fails', async () => {
    const before = await state();
    const command = runCommand(service, programAdmin.caller, {
      action: 'program.edit',
      target: async () => ({}),
      work: async ({ tx, audit }) => {
        await rename(tx, 'Never');
        await audit({ event: 'school.saved', recordType: 'school', recordId: program.schools[0] });
        throw new Error('the disk is full');
      },
    });
    await expect(command).rejects.toThrow('the disk is full');
    expect(await state()).toEqual(before);
  });

  it('does not take a proper command for a fault', async () => {
    const transactions = await statements.committed(() =>
      logActivity(service, program.people.officer.caller, {
        id: uuidv7(),
        kind: 'mentoring',
        topic: 'informalTalk',
        schoolId: program.schools[0],
        startedAt: world.clock.now.toISOString(),
        minutes: 10,
        role: 'informalCounselor',
        statutoryFunction: 'B',
        functionOtherReason: null,
        audience: 'students',
        audienceSize: 2,
        note: '',
      }),
    );
    expect(transactions).toHaveLength(1);
    expect(changesWithoutEntry(transactions, noRecords)).toEqual([]);
    // The watch sees the change: without its entry it would be a fault.
    const without = transactions.map((texts) => texts.filter((text) => !text.includes('append_audit(')));
    expect(changesWithoutEntry(without, noRecords)).toContain('activity');
  });
});
