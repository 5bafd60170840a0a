import { beforeAll, describe, expect, it } from 'vitest';
import { incidentsAlike, must, plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { auditUnion } from '../../../disclosure/ledger/audit.ts';
import { readLedger } from '../../../disclosure/ledger/entry.ts';
import { unionOfEntries } from '../../../disclosure/ledger/proof.ts';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import { loadSolver } from '../../../disclosure/solver.ts';
import { shownAt, tableOf } from '../../../portal/release-view.ts';
import { decideRelease } from './decide.ts';
import { proposeRelease } from './propose.ts';
import { readProposal } from './queries.ts';
import { ledgerOf } from './stored.ts';

const world = await testWorld();
const { agencyLeader, districtCoordinator } = world.program.people;

const made = incidentsAlike();
/** Incidents that ended alike, two of three with a search. */
const alike = (n: number, school: 0 | 1, day: string, outcome = 'returnedToSchool') =>
  made(n, { school, day, outcome }, (at) => at % 3 !== 0);
const call = (school: 0 | 1, day: string) => ({ school, officer: 0, day, state: 'handedBack' }) as const;

async function propose(period: string) {
  const { id } = must(await proposeRelease(world.service, districtCoordinator.caller, period));
  const detail = must(await readProposal(world.service, districtCoordinator.caller, id));
  expect(detail.preview.tables.every(({ audit }) => audit.exact === 0 && audit.below === 0)).toBe(true);
  const approve = async () => {
    for (const { caller } of [districtCoordinator, agencyLeader]) {
      must(await decideRelease(world.service, caller, id, { digest: detail.digest, decision: 'approved', note: '' }));
    }
  };
  return { ...detail, approve };
}

/** What readers of everything that is out can work out, by the engine's own audit of the ledger. */
async function computable(): Promise<number> {
  const texts = await ledgerOf(world.service, world.program.id);
  const ledger = readLedger(texts.map((text, at) => ({ file: `${at}`, text })));
  if (!ledger.ok) throw new Error('the ledger is broken');
  const highs = await loadSolver();
  const unions = [...Map.groupBy(ledger.value.entries, ({ counts }) => counts).values()].map(unionOfEntries);
  return unions.reduce((sum, union) => {
    const { figures, safe } = auditUnion(union, defaultPolicy, highs);
    return sum + figures.exact + figures.exactInIntegers + figures.belowBound + (safe ? 0 : 1);
  }, 0);
}

const incidents = (document: Awaited<ReturnType<typeof propose>>['document']) =>
  shownAt(tableOf(document, 'incidents'), {});

beforeAll(async () => {
  await plant(world, {
    incidents: [
      ...alike(30, 0, '2026-09-10'),
      ...alike(25, 1, '2026-09-11'),
      ...alike(4, 1, '2026-09-12', 'citation'),
      ...alike(28, 0, '2026-11-10'),
      ...alike(26, 1, '2026-11-11'),
    ],
    calls: [
      ...Array.from({ length: 40 }, () => call(0, '2026-09-02')),
      ...Array.from({ length: 25 }, () => call(1, '2026-11-03')),
    ],
  });
  world.clock.now = new Date('2026-10-20T15:00:00Z');
  await (await propose('2026-27-Q1')).approve();
});

describe('records that come late', () => {
  it('[P7.9] one more incident and call in a released quarter: the next quarter and the year are released all the same', async () => {
    await plant(world, { incidents: alike(1, 0, '2026-09-15', 'arrest'), calls: [call(1, '2026-09-16')] });
    world.clock.now = new Date('2027-01-20T15:00:00Z');
    const second = await propose('2026-27-Q2');
    expect(incidents(second.document)).toEqual({ status: 'published', n: 54 });
    expect(second.preview.late).toContainEqual({
      table: 'calls',
      quarter: 'Q1',
      came: 1,
      changed: 0,
      state: 'elsewhere',
    });
    await second.approve();
    world.clock.now = new Date('2027-07-20T15:00:00Z');
    const year = await propose('2026-27');
    expect(year.preview.late).toEqual([
      { table: 'calls', quarter: 'Q1', came: 1, changed: 0, state: 'held' },
      { table: 'incidents', quarter: 'Q1', came: 1, changed: 0, state: 'held' },
    ]);
    // Neither the incident nor its student: nobody can tell that there was an arrest.
    expect(incidents(year.document)).toEqual({ status: 'published', n: 113 });
    expect(shownAt(tableOf(year.document, 'students'), {})).toEqual({ status: 'published', n: 113 });
    expect(
      shownAt(tableOf(year.document, 'incidents'), { level: 'enforcement', part: 'formal', step: 'arrested' }),
    ).toEqual({
      status: 'published',
      n: 0,
    });
    await year.approve();
    expect(await computable()).toBe(0);
  });

  it('[P7.9] a record told otherwise since, and students attached since, change nothing that is out', async () => {
    await world.database.query(
      `UPDATE incident SET origin = 'selfInitiated' WHERE id IN (SELECT id FROM incident WHERE local_day = '2026-11-10' LIMIT 2)`,
    );
    await world.database.query(
      `DELETE FROM student_identity WHERE (incident_id, student_key) IN (
         SELECT incident_id, student_key FROM student_identity s JOIN incident i ON i.id = s.incident_id
         WHERE i.local_day = '2026-09-10' LIMIT 1)`,
    );
    const year = await propose('2026-27');
    expect(year.preview.late).toContainEqual({ table: 'incidents', quarter: 'Q2', came: 0, changed: 2, state: 'held' });
    expect(year.preview.late).toContainEqual({ table: 'students', quarter: null, came: 0, changed: 0, state: 'held' });
    expect(year.document.changes).toMatchObject({ list: [] });
  });

  it('[P7.9] enough of them are counted, because the difference shows nobody', async () => {
    await plant(world, { calls: Array.from({ length: 14 }, () => call(0, '2026-09-17')) });
    const held = await propose('2026-27-Q1');
    // One late call at the other school would still be seen.
    expect(held.preview.late).toContainEqual({ table: 'calls', quarter: 'Q1', came: 15, changed: 0, state: 'held' });
    await plant(world, { calls: Array.from({ length: 10 }, () => call(1, '2026-09-17')) });
    const corrected = await propose('2026-27-Q1');
    expect(corrected.preview.late).toContainEqual({
      table: 'calls',
      quarter: 'Q1',
      came: 25,
      changed: 0,
      state: 'counted',
    });
    expect(shownAt(tableOf(corrected.document, 'calls'), {})).toEqual({ status: 'published', n: 65 });
    await corrected.approve();
    const year = await propose('2026-27');
    expect(shownAt(tableOf(year.document, 'calls'), {})).toEqual({ status: 'published', n: 90 });
    await year.approve();
    expect(await computable()).toBe(0);
  });
});
