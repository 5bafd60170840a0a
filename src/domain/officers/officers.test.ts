import { describe, expect, it } from 'vitest';
import { type Assignment, officerKinds, partnerKinds } from './record.ts';
import { checkAssignable, checkAssignment, schoolFor } from './rules.ts';

const assignment = (id: string, schoolId: string, change: Partial<Assignment> = {}): Assignment => ({
  id,
  officerId: 'o',
  schoolId,
  from: '2025-08-18',
  until: null,
  hours: [],
  ...change,
});

describe('officers', () => {
  it('[D1] lets only SRO and SBLE officers be assigned and names the rule and the statute', () => {
    for (const kind of officerKinds) expect(checkAssignable(kind)).toEqual({ ok: true, value: kind });
    for (const kind of partnerKinds) {
      expect(checkAssignable(kind)).toMatchObject({
        ok: false,
        error: { rule: 'officers.onlyCareerOfficers', params: { citation: '34 U.S.C. 10389(4)' } },
      });
    }
  });

  it('[D4] allows several schools at once, not the same one twice, and none before the oath', () => {
    const first = assignment('1', 'a');
    expect(checkAssignment(assignment('2', 'b'), { swornOn: '2020-01-01' }, [first]).ok).toBe(true);
    expect(checkAssignment(assignment('2', 'a'), { swornOn: '2020-01-01' }, [first]).ok).toBe(false);
    expect(checkAssignment(first, { swornOn: '2026-01-01' }, []).ok).toBe(false);
  });

  it('[D6] knows the school from the assignment and the time', () => {
    const mornings = [{ weekdays: [1, 2, 3, 4, 5], from: '07:30', until: '11:30' }];
    const list = [assignment('1', 'a'), assignment('2', 'b', { hours: mornings })];
    expect(schoolFor(list, '2026-03-04', '08:05')).toBe('b');
    expect(schoolFor(list, '2026-03-04', '13:00')).toBe('a');
    expect(schoolFor(list, '2025-01-01', '08:05')).toBeNull();
  });
});
