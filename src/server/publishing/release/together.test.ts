import { expect, it } from 'vitest';
import { plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { unionOfEntries } from '../../../disclosure/ledger/proof.ts';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import { loadSolver } from '../../../disclosure/solver.ts';
import { auditTogether } from '../../../disclosure/together/audit.ts';
import type { NeverMore } from '../../../disclosure/together/join.ts';
import { shownAt, tableOf } from '../../../portal/release-view.ts';
import { knownTogether } from './known.ts';
import { proposeRelease } from './propose.ts';
import { readProposal } from './queries.ts';

const highs = await loadSolver();

type Rows = readonly (readonly [readonly string[], number | null])[];

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
  const table = (name: string, formula: string, columns: readonly string[], rows: Rows) => ({
    table: name,
    union: unionOfEntries([
      { counts: name, formula, columns, rows, policy: defaultPolicy, scope: { quarter: ['Q1'] }, outdated: [] },
    ]),
  });
  const tables = [
    table('incidents', 'level > part > step', ['level', 'part', 'step'], incidents(arrested)),
    table('actions', 'kind', ['kind'], actions),
  ];
  const audit = auditTogether({ tables, periods: ['Q1'], known, policy: defaultPolicy }, highs);
  return audit.cells.map((codes) => codes.join());
}

it('[P7.9] an arrest of the one table is an arrest of the other: what this tells of a third count is found', () => {
  // 30 arrests and charges; 27 incidents ended with an arrest, so charges are 3 at most.
  expect(told(27)).toContain('charge,Q1');
  expect(told(27, [])).toEqual([]);
  expect(told(null)).toEqual([]);
});

it('[P7.9] over the records: where kinds would tell, one more of them is withheld, and the proposal says so', async () => {
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
  // One count, of the quarter and of all quarters in the release.
  expect(preview).toMatchObject({ left: 'nothing', together: 2 });
  const uses = tableOf(document, 'actions');
  const shown = (kind: string) => shownAt(uses, { kind });
  // 84 in all and 27 incidents with an arrest: had the searches been shown, three would be left for the charges.
  expect(['charge', 'arrest', 'search'].map((kind) => shown(kind).status)).toEqual(Array(3).fill('withheld'));
  expect([shownAt(uses, {}), shown('force')]).toEqual([84, 0].map((n) => ({ status: 'published', n })));
  expect(shownAt(tableOf(document, 'incidents'), { level: 'enforcement' })).toEqual({ status: 'published', n: 27 });
}, 60_000);
