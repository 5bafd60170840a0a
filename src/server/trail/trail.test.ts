import { describe, expect, test } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { appendAudit } from '../platform/audit/writer.ts';
import { inProgram } from '../platform/database/tenancy.ts';

const world = await testWorld();
const { program, request, service } = world;
const { programAdmin, districtCoordinator, agencyLeader, officer, recordsOfficer } = program.people;

interface Entry {
  id: string;
  cursor: string;
  event: string;
  personId: string | null;
  recordId: string | null;
  purpose: string | null;
}
const read = async (person: typeof officer, query = ''): Promise<Entry[]> =>
  (await request(person, 'GET', `/trail${query}`)).json<Entry[]>();

await inProgram(service, { programId: program.id }, async (tx) => {
  // One command writes several entries at one moment; a page may end between them.
  for (let index = 0; index < 7; index++) {
    await appendAudit(tx, program.id, {
      at: '2026-10-14T15:00:00.000Z',
      personId: index % 2 === 0 ? officer.id : programAdmin.id,
      role: 'officer',
      event: index === 3 ? 'identity.read' : 'activity.logged',
      recordType: index === 3 ? 'incident' : 'activity',
      recordId: `record-${index}`,
      purpose: index === 3 ? 'parentRequest' : null,
      detail: {},
      origin: '127.0.0.1',
    });
  }
});

describe('the trail', () => {
  test('[P7.8] pages follow each other without a gap, also within one moment', async () => {
    const seen: Entry[] = [];
    for (;;) {
      const last = seen.at(-1);
      const page = await read(districtCoordinator, `?limit=2${last === undefined ? '' : `&before=${last.cursor}`}`);
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(new Set(seen.map((entry) => entry.id)).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test('it can be read by person, by event and by record', async () => {
    expect(await read(programAdmin, `?personId=${officer.id}`)).toHaveLength(4);
    expect(await read(programAdmin, '?event=activity.logged')).toHaveLength(6);
    expect(await read(programAdmin, '?recordId=record-1')).toHaveLength(1);
    expect((await request(programAdmin, 'GET', '/trail?before=yesterday')).statusCode).toBe(422);
  });

  test('[P7.8] the police side learns that identity was looked at and why, not about whom', async () => {
    const look = (entries: Entry[]) => entries.find((entry) => entry.event === 'identity.read');
    expect(look(await read(agencyLeader))).toMatchObject({ recordId: null, purpose: 'parentRequest' });
    expect(await read(agencyLeader, '?recordId=record-3')).toEqual([]);
    expect(look(await read(recordsOfficer))).toMatchObject({ recordId: 'record-3' });
    expect((await request(officer, 'GET', '/trail')).statusCode).toBe(403);
  });
});
