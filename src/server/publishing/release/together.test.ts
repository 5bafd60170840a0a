import { expect, it } from 'vitest';
import { plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { entryText, nextEntry, readLedger } from '../../../disclosure/ledger/entry.ts';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import { loadSolver } from '../../../disclosure/solver.ts';
import { codesOf, shownAt, tableOf } from '../../../portal/release-view.ts';
import { auditTogether, type NeverMore } from '../together.ts';
import { knownTogether } from './known.ts';
import { proposeRelease } from './propose.ts';
import { readProposal } from './queries.ts';

const highs = await loadSolver();

type Rows = readonly (readonly [readonly string[], number | null])[];

/** Two tables as they were published, one after the other. */
function ledgerOf(tables: readonly { counts: string; formula: string; columns: readonly string[]; rows: Rows }[]) {
  const texts: string[] = [];
  for (const table of tables) {
    const read = readLedger(texts.map((text) => ({ file: '', text })));
    if (!read.ok) throw new Error('broken');
    const entry = { ...table, policy: defaultPolicy, scope: { quarter: ['Q1'] }, outdated: [] };
    texts.push(entryText(nextEntry(read.value, entry)));
  }
  return texts;
}

const incidents = (arrested: number | null): Rows => [
  [['Total', 'Total', 'Total'], 80],
  [['light', 'Total', 'Total'], 53],
  [['enforcement', 'Total', 'Total'], 27],
  [['enforcement', 'formal', 'Total'], arrested],
  [['enforcement', 'stopped', 'Total'], arrested === null ? null : 0],
  [['enforcement', 'formal', 'arrested'], arrested],
  [['enforcement', 'formal', 'charged'], 0],
];
const actions: Rows = [
  [['Total'], 80],
  [['search'], 50],
  [['arrest'], null],
  [['charge'], null],
];

function told(arrested: number | null, known: readonly NeverMore[] = knownTogether()): readonly string[] {
  const ledger = ledgerOf([
    {
      counts: 'incidents',
      formula: 'level > part > step',
      columns: ['level', 'part', 'step'],
      rows: incidents(arrested),
    },
    { counts: 'actions', formula: 'kind', columns: ['kind'], rows: actions },
  ]);
  const counts = { incidents: 'incidents', actions: 'actions' };
  const audit = auditTogether({ ledger, counts, periods: ['Q1'], known, policy: defaultPolicy }, highs);
  if (!audit.ok) throw new Error(JSON.stringify(audit.problems));
  return audit.value.cells.map((codes) => codes.join());
}

it('[P7.9] an arrest of the one table is an arrest of the other: what this tells of a third count is found', () => {
  // 30 arrests and charges; 27 incidents ended with an arrest, so charges are 3 at most.
  expect(told(27)).toContain('charge,Q1');
  expect(told(27, [])).toEqual([]);
  expect(told(null)).toEqual([]);
});

it('[P7.9] over the records: kinds are left out where they would tell, and the proposal says so', async () => {
  const world = await testWorld();
  const { districtCoordinator } = world.program.people;
  const student = { race: 'white', recordedRace: 'white', disability: 'none' };
  await plant(world, {
    incidents: Array.from({ length: 80 }, (_, at) => ({
      school: (at % 2) as 0 | 1,
      officer: 0 as const,
      day: '2026-09-03',
      origin: 'called' as const,
      offense: null,
      students: [
        {
          ...student,
          outcomes: [at < 27 ? 'arrest' : 'returnedToSchool'],
          pseudonym: at + 1,
          stopped: at < 27,
          // Three of those arrested were charged as well, and nearly all were searched.
          kinds: ['arrest', ...(at < 3 ? ['charge'] : []), 'search', 'search'],
        },
      ],
    })),
    calls: Array.from({ length: 90 }, () => ({
      school: 0 as const,
      officer: 0 as const,
      day: '2026-09-02',
      state: 'responded',
    })),
  });
  world.clock.now = new Date('2026-10-20T15:00:00Z');
  const proposed = await proposeRelease(world.service, districtCoordinator.caller, '2026-27-Q1');
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const detail = await readProposal(world.service, districtCoordinator.caller, proposed.value.id);
  if (!detail.ok) throw new Error(JSON.stringify(detail.error));
  const { document, preview } = detail.value;
  expect(preview.left).toBe('kinds');
  const uses = tableOf(document, 'actions');
  expect(uses === undefined ? null : codesOf(uses, 'kind')).toEqual([]);
  expect(shownAt(uses, {}).status).toBe('published');
  expect(shownAt(tableOf(document, 'incidents'), { level: 'enforcement' })).toEqual({ status: 'published', n: 27 });
}, 60_000);
