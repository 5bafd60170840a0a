import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../access/roles.ts';
import {
  alwaysSecondFactor,
  defaultSignInPolicy,
  needsSecondFactor,
  olderThan,
  type SignInPolicy,
  signInPolicySchema,
  strictest,
} from './policy.ts';

const policy = fc.record<SignInPolicy>({
  secondFactorRoles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 4 }),
  passwordMinLength: fc.integer({ min: 8, max: 64 }),
  passwordMaxAgeDays: fc.option(fc.integer({ min: 30, max: 365 })),
  idleMinutes: fc.integer({ min: 5, max: 30 }),
  lockAfterFailures: fc.integer({ min: 3, max: 5 }),
  disableAfterInactiveDays: fc.option(fc.integer({ min: 30, max: 365 })),
  passwordSignIn: fc.boolean(),
});
const held = fc.array(fc.record({ role: fc.constantFrom(...roles), policy }), { maxLength: 4 });

/** Days as something that can be compared: no limit is the longest. */
const days = (limit: number | null): number => limit ?? Number.POSITIVE_INFINITY;

describe('rules of sign-in', () => {
  it('[P7.8] of several programs together are at least as strict as each, and still rules', () => {
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), (policies) => {
        const together = strictest(policies);
        expect(signInPolicySchema.safeParse(together).success).toBe(true);
        for (const one of policies) {
          expect(together.passwordMinLength).toBeGreaterThanOrEqual(one.passwordMinLength);
          expect(days(together.passwordMaxAgeDays)).toBeLessThanOrEqual(days(one.passwordMaxAgeDays));
          expect(together.idleMinutes).toBeLessThanOrEqual(one.idleMinutes);
          expect(together.lockAfterFailures).toBeLessThanOrEqual(one.lockAfterFailures);
          expect(days(together.disableAfterInactiveDays)).toBeLessThanOrEqual(days(one.disableAfterInactiveDays));
          expect(together.passwordSignIn && !one.passwordSignIn).toBe(false);
        }
        expect(strictest([together, ...policies])).toEqual(together);
      }),
      { seed: 1 },
    );
  });

  it('are the defaults for somebody of no program, and never laxer than 30 minutes and five failures', () => {
    expect(strictest([])).toEqual(defaultSignInPolicy);
    for (const lax of [{ idleMinutes: 31 }, { lockAfterFailures: 6 }, { passwordMinLength: 7 }]) {
      expect(signInPolicySchema.safeParse({ ...defaultSignInPolicy, ...lax }).success).toBe(false);
    }
  });
});

describe('a second factor', () => {
  it('[P7.8] is needed by every role of the agency and by every administrator, whatever a program chose', () => {
    fc.assert(
      fc.property(fc.constantFrom(...alwaysSecondFactor), policy, (role, chosen) =>
        needsSecondFactor([{ role, policy: chosen }], false),
      ),
      { seed: 2 },
    );
    const agency: Role[] = ['officer', 'supervisor', 'agencyLeader', 'programAdmin'];
    for (const role of agency) expect(needsSecondFactor([{ role, policy: defaultSignInPolicy }], false)).toBe(true);
    expect(needsSecondFactor([], true)).toBe(true);
    expect(needsSecondFactor([{ role: 'schoolStaff', policy: defaultSignInPolicy }], false)).toBe(false);
  });

  it('is needed for a role a program names in that program only, and a further role never takes the need away', () => {
    const asks: SignInPolicy = { ...defaultSignInPolicy, secondFactorRoles: ['schoolLeader'] };
    expect(needsSecondFactor([{ role: 'schoolLeader', policy: asks }], false)).toBe(true);
    const elsewhere = [
      { role: 'schoolLeader' as const, policy: defaultSignInPolicy },
      { role: 'schoolStaff' as const, policy: asks },
    ];
    expect(needsSecondFactor(elsewhere, false)).toBe(false);
    fc.assert(
      fc.property(held, held, (some, more) =>
        needsSecondFactor(some, false) ? needsSecondFactor([...some, ...more], false) : true,
      ),
      { seed: 3 },
    );
  });
});

describe('age', () => {
  it('counts from the day after the limit, and never where there is none', () => {
    const now = new Date('2026-10-14T15:00:00Z');
    const ago = (count: number): Date => new Date(now.getTime() - count * 86_400_000);
    expect([olderThan(ago(90), 90, now), olderThan(ago(90.01), 90, now), olderThan(ago(9_000), null, now)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
