import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settings } from '../../domain/incidents/record.ts';
import { races } from '../../domain/shared/race.ts';
import { checkerOf } from './check.ts';
import { countedColumns, countSchool } from './counting.ts';
import { type CountedIncident, classify, type Involvement } from './involvement.ts';
import { isCollection, layoutOf } from './layout.ts';
import { countOffenses, offenseOf } from './offenses.ts';
import { officerFte, staffDay } from './officers.ts';
import { columnParts } from './parts.ts';
import { federalYearOf, schoolYearOf } from './year.ts';

const SEED = 20261122;
const layout = layoutOf('2025-26');
const before = layoutOf('2020-21');

const teacher = { kind: 'called', callerRole: 'teacher', throughDispatchFrom: null } as const;
const dispatch = { kind: 'called', callerRole: 'dispatch', throughDispatchFrom: null } as const;
const itself = { kind: 'selfInitiated', callerRole: null, throughDispatchFrom: null } as const;

const someone: NonNullable<Involvement['student']> = {
  ...{ pseudonym: 'a', grade: '10', sex: 'M', races: ['white'], disability: 'none', englishLearner: 'no' },
} as const;
let made = 0;
function involvement(more: Partial<Involvement> = {}): Involvement {
  made += 1;
  return {
    incidentId: `incident ${String(made).padStart(4, '0')}`,
    version: 1,
    studentKey: `key ${made}`,
    schoolId: 'school',
    day: '2026-03-02',
    setting: 'schoolGrounds',
    origin: teacher,
    outcomes: ['warning'],
    restraints: [],
    student: someone,
    ...more,
  };
}
/** The cells that are not 0. */
function counted(...list: Involvement[]): Record<string, number> {
  const { cells } = countSchool(layout, list);
  return Object.fromEntries([...cells].flatMap(([column, { n }]) => (n === 0 ? [] : [[column, n]])));
}

describe('crdc: what one contact counts as', () => {
  it.each<[string, Partial<Involvement>, 'yes' | 'no' | 'unknown', 'yes' | 'no' | 'unknown', boolean]>([
    ['a teacher reported, nothing came of it', {}, 'yes', 'yes', false],
    ['a parent called', { origin: { ...teacher, callerRole: 'parent' } }, 'no', 'yes', false],
    ['the officer began it, a warning', { origin: itself }, 'no', 'no', false],
    ['the officer began it, a ticket', { origin: itself, outcomes: ['ticket'] }, 'no', 'yes', false],
    ['the officer began it, an arrest', { origin: itself, outcomes: ['arrest'] }, 'yes', 'yes', true],
    ['dispatch, for nobody said whom', { origin: dispatch }, 'unknown', 'yes', false],
    [
      'dispatch, for an administrator',
      { origin: { ...dispatch, throughDispatchFrom: 'administrator' } },
      'yes',
      'yes',
      false,
    ],
    ['dispatch, and an arrest', { origin: dispatch, outcomes: ['arrest'] }, 'yes', 'yes', true],
    ['elsewhere', { setting: 'offCampus' }, 'no', 'no', false],
    [
      'elsewhere, arrested after a teacher reported',
      { setting: 'offCampus', outcomes: ['arrest'] },
      'yes',
      'yes',
      true,
    ],
    [
      'elsewhere, arrested by the officer alone',
      { setting: 'offCampus', origin: itself, outcomes: ['arrest'] },
      'no',
      'no',
      false,
    ],
    [
      'elsewhere, arrested, nobody knows who called',
      { setting: 'offCampus', origin: dispatch, outcomes: ['arrest'] },
      'unknown',
      'unknown',
      false,
    ],
    ['on the bus', { setting: 'schoolTransport' }, 'yes', 'yes', false],
  ])('[P1.5] %s', (_what, more, from2021, until2020, arrest) => {
    expect(classify(layout, involvement(more))).toMatchObject({ referral: from2021, arrest });
    expect(classify(before, involvement(more))).toMatchObject({ referral: until2020, arrest });
  });

  it('[P4.6] handcuffs count as mechanical restraint unless they were for an arrest, and only at school', () => {
    const cuffed = { restraints: ['wristRestraints'] } as const;
    expect(classify(layout, involvement(cuffed)).mechanicalRestraint).toBe(true);
    expect(classify(layout, involvement({ ...cuffed, outcomes: ['arrest'] })).mechanicalRestraint).toBe(false);
    expect(classify(layout, involvement({ ...cuffed, setting: 'offCampus' })).mechanicalRestraint).toBe(false);
    expect(classify(layout, involvement({ restraints: ['escortHold', 'frisk'] })).mechanicalRestraint).toBe(false);
  });
});

