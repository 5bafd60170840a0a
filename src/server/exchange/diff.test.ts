import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffImport, tooFewGuard } from './diff.ts';

type Item = { id: string; name: string; tags: string[] };
const key = (item: Item) => item.id;
const item = fc.record({
  id: fc.string({ maxLength: 3 }),
  name: fc.string({ maxLength: 3 }),
  tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
});
const items = fc.uniqueArray(item, { selector: key, maxLength: 10 });

describe('what an import would do', () => {
  it('names the fields that change', () => {
    const old: Item[] = [
      { id: '1', name: 'a', tags: [] },
      { id: '2', name: 'b', tags: ['a'] },
      { id: '3', name: 'c', tags: [] },
    ];
    const now: Item[] = [
      { tags: [], name: 'a', id: '1' },
      { id: '2', name: 'B', tags: ['a'] },
      { id: '4', name: 'd', tags: [] },
      { id: '4', name: 'e', tags: [] },
    ];
    const diff = diffImport({ existing: old, incoming: now, key });
    expect(diff.summary).toEqual({ existing: 3, incoming: 3, added: 1, changed: 1, unchanged: 1, removed: 1 });
    expect(diff.changed[0]?.fields).toEqual([{ field: 'name', before: 'b', after: 'B' }]);
    expect(diff.repeated).toEqual(['4']);
  });

  it('the same input twice changes nothing', () => {
    fc.assert(
      fc.property(items, items, (existing, incoming) => {
        const diff = diffImport({ existing, incoming, key });
        expect(diff.added.length + diff.changed.length + diff.unchanged.length).toBe(incoming.length);
        expect(diff.unchanged.length + diff.changed.length + diff.removed.length).toBe(existing.length);
        const again = diffImport({ existing: incoming, incoming: [...incoming].reverse(), key }).summary;
        expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: incoming.length });
      }),
      { seed: 7 },
    );
  });

  it.each<[number, number, number, string | null]>([
    [0, 5, 0, null],
    [10, 10, 0, null],
    [10, 6, 4, null],
    [10, 5, 5, 'exchange.tooFewSchools'],
    [1, 0, 1, 'exchange.tooFewSchools'],
    [10, 10, 5, 'exchange.tooManySchoolsReplaced'],
  ])('of %i schools, %i in the files, %i gone: %s', (existing, incoming, removed, code) => {
    const input = { what: 'schools', summary: { existing, incoming, removed }, file: 'orgs.csv' } as const;
    expect(tooFewGuard({ ...input, allowed: false })?.code ?? null).toBe(code);
    expect(tooFewGuard({ ...input, allowed: true })).toBeNull();
  });
});
