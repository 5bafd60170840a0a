import { describe, expect, it } from 'vitest';
import { shippedMatters } from '../../../domain/calls/matters.ts';
import { callerRoles } from '../../../domain/calls/record.ts';
import { actionKinds } from '../../../domain/incidents/actions.ts';
import type { ReleaseTable } from '../../../portal/release-view.ts';
import { callResults, steps } from '../../../statistics/stages.ts';
import { ladderOf } from './counts.ts';
import { dictionaryOf } from './dictionary.ts';
import { definitions } from './words.ts';

const table = (
  id: ReleaseTable['id'],
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): ReleaseTable => ({
  id,
  columns,
  formula: '',
  cells: [columns.map(() => 'Total'), ...rows].map((codes) => ({ codes, n: 10 })),
});

const tables = [
  table(
    'calls',
    ['result', 'caller', 'behavior', 'matter'],
    [
      ...callResults.map((code) => [code, 'Total', 'Total', 'Total']),
      ...callerRoles.map((code) => ['Total', code, 'Total', 'Total']),
      ...[...shippedMatters, { group: 'own', code: 'own' }].map(({ group, code }) => ['Total', 'Total', group, code]),
    ],
  ),
  table(
    'incidents',
    ['origin', 'level', 'part', 'step'],
    [
      ['called', ...ladderOf('cited')],
      ['selfInitiated', ...ladderOf('noAction')],
    ],
  ),
  table(
    'actions',
    ['kind', 'offense'],
    [...actionKinds.map((kind) => [kind, 'Total']), ['Total', '13A'], ['Total', 'none']],
  ),
  table(
    'students',
    ['school', 'step', 'race', 'sex', 'age', 'englishLearner', 'disability'],
    [
      ...steps.map((step) => ['060000000001', step, 'multiple', 'X', 'under6', 'no', 'section504']),
      ['060000000001', 'cited', 'unknown', 'unknown', 'unknown', 'unknown', 'kindNotKnown'],
    ],
  ),
];
const words = dictionaryOf(tables, [{ id: '060000000001', name: 'Lincoln Middle' }], definitions());

describe('[P7.9] the dictionary that goes with a release', () => {
  it('has a word in both languages for every table, column and code of its files', () => {
    const ids = new Map(words.map((word) => [`${word.kind} ${word.id}`, word]));
    const needed = [
      ...tables.flatMap(({ id, columns, cells }) => [
        `table ${id}`,
        ...columns.map((column) => `column ${column}`),
        ...cells.flatMap(({ codes }) =>
          codes.map((code, at) => (code === 'Total' ? 'code Total' : `code ${columns[at] ?? ''}.${code}`)),
        ),
      ]),
      ...['table', 'n', 'status', 'lo', 'hi'].map((column) => `column ${column}`),
    ];
    for (const id of needed) {
      const word = ids.get(id);
      for (const text of [word?.name.en, word?.name.es]) {
        expect(text, id).toMatch(/./);
        // A text that was not found stands as its key, or as the bare code.
        expect(text, id).not.toMatch(/^\w+(\.\w+)+$/);
        expect(text, id).not.toBe(id.split('.').at(-1));
      }
    }
    expect(ids.get('code school.060000000001')?.name.en).toBe('Lincoln Middle');
    expect(ids.get('code step.cited')?.definition.es).toMatch(/^Un estudiante/);
    expect(ids.get('table actions')?.definition.en).toMatch(/^Each use of a police power/);
  });

  it('names each word once, and ends with the registry’s measures and dimensions', () => {
    expect(new Set(words.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(words.length);
    expect(words.slice(-definitions().length)).toEqual(definitions());
  });
});
