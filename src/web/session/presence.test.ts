import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const minute = 60_000;

function memoryStorage(full = false): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const held = new Map<string, string>();
  return {
    getItem: (name) => held.get(name) ?? null,
    setItem(name, value) {
      if (full) throw new Error('full');
      held.set(name, value);
    },
    removeItem: (name) => void held.delete(name),
  };
}

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('localStorage', memoryStorage());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('[P7.8] a request a minute after the last touch is the page’s own and keeps no session awake', async () => {
  const { isBackground, lastHeard, noteTouch } = await import('./presence.ts');
  expect(isBackground(minute)).toBe(false);
  expect(isBackground(minute + 1)).toBe(true);
  expect(lastHeard()).toBe(minute);
  noteTouch(10 * minute);
  expect(isBackground(10 * minute + 1)).toBe(false);
  expect(lastHeard()).toBe(10 * minute + 1);
});

test('[P7.8] a touch in one tab counts in all of them', async () => {
  const one = await import('./presence.ts');
  vi.resetModules();
  const other = await import('./presence.ts');
  one.noteTouch(20 * minute);
  expect(other.lastTouch()).toBe(20 * minute);
  expect(other.isBackground(20 * minute)).toBe(true);
});

test('a device without room still knows the touches of its own tab', async () => {
  vi.stubGlobal('localStorage', memoryStorage(true));
  const { lastTouch, noteTouch } = await import('./presence.ts');
  noteTouch(20 * minute);
  expect(lastTouch()).toBe(20 * minute);
});
