import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockMinutes } from './lockout.ts';

describe('failed tries in a row', () => {
  it('[P7.8] lock from the fifth on for 1, 2, 4 ... minutes, at most an hour', () => {
    expect(Array.from({ length: 13 }, (_, index) => lockMinutes(index + 1, 5))).toEqual([
      ...[0, 0, 0, 0],
      ...[1, 2, 4, 8, 16, 32, 60, 60, 60],
    ]);
    expect(lockMinutes(1_000_000, 5)).toBe(60);
  });

  it('lock no shorter for one more failure or a stricter limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 3, max: 5 }), (failures, limit) => {
        expect(lockMinutes(failures + 1, limit)).toBeGreaterThanOrEqual(lockMinutes(failures, limit));
        expect(lockMinutes(failures, Math.max(3, limit - 1))).toBeGreaterThanOrEqual(lockMinutes(failures, limit));
      }),
      { seed: 1 },
    );
  });
});
