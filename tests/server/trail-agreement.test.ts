import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { logActivity } from '../../src/server/activities/commands.ts';
import { appendAudit } from '../../src/server/platform/audit/writer.ts';
import type { Database } from '../../src/server/platform/database/tables/index.ts';
import { inProgram, type Line } from '../../src/server/platform/database/tenancy.ts';
import type { Service } from '../../src/server/platform/service.ts';
import { trailDisagreements } from '../faults/lib/check.ts';
import { incidentSteps } from '../support/incidents.ts';
import { testWorld } from '../support/world.ts';

// The proof that the check of `npm run faults` can fail: planted faults are found.

const world = await testWorld();
const { service, program } = world;
const { officer } = program.people;
const admin = new Kysely<Database>({
  dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: world.database.adminUrl, max: 1 }) }),
});
afterAll(() => admin.destroy());

const disagreements = (): Promise<string[]> => trailDisagreements(admin, program.id);

function log(by: Service, id: string) {
  return logActivity(by, officer.caller, {
    id,
    kind: 'mentoring',
    topic: 'informalTalk',
    schoolId: program.schools[0],
    startedAt: '2026-10-14T14:00:00Z',
    minutes: 10,
    role: 'informalCounselor',
    statutoryFunction: 'other',
    functionOtherReason: 'relationshipBuilding',
    audience: 'students',
    audienceSize: 3,
    note: '',
  });
}

/** A service that does with the entries of the trail what `entry` says, and after the work what `end` says. */
function planted(entry: (query: CompiledQuery) => void, end: () => Promise<void>): Service {
  const inTransaction: Service['databases']['inTransaction'] = (opening, work) =>
    service.databases.inTransaction(opening, async (tx, line) => {
      const between: Line = {
        send: line.send.bind(line),
        withCommit: (query) => (query.sql.includes('append_audit') ? entry(query) : line.withCommit(query)),
      };
      const result = await work(tx, between);
      await end();
      return result;
    });
  return { ...service, databases: { ...service.databases, inTransaction } };
}

test('[P7.8] records and trail agree after an activity and a filed incident', async () => {
  expect((await log(service, uuidv7())).ok).toBe(true);
  await incidentSteps(world).filed();
  expect(await disagreements()).toEqual([]);
});

test('[P7.8] a planted entry written outside the transaction is found when the change is undone', async () => {
  const id = uuidv7();
  const entries: CompiledQuery[] = [];
  const faulty = planted(
    (query) => entries.push(query),
    async () => {
      await inProgram(service, { programId: program.id }, async (other) => {
        for (const entry of entries) await other.executeQuery(entry);
      });
      throw new Error('the power went');
    },
  );
  await expect(log(faulty, id)).rejects.toThrow('the power went');
  expect(await disagreements()).toEqual([`activity ${id}: 0 in the records, 1 in the trail`]);
});

test('[P7.8] a planted change without its entry is found', async () => {
  const id = uuidv7();
  const faulty = planted(
    () => undefined,
    async () => undefined,
  );
  expect((await log(faulty, id)).ok).toBe(true);
  expect(await disagreements()).toContain(`activity ${id}: 1 in the records, 0 in the trail`);
});

test('an entry for nothing is found', async () => {
  const id = uuidv7();
  await inProgram(service, { programId: program.id }, (tx) =>
    appendAudit(tx, program.id, {
      at: world.clock.now.toISOString(),
      personId: officer.id,
      role: 'officer',
      event: 'call.requested',
      recordType: 'call',
      recordId: id,
      purpose: null,
      detail: {},
      origin: null,
    }),
  );
  expect(await disagreements()).toContain(`call.requested ${id}: 0 in the records, 1 in the trail`);
});
