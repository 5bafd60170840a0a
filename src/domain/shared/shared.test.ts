import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, daysBetween, fromDayNumber, inForce, toDayNumber, weekday } from './dates.ts';
import { ageBandOf, ageBands } from './people.ts';
import { crdcRaces, type Race, races, racesSchema, toCrdcRace } from './race.ts';
import { addSchoolDays, isSchoolDay, schoolYearId } from './school-year.ts';

const anyDate = fc.integer({ min: -20_000, max: 60_000 }).map(fromDayNumber);
const calendar = {
  firstDay: '2025-08-18',
  lastDay: '2026-05-29',
  holidays: ['2025-09-01', '2025-11-27', '2025-11-28'],
};

describe('dates', () => {
  it('[P8.1] adds months and clamps to the end of the month', () => {
    expect(addMonths('2026-05-31', 9)).toBe('2027-02-28');
    expect(addMonths('2023-05-31', 9)).toBe('2024-02-29');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  it('[P8.1] lands in the month asked for, on the same day or its last', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -240, max: 240 }), (date, months) => {
        const result = addMonths(date, months);
        const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(index(result) - index(date)).toBe(months);
        expect(result.slice(8) <= date.slice(8)).toBe(true);
      }),
      { seed: 801 },
    );
  });

  it('[P7.6] counts days there and back', () => {
    expect(weekday('2026-11-22')).toBe(0);
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(fromDayNumber(toDayNumber(date))).toBe(date);
      }),
      { seed: 706 },
    );
  });

  it('[P3.2] takes the version that holds on the day', () => {
    const versions = [{ holdsFrom: '2025-01-01' }, { holdsFrom: '2026-01-01' }];
    expect(inForce(versions, '2025-12-31')).toBe(versions[0]);
    expect(inForce(versions, '2026-01-01')).toBe(versions[1]);
    expect(inForce(versions, '2024-12-31')).toBeNull();
  });
});

describe('school years', () => {
  it('[P1.5] names the year by its ends', () => {
    expect(schoolYearId(calendar)).toBe('2025-26');
    expect(schoolYearId({ firstDay: '2026-01-10', lastDay: '2026-11-30' })).toBe('2026');
  });

  it('[P3.3] skips weekends and holidays', () => {
    expect(isSchoolDay(calendar, '2025-09-01')).toBe(false);
    expect(addSchoolDays([calendar], '2025-08-29', 2)).toBe('2025-09-03');
    expect(addSchoolDays([calendar], '2025-11-26', 1)).toBe('2025-12-01');
  });

  it('[P3.3] ends the clock even where no calendar is set up', () => {
    expect(addSchoolDays([], '2026-06-05', 2)).toBe('2026-06-09');
  });

  it('[P3.3] waits for school to begin again where the next year is set up', () => {
    const next = { firstDay: '2026-08-17', lastDay: '2027-05-28', holidays: [] };
    expect(addSchoolDays([calendar, next], '2026-05-28', 2)).toBe('2026-08-17');
  });
});

describe('race', () => {
  it('[P7.4] rolls any answer up to one of the seven codes, or to unknown', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom<Race>(...races), { minLength: 1 }), (list) => {
        const code = toCrdcRace(list);
        expect(crdcRaces).toContain(code);
        if (racesSchema.safeParse(list).success) expect(code === 'unknown').toBe(list[0] === 'unknown');
        if (list.includes('hispanicOrLatino')) expect(code).toBe('HI');
      }),
      { seed: 704 },
    );
  });

  it('[P7.4] counts Middle Eastern or North African as White in the CRDC and keeps it apart otherwise', () => {
    expect(toCrdcRace(['middleEasternOrNorthAfrican'])).toBe('WH');
    expect(toCrdcRace(['middleEasternOrNorthAfrican', 'white'])).toBe('WH');
    expect(toCrdcRace(['asian', 'white'])).toBe('TR');
    expect(toCrdcRace(['hispanicOrLatino', 'asian'])).toBe('HI');
  });

  it('[P7.4] refuses unknown beside another answer', () => {
    expect(racesSchema.safeParse(['unknown', 'white']).success).toBe(false);
    expect(racesSchema.safeParse([]).success).toBe(false);
  });

  it('[P7.4] puts every age into one band', () => {
    for (let years = 3; years < 23; years += 1) expect(ageBands).toContain(ageBandOf(years));
    expect(ageBandOf(17)).toBe('15to17');
  });
});
