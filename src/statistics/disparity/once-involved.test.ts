import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDisparityPolicy as policy, type StateFigures } from '../../domain/disparities/record.ts';
import { stateOthers } from './enrolment.ts';
import { judge } from './judge.ts';
import { onceInvolved } from './once-involved.ts';
import { say } from './sentences.ts';

const SEED = 20261122;
const about = { measure: 'searches', dimension: 'sex', group: 'F', comparison: 'allOthers' } as const;
const involved = fc
  .tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 }))
  .map(([a, b]) => ({ reached: Math.min(a, b), of: Math.max(a, b) }));

describe('[P1.4] what came of being in an incident', () => {
  it('is the ratio of the two shares, and only with enough on both sides', () => {
    fc.assert(
      fc.property(involved, involved, (group, others) => {
        const found = onceInvolved(about, group, others, 0, policy);
        const enough = [group, others].every(({ reached, of }) => of >= 30 && reached >= 10);
        expect(found.riskRatio.kind).toBe(enough ? 'calculated' : 'notCalculated');
        expect(found.p === null).toBe(!enough);
        if (found.riskRatio.kind !== 'calculated') return;
        expect(found.riskRatio.value).toBeCloseTo(group.reached / group.of / (others.reached / others.of), 10);
      }),
      { seed: SEED },
    );
  });

  it('stands out by the same test as a comparison of students enrolled', () => {
    const judged = judge(
      [
        onceInvolved(about, { reached: 40, of: 60 }, { reached: 12, of: 60 }, 3, policy),
        onceInvolved(about, { reached: 12, of: 60 }, { reached: 13, of: 60 }, 0, policy),
      ],
      policy,
    );
    expect(judged.map(({ flagged }) => flagged)).toEqual([true, false]);
    expect(judged.map(({ disparity }) => say('es', disparity.sentence))).toEqual([
      'Una vez en un incidente, los estudiantes de sexo femenino fueron registrados con 3.3 veces la frecuencia de todos los demás estudiantes; los datos concuerdan con valores de 1.9 a 5.7.',
      'Una vez en un incidente, los estudiantes de sexo femenino fueron registrados con 0.92 veces la frecuencia de todos los demás estudiantes; los datos concuerdan con valores de 0.46 a 1.9, así que puede ser azar.',
    ]);
  });
});

it('[P7.7] the state’s others are all groups but one, and none where the group is not among them', () => {
  const figures: StateFigures = {
    ...{ measure: 'studentsArrested', dimension: 'sex', source: 'State report' },
    groups: [
      { group: 'F', events: 20, students: 1000 },
      { group: 'M', events: 50, students: 1100 },
      { group: 'X', events: 1, students: 10 },
    ],
  };
  expect(stateOthers(figures, 'F')).toMatchObject({ events: 51, enrolled: { ok: true, value: { students: 1110 } } });
  expect(stateOthers(figures, 'unknown')).toBeUndefined();
});
