import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/asvs.md', root), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| V'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, ids = '', what = '', state = '', where = '']) => ({ ids: ids.split(', '), what, state, where }));

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const chapters = {
  1: 27,
  2: 11,
  3: 19,
  4: 10,
  5: 9,
  6: 35,
  7: 18,
  8: 7,
  9: 7,
  10: 29,
  11: 14,
  12: 9,
  13: 13,
  14: 9,
  15: 13,
  16: 16,
  17: 7,
};
const states = ['met', 'by set-up', 'n/a', 'open'];

describe('the table of OWASP ASVS', () => {
  it('has each requirement once, with a state and a reason', () => {
    const ids = rows.flatMap((row) => row.ids);
    expect(new Set(ids).size).toBe(ids.length);
    const counted = Object.fromEntries(
      Object.keys(chapters).map((chapter) => [chapter, ids.filter((id) => id.startsWith(`V${chapter}.`)).length]),
    );
    expect(counted).toEqual(chapters);
    for (const { ids: of, state, where } of rows) {
      expect(states, of.join()).toContain(state);
      expect(where, of.join()).not.toBe('');
    }
  });

  it('says how many are met, as the table has them', () => {
    const many = (state: string) => rows.filter((row) => row.state === state).flatMap((row) => row.ids).length;
    const [met, setUp, not, open] = states.map(many);
    expect(page).toContain(
      `Of 253 requirements ${met} are met, ${setUp} are met by set-up, ${not} do not apply, ${open} are open.`,
    );
  });

  it('names tests and files that are there', () => {
    const named = [...page.matchAll(/`((?:src|tests)\/[^`]*)`/g)].map((found) => found[1] ?? '');
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
