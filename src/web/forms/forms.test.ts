import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '../api/problem.ts';
import { countDrafts, dropDraft, forgetDrafts, type KeyValueStore, keepDraft, readDraft } from './drafts.ts';
import { messagesFromIssues, messagesFromProblem } from './issues.ts';
import { getPath, setPath } from './paths.ts';

describe('paths of form values', () => {
  test('reads and writes nested values without changing what it was given', () => {
    const before = { students: [{ grade: 7 }], note: 'a' };
    const after = setPath(before, 'students.1.grade', 8);
    expect(before).toEqual({ students: [{ grade: 7 }], note: 'a' });
    expect(after).toEqual({ students: [{ grade: 7 }, { grade: 8 }], note: 'a' });
    expect(getPath(after, 'students.1.grade')).toBe(8);
    expect(getPath(after, 'students.5.grade')).toBeUndefined();
  });

  test('what is written at a path is what is read there', () => {
    const key = fc.constantFrom('a', 'b', '0', '1');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.integer(), (keys, value) => {
        const path = ['x', ...keys].join('.');
        expect(getPath(setPath({}, path, value), path)).toBe(value);
      }),
      { seed: 20261122 },
    );
  });
});

const schema = z.object({
  place: z.string().min(1),
  note: z.string().max(5),
  minutes: z.number().int().min(1).max(480),
  day: z.iso.date(),
  weapon: z.enum(['yes', 'no']),
  topics: z.array(z.string()).min(1),
  students: z.array(z.object({ grade: z.number() })),
  basis: z.string().refine((value) => value !== 'punishment', 'incident.basisMissing'),
});

function check(values: unknown): Record<string, unknown> {
  const result = schema.safeParse(values);
  const issues = result.success ? [] : result.error.issues;
  return Object.fromEntries(messagesFromIssues(issues, (path) => getPath(values, path)));
}

const good = {
  place: 'Hall',
  note: '',
  minutes: 10,
  day: '2026-10-14',
  weapon: 'no',
  topics: ['x'],
  students: [{ grade: 7 }],
  basis: 'danger',
};

describe('what zod finds, in words', () => {
  test.each([
    ['place', '', 'common:form.required', {}],
    ['place', undefined, 'common:form.required', {}],
    ['minutes', null, 'common:form.required', {}],
    ['minutes', 'ten', 'common:form.number', {}],
    ['minutes', 0, 'common:form.tooSmall', { min: 1 }],
    ['minutes', 500, 'common:form.tooBig', { max: 480 }],
    ['minutes', 1.5, 'common:form.wholeNumber', {}],
    ['note', 'too long', 'common:form.tooLong', { count: 5 }],
    ['day', '2026-02-31', 'common:form.date', {}],
    ['weapon', 'maybe', 'common:form.choose', {}],
    ['weapon', null, 'common:form.required', {}],
    ['topics', [], 'common:form.chooseSome', { count: 1 }],
    ['students.0.grade', null, 'common:form.required', {}],
    ['basis', 'punishment', 'incident:problems.basisMissing.reason', {}],
  ])('%s = %j says %s', (path, value, key, params) => {
    expect(check(setPath(good, path, value))).toEqual({ [path]: { key, params } });
  });

  test('a good form has no messages', () => {
    expect(check(good)).toEqual({});
  });
});

describe('what the server refused', () => {
  test('each error ends at its field with reason and remedy; paths may be renamed', () => {
    const problem = new Problem({
      status: 422,
      code: 'incident.incomplete',
      title: 'Not sent',
      errors: [
        { field: 'body.place', reason: 'Missing.', remedy: 'Say where.' },
        { field: 'students.0.race', reason: 'Choose one.' },
      ],
    });
    const found = messagesFromProblem(problem, (path) => path.replace('students', 'people'));
    expect(Object.fromEntries(found)).toEqual({
      place: { text: 'Missing. Say where.' },
      'people.0.race': { text: 'Choose one.' },
    });
  });
});

class MemoryStore implements KeyValueStore {
  readonly kept = new Map<string, string>();
  full = false;
  get length(): number {
    return this.kept.size;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error('QuotaExceededError');
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
}

describe('drafts', () => {
  const week = 7 * 24 * 60 * 60 * 1000;

  test('what was typed is found again by the same person in the same form only', () => {
    const store = new MemoryStore();
    expect(keepDraft('reyes', 'activity:new', { values: { note: 'hello' }, at: 1 }, store)).toBe(true);
    expect(readDraft('reyes', 'activity:new', 2, store)).toEqual({ values: { note: 'hello' }, at: 1 });
    expect(readDraft('reyes', 'activity:other', 2, store)).toBeNull();
    expect(readDraft('other', 'activity:new', 2, store)).toBeNull();
  });

  test('an old or broken draft is dropped, a full device is told', () => {
    const store = new MemoryStore();
    keepDraft('reyes', 'a', { values: {}, at: 0 }, store);
    expect(readDraft('reyes', 'a', week, store)).toBeNull();
    store.setItem('opensro.draft.reyes.b', '{"values":');
    expect(readDraft('reyes', 'b', 0, store)).toBeNull();
    expect(store.length).toBe(0);
    store.full = true;
    expect(keepDraft('reyes', 'a', { values: {}, at: 0 }, store)).toBe(false);
  });

  test('signing out forgets one person’s drafts and no one else’s', () => {
    const store = new MemoryStore();
    for (const form of ['a', 'b', 'c']) keepDraft('reyes', form, { values: {}, at: 0 }, store);
    keepDraft('other', 'a', { values: {}, at: 0 }, store);
    dropDraft('reyes', 'c', store);
    expect(countDrafts('reyes', store)).toBe(2);
    forgetDrafts('reyes', store);
    expect(countDrafts('reyes', store)).toBe(0);
    expect(countDrafts('other', store)).toBe(1);
  });
});
