import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetKept } from './kept.ts';
import { lockIsUntold, markLocked, markOpen, wasLocked } from './lock-mark.ts';

const held = new Map<string, string>();

beforeEach(() => {
  held.clear();
  vi.stubGlobal('localStorage', {
    get length() {
      return held.size;
    },
    key: (index: number) => [...held.keys()][index] ?? null,
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('[P7.8] a page locked without a network stays locked when it is loaded again, until somebody opens it', () => {
  expect([wasLocked(), lockIsUntold()]).toEqual([false, false]);
  markLocked(false);
  expect([wasLocked(), lockIsUntold()]).toEqual([true, true]);
  markLocked(true);
  expect([wasLocked(), lockIsUntold()]).toEqual([true, false]);
  markOpen();
  expect(wasLocked()).toBe(false);
});

test('[P7.8] the mark goes with the person it was made for', () => {
  markLocked(false);
  forgetKept();
  expect(wasLocked()).toBe(false);
});
