import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { besideMe, forgetKept, keepBeside, keepMe, readKept } from './kept.ts';
import type { Me } from './types.ts';

const hour = 60 * 60 * 1_000;
const me: Me = {
  person: { id: 'p1', name: 'Ana Reyes', email: 'ana@example.org', language: 'es' },
  csrfToken: 'secret-token',
  memberships: [
    {
      programId: 'g1',
      programName: 'Cedar Bend',
      timeZone: 'America/Chicago',
      schools: [{ id: 's1', name: 'Lincoln Middle' }],
      grants: [{ role: 'officer', schoolIds: ['s1'] }],
      actions: ['activity.log'],
    },
  ],
  actions: [],
};

function memoryStorage(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    clear: () => held.clear(),
    getItem: (name) => held.get(name) ?? null,
    key: (index) => [...held.keys()][index] ?? null,
    removeItem: (name) => void held.delete(name),
    setItem: (name, value) => void held.set(name, value),
  };
}

beforeEach(() => void vi.stubGlobal('localStorage', memoryStorage()));
afterEach(() => void vi.unstubAllGlobals());

describe('who works here, kept on the device', () => {
  test('[P7.2] opens the app without a network, and holds neither token nor e-mail address', () => {
    keepMe(me, 1_000);
    const kept = readKept(2_000);
    expect(kept?.person).toEqual({ id: 'p1', name: 'Ana Reyes', language: 'es', email: '' });
    expect(kept?.csrfToken).toBeNull();
    expect(kept?.memberships).toEqual(me.memberships);
    const text = JSON.stringify(Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at)));
    const values = localStorage.getItem('opensro.kept.me') ?? '';
    expect(`${text}${values}`).not.toMatch(/secret-token|ana@example/);
  });

  test('ends with the longest life of a session', () => {
    keepMe(me, 0);
    expect(readKept(12 * hour)).not.toBeNull();
    expect(readKept(12 * hour + 1)).toBeNull();
  });

  test('goes with everything beside it, and before another person is kept; other settings stay', () => {
    localStorage.setItem('opensro.language', 'es');
    keepMe(me, 0);
    keepBeside(besideMe('day', 'p1'), { favourites: [] });
    keepMe({ ...me, person: { ...me.person, id: 'p2' } }, 1);
    expect(localStorage.getItem(besideMe('day', 'p1'))).toBeNull();
    expect(readKept(2)?.person.id).toBe('p2');
    forgetKept();
    expect(readKept(3)).toBeNull();
    expect(localStorage.getItem('opensro.language')).toBe('es');
  });

  test('what another version of the app wrote is not taken for a person', () => {
    localStorage.setItem('opensro.kept.me', '{"at":0,"person":{"id":"p1"}}');
    expect(readKept(1)).toBeNull();
    localStorage.setItem('opensro.kept.me', '{');
    expect(readKept(1)).toBeNull();
  });
});