describe('crdc: counting a school', () => {
  it('[P1.5] a student counts once a measure, an instance each time', () => {
    expect(counted(involvement(), involvement(), involvement({ outcomes: ['arrest'] }))).toEqual({
      SCH_DISCWODIS_REF_WH_M: 1,
      TOT_DISCWODIS_REF_M: 1,
      SCH_DISCWODIS_ARR_WH_M: 1,
      TOT_DISCWODIS_ARR_M: 1,
      REF_INSTANCES_WODIS: 3,
      ARR_INSTANCES_WODIS: 1,
    });
  });

  it('[P7.4] each student is in exactly one of without disability, IDEA, Section 504 only', () => {
    const as = (more: Partial<typeof someone>) => counted(involvement({ student: { ...someone, ...more } }));
    expect(as({ disability: 'idea', englishLearner: 'yes', races: ['hispanicOrLatino', 'white'] })).toEqual({
      SCH_DISCWDIS_REF_IDEA_HI_M: 1,
      TOT_DISCWDIS_REF_IDEA_M: 1,
      SCH_DISCWDIS_REF_EL_M: 1,
      REF_INSTANCES_IDEA: 1,
    });
    expect(as({ disability: 'section504', sex: 'F' })).toEqual({ SCH_DISCWDIS_REF_504_F: 1, REF_INSTANCES_504: 1 });
  });

  it('[P4.6] a restrained student of Section 504 only is a part of those without IDEA', () => {
    const student = { ...someone, disability: 'section504' } as const;
    expect(counted(involvement({ student, origin: itself, restraints: ['wristRestraints'] }))).toEqual({
      SCH_RS_NONIDEA_MECH_WH_M: 1,
      TOT_RS_NONIDEA_MECH_M: 1,
      SCH_RS_NONIDEA_MECH_504_M: 1,
      SCH_RSINSTANCES_MECH_504: 1,
    });
  });

  it('[P1.5] who cannot be placed is in no cell and is told, with the reason', () => {
    const reasons = (more: Partial<Involvement>): string[] =>
      countSchool(layout, [involvement(more)]).missing.map(({ reason }) => reason);
    expect(reasons({ student: null })).toEqual(['unattached']);
    expect(reasons({ origin: dispatch, student: null })).toEqual(['initiatorUnknown', 'unattached']);
    expect(reasons({ student: { ...someone, sex: 'X' } })).toEqual(['sexNotInLayout']);
    expect(reasons({ student: { ...someone, races: ['unknown'], disability: 'unknown' } })).toEqual([
      ...['raceUnknown', 'disabilityUnknown'],
    ]);
    expect(reasons({ student: { ...someone, englishLearner: 'unknown', grade: 'unknown' } })).toEqual([
      ...['englishLearnerUnknown', 'gradeUnknown'],
    ]);
    // What the collection does not ask about is not missing either.
    expect(reasons({ origin: itself, student: null })).toEqual([]);
    expect(counted(involvement({ student: { ...someone, grade: 'PK' } }))).toEqual({});
    expect(counted(involvement({ student: { ...someone, sex: 'X' } }))).toEqual({});
  });

  it('[P1.5] the facts are those of the latest incident, for every measure the same', () => {
    const arrest = involvement({ day: '2026-02-01', outcomes: ['arrest'] });
    const later = involvement({ day: '2026-05-01', student: { ...someone, disability: 'idea' } });
    expect(counted(later, arrest)).toEqual({
      SCH_DISCWDIS_REF_IDEA_WH_M: 1,
      TOT_DISCWDIS_REF_IDEA_M: 1,
      SCH_DISCWDIS_ARR_IDEA_WH_M: 1,
      TOT_DISCWDIS_ARR_IDEA_M: 1,
      REF_INSTANCES_IDEA: 2,
      ARR_INSTANCES_IDEA: 1,
    });
  });
});

