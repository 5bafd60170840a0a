import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doorKinds, mayPass, type Standing, sessionStates, stateOf } from './session-state.ts';

const standing = fc.record<Standing>({
  strong: fc.boolean(),
  required: fc.boolean(),
  factor: fc.boolean(),
  passwordTooOld: fc.boolean(),
});

describe('the state of a session', () => {
  it.each([
    [{ strong: false, required: true, factor: true }, 'secondFactor'],
    [{ strong: false, required: true, factor: false }, 'enrol'],
    [{ strong: false, required: false, factor: false }, 'open'],
    [{ strong: false, required: false, factor: true }, 'secondFactor'],
    [{ strong: true, required: true, factor: true }, 'open'],
  ] as const)('of %j is %s', (known, state) => {
    expect(stateOf({ ...known, passwordTooOld: false })).toBe(state);
  });

  it('[P7.8] is open only to one factor where one is enough, or to two', () => {
    fc.assert(
      fc.property(standing, (known) => {
        if (stateOf(known) !== 'open') return;
        expect(known.strong || (!known.required && !known.factor)).toBe(true);
        expect(known.passwordTooOld).toBe(false);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('asks for a new password only when nothing else is due', () => {
    expect(stateOf({ strong: true, required: true, factor: true, passwordTooOld: true })).toBe('newPassword');
    expect(stateOf({ strong: false, required: true, factor: true, passwordTooOld: true })).toBe('secondFactor');
  });
});

describe('a door', () => {
  it('[P7.8] is passed by an open session; by any other only the ones that lead on', () => {
    const passed = Object.fromEntries(
      sessionStates.map((state) => [state, doorKinds.filter((door) => mayPass(state, false, door))]),
    );
    expect(passed).toEqual({
      secondFactor: ['own'],
      enrol: ['own', 'enrol'],
      newPassword: ['own', 'password'],
      open: [...doorKinds],
    });
  });

  it('stays shut for a locked session, but its own', () => {
    for (const state of sessionStates) {
      expect(doorKinds.filter((door) => mayPass(state, true, door))).toEqual(['own']);
    }
  });
});
