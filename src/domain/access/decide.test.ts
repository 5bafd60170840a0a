import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedActions, decide, reach } from './decide.ts';
import { type Action, actions, permissions, scopeOf } from './permissions.ts';
import { type Actor, type Grant, type Role, roles, schoolRoles, sideOf } from './roles.ts';

const grant = fc
  .constantFrom(...roles)
  .chain((role) =>
    schoolRoles.includes(role)
      ? fc.uniqueArray(fc.constantFrom('s1', 's2', 's3')).map((schoolIds): Grant => ({ role, schoolIds }))
      : fc.constant<Grant>({ role, schoolIds: null }),
  );
const actor = fc
  .array(grant, { maxLength: 3 })
  .map((grants): Actor => ({ personId: 'me', programId: 'p', name: 'Me', grants }));
const target = fc.record({
  schoolId: fc.constantFrom('s1', 's2', 's3', null),
  ownerId: fc.constantFrom('me', 'someone', null),
});
const action = fc.constantFrom(...actions);
const one = (role: Role, schoolIds: string[] | null = null): Actor => ({
  personId: 'me',
  programId: 'p',
  name: 'Me',
  grants: [{ role, schoolIds }],
});

describe('the permission table', () => {
  it('denies what is not written in it', () => {
    for (const name of actions) {
      for (const role of roles) {
        const written = (permissions[name] as Partial<Record<Role, string>>)[role];
        const decision = decide(one(role, ['s1']), name, { schoolId: 's1', ownerId: 'me' });
        expect(decision.ok, `${name} by ${role}`).toBe(written !== undefined);
      }
    }
  });

  it('[P7.8] lets no role of the police side see who a student is', () => {
    const identity: Action[] = ['identity.attach', 'identity.read', 'roster.import'];
    for (const name of identity) {
      for (const role of roles.filter((each) => sideOf(each) === 'police'))
        expect(scopeOf(name, role), `${name} by ${role}`).toBeNull();
    }
  });

  it('[P7.6] lets each side answer only for its own part', () => {
    for (const role of roles) {
      if (scopeOf('review.police', role) !== null) expect(sideOf(role)).toBe('police');
      if (scopeOf('review.school', role) !== null) expect(sideOf(role)).toBe('school');
    }
  });

  it('gives the system administrator no record of any program', () => {
    expect(allowedActions([{ role: 'systemAdmin', schoolIds: null }])).toEqual(['program.create']);
  });

  it('gives school staff nothing but calling for an officer, their own calls and what every member has', () => {
    expect(allowedActions([{ role: 'schoolStaff', schoolIds: ['s1'] }]).toSorted()).toEqual(
      [
        'call.insist',
        'call.read',
        'call.request',
        'call.withdraw',
        'duty.read',
        'matter.read',
        'program.read',
      ].toSorted(),
    );
  });
});

describe('decide', () => {
  it('answers 404 for a record out of reach and 403 for an action no role allows', () => {
    expect(decide(one('schoolLeader', ['s1']), 'incident.read', { schoolId: 's2' })).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
    expect(decide(one('officer'), 'incident.read', { ownerId: 'someone' })).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
    expect(decide(one('schoolStaff', ['s1']), 'incident.read', { schoolId: 's1' })).toMatchObject({
      ok: false,
      error: { status: 403 },
    });
  });

  it('never allows more than one of the grants alone would', () => {
    fc.assert(
      fc.property(actor, action, target, (person, name, record) => {
        const together = decide(person, name, record).ok;
        const alone = person.grants.some((held) => decide({ ...person, grants: [held] }, name, record).ok);
        expect(together).toBe(alone);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('agrees with the reach that lists are filtered by', () => {
    fc.assert(
      fc.property(actor, action, target, (person, name, record) => {
        const extent = reach(person, name);
        const listed =
          extent.kind === 'all' ||
          (extent.kind === 'some' &&
            ((record.schoolId !== null && extent.schoolIds.includes(record.schoolId)) ||
              (extent.ownerId !== null && record.ownerId === extent.ownerId)));
        expect(listed).toBe(decide(person, name, record).ok);
      }),
      { seed: 2, numRuns: 2_000 },
    );
  });
});