describe('crdc: for any year', () => {
  const anyStudent = fc.record({
    pseudonym: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    grade: fc.constantFrom('PK', 'KG', '05', '12', 'UG', 'unknown'),
    sex: fc.constantFrom('M', 'F', 'X', 'unknown'),
    races: fc.uniqueArray(fc.constantFrom(...races.filter((race) => race !== 'unknown')), { maxLength: 3 }),
    disability: fc.constantFrom('idea', 'section504', 'none', 'unknown'),
    englishLearner: fc.constantFrom('yes', 'no', 'unknown'),
  }) as fc.Arbitrary<typeof someone>;
  const anyInvolvement: fc.Arbitrary<Involvement> = fc
    .record({
      day: fc.constantFrom('2026-01-20', '2026-03-02', '2026-05-01'),
      setting: fc.constantFrom(...settings),
      origin: fc.constantFrom(teacher, dispatch, itself),
      outcomes: fc.uniqueArray(fc.constantFrom('warning', 'ticket', 'arrest', 'courtReferral'), { maxLength: 2 }),
      restraints: fc.uniqueArray(fc.constantFrom('wristRestraints', 'frisk'), { maxLength: 2 }),
      student: fc.option(anyStudent),
    })
    .map((more) => involvement(more as Partial<Involvement>));

  it('[P1.5] the counts pass every edit check, and each student asked about is counted or told missing', () => {
    const check = checkerOf(layout);
    fc.assert(
      fc.property(fc.array(anyInvolvement, { maxLength: 30 }), (list) => {
        const { cells, missing } = countSchool(layout, list);
        const found = check({
          read: (_module, column) => {
            const cell = cells.get(column);
            return cell === undefined ? null : { kind: 'count', n: cell.n };
          },
        });
        expect(found).toEqual([]);
        expect([...cells.keys()]).toEqual(countedColumns(layout));
        const told = new Set(missing.map(({ incidentId }) => incidentId));
        const behind = new Set([...cells.values()].flatMap(({ incidentIds }) => incidentIds));
        for (const one of list) {
          const as = classify(layout, one);
          const asked = (as.referral !== 'no' || as.mechanicalRestraint) && one.student?.grade !== 'PK';
          expect(told.has(one.incidentId) || behind.has(one.incidentId)).toBe(asked);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('[P1.5] the order of the records changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyInvolvement, { maxLength: 20 }), (list) => {
        const ns = (some: readonly Involvement[]) => [...countSchool(layout, some).cells].map(([, { n }]) => n);
        expect(ns(list.toReversed())).toEqual(ns(list));
      }),
      { seed: SEED },
    );
  });

  it('[P1.5] every counted column can be put into words', () => {
    for (const column of countedColumns(layout)) expect(columnParts(column), column).not.toBeNull();
    expect(columnParts('SCH_DISCWDIS_REF_IDEA_BL_F')).toMatchObject({
      of: 'referrals',
      group: 'IDEA',
      race: 'BL',
      sex: 'F',
    });
    expect(columnParts('SCH_DISCWODIS_ARR_EL_M')).toMatchObject({ of: 'arrests', group: 'WODIS', part: 'el' });
    expect(columnParts('SCH_RS_NONIDEA_MECH_504_M')).toMatchObject({ of: 'restraint', group: '504', part: 'cell' });
    expect(columnParts('SCH_ENR_HI_M')).toBeNull();
  });
});

describe('crdc: offenses, officers, year', () => {
  const incident = (more: Partial<CountedIncident>): CountedIncident => ({
    ...{ incidentId: 'i', version: 1, schoolId: 's', setting: 'schoolGrounds', offense: '13B', items: [] },
    firearmDischarged: false,
    ...more,
  });

  it('[P1.5] an offense is told by its code and by a weapon that was found', () => {
    expect(offenseOf(layout, incident({}))).toBe('SCH_OFFENSE_ATTWOW');
    expect(offenseOf(layout, incident({ items: ['knife'] }))).toBe('SCH_OFFENSE_ATTWW');
    expect(offenseOf(layout, incident({ items: ['firearm'] }))).toBe('SCH_OFFENSE_ATTWW');
    expect(offenseOf(layoutOf('2017-18'), incident({ items: ['firearm'] }))).toBe('SCH_OFFENSE_ATTWX');
    expect(offenseOf(layout, incident({ offense: '520', items: ['firearm'] }))).toBe('SCH_OFFENSE_POSSWX');
    expect(offenseOf(layout, incident({ offense: '520', items: ['knife'] }))).toBeNull();
    expect(offenseOf(layout, incident({ offense: '35A' }))).toBeNull();
    expect(offenseOf(layout, incident({ setting: 'offCampus' }))).toBeNull();
  });

  it('[P1.5] the yes-or-no questions are answered yes or not at all', () => {
    expect(countOffenses(layout, [incident({})])).toMatchObject({ firearm: null, homicide: null });
    expect(countOffenses(layout, [incident({ firearmDischarged: true })]).firearm).toBe('Yes');
    expect(countOffenses(layout, [incident({ offense: '09A' })]).homicide).toBe('Yes');
  });

  it('[P1.5] officers are full-time equivalents of one day, nobody more than one', () => {
    const place = { officerId: 'o', schoolId: 's', from: '2025-08-01', until: null, weekdays: [1, 2, 3, 4, 5] };
    const whole = { ...place, fromTime: null, untilTime: null };
    expect(Object.fromEntries(officerFte([whole], '2025-10-01'))).toEqual({ s: 1 });
    expect(Object.fromEntries(officerFte([{ ...whole, until: '2025-09-30' }], '2025-10-01'))).toEqual({});
    expect(
      Object.fromEntries(
        officerFte([{ ...whole, weekdays: [1, 3], fromTime: '08:00', untilTime: '12:00' }], '2025-10-01'),
      ),
    ).toEqual({ s: 0.2 });
    expect(Object.fromEntries(officerFte([whole, { ...whole, schoolId: 't' }], '2025-10-01'))).toEqual({
      s: 0.5,
      t: 0.5,
    });
    expect(staffDay({ firstDay: '2025-08-18', lastDay: '2026-06-05' })).toBe('2025-10-01');
    expect(staffDay({ firstDay: '2026-11-02', lastDay: '2027-06-05' })).toBe('2026-11-02');
  });

  it('[P1.5] a federal year finds its school year by name, and a year-round one by its days', () => {
    const year = (id: string, firstDay: string, lastDay: string) => ({ id, firstDay, lastDay });
    const usual = [year('2024-25', '2024-08-19', '2025-06-06'), year('2025-26', '2025-08-18', '2026-06-05')];
    expect(schoolYearOf('2025-26', usual)?.id).toBe('2025-26');
    expect(schoolYearOf('2027-28', usual)).toBeNull();
    const round = [year('2026', '2026-01-19', '2026-11-06'), year('2026-27', '2026-11-16', '2027-09-03')];
    expect(round.map(federalYearOf)).toEqual(['2025-26', '2026-27']);
    expect(schoolYearOf('2025-26', round)?.id).toBe('2026');
    expect(federalYearOf(year('2026', '2026-03-02', '2026-12-18'))).toBe('2026-27');
  });

  it('[P1.5] a year between two collections is counted by the layout of the one before', () => {
    expect(layoutOf('2026-27')).toEqual({ ...layoutOf('2025-26'), year: '2026-27' });
    expect([isCollection('2026-27'), isCollection('2027-28')]).toEqual([false, true]);
  });
});
