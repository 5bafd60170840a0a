import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActivityBody, activityKinds } from '../../domain/activities/record.ts';
import { noTotals } from '../../domain/activities/rules.ts';
import { createFormat } from '../ui/formatting.ts';
import {
  beganAt,
  changesBetween,
  emptyValues,
  entrySchema,
  favouriteBody,
  prepareEntry,
  presetValues,
  schoolAt,
  starters,
  valuesOf,
  worthBringingBack,
} from './entry.ts';
import { keptActivities, withKept } from './kept.ts';
import type { OfficerDay } from './types.ts';

const clock = createFormat('en', 'America/Chicago', (key) => key);
const id = '01932f5c-0000-7000-8000-000000000001';
const school = '01932f5c-0000-7000-8000-00000000000a';
const now = new Date('2026-10-14T15:00:00Z');
const start = emptyValues(id, '2026-10-14', school);

describe('an entry of the log', () => {
  it('[D6] needs nothing beyond kind and minutes for every kind but class and other', () => {
    for (const kind of activityKinds) {
      const values = { ...start, ...presetValues(kind), minutes: 10 };
      const parsed = entrySchema(false).safeParse(prepareEntry(values, now, clock));
      const missing = parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
      expect(missing, kind).toEqual(kind === 'classTalk' ? ['topic'] : kind === 'other' ? ['note'] : []);
    }
  });

  it('[D2] drops the reason for other once a function is chosen', () => {
    const values = { ...start, ...presetValues('training'), minutes: 10, statutoryFunction: 'B' };
    expect(prepareEntry(values, now, clock)).toMatchObject({ statutoryFunction: 'B', functionOtherReason: null });
  });

  it('[P7.2] asks for a reason on a closed day', () => {
    const values = { ...start, ...presetValues('presence'), minutes: 10 };
    const issues = entrySchema(true).safeParse(prepareEntry(values, now, clock)).error?.issues;
    expect(issues?.map((issue) => issue.message)).toEqual(['activities.reasonMissing']);
    expect(entrySchema(true).safeParse(prepareEntry({ ...values, reason: 'late' }, now, clock)).success).toBe(true);
  });

  it('ended just now where no time is told, else began when told', () => {
    expect(beganAt({ ...start, minutes: 20 }, now, clock, null)).toBe('2026-10-14T14:40:00.000Z');
    expect(beganAt({ ...start, minutes: 20, time: '08:05' }, now, clock, null)).toBe('2026-10-14T13:05:00.000Z');
    expect(beganAt({ ...start, day: '2026-10-13' }, now, clock, null)).toBe('2026-10-13T17:00:00.000Z');
  });

  it('keeps the second of an entry whose time was not touched', () => {
    const keep = '2026-10-14T14:40:37.123Z';
    const values = { ...start, time: '09:40', minutes: 5 };
    expect(beganAt(values, now, clock, keep)).toBe(keep);
    expect(beganAt({ ...values, time: '09:41' }, now, clock, keep)).toBe('2026-10-14T14:41:00.000Z');
  });

  it('survives the way into the form and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...starters),
        fc.integer({ min: 1, max: 720 }),
        fc.integer({ min: 0, max: 200_000_000 }),
        fc.option(fc.constant(school), { nil: null }),
        (favourite, minutes, offset, schoolId) => {
          const body = favouriteBody(favourite, minutes, schoolId, new Date(now.getTime() - offset));
          const prepared = prepareEntry(valuesOf(id, body, clock), now, clock, body.startedAt);
          expect(prepared).toEqual({ ...body, id, reason: '' });
        },
      ),
      { seed: 11, numRuns: 200 },
    );
  });

  it('brings back words and minutes, not a kind that was only tapped', () => {
    const tapped = { ...start, ...presetValues('training') };
    expect(worthBringingBack(tapped)).toBe(false);
    expect(worthBringingBack({ ...tapped, note: 'with the band' })).toBe(true);
    expect(worthBringingBack({ ...tapped, minutes: 20 })).toBe(true);
    expect(worthBringingBack('nonsense')).toBe(false);
  });

  it('tells the school by the clock of the moment', () => {
    const half = (schoolId: string, from: string, until: string) => ({
      id: schoolId,
      officerId: id,
      schoolId,
      from: '2026-08-01',
      until: null,
      hours: [{ weekdays: [1, 2, 3, 4, 5], from, until }],
    });
    const assignments = [half('morning', '00:00', '12:00'), half('afternoon', '12:00', '24:00')];
    expect(schoolAt(assignments, '2026-10-14', '11:59')).toBe('morning');
    expect(schoolAt(assignments, '2026-10-14', '12:00')).toBe('afternoon');
    expect(schoolAt([], '2026-10-14', '12:00')).toBeNull();
  });

  it('[P7.2] names the fields in which two versions differ', () => {
    const body = favouriteBody({ kind: 'mentoring', topic: 'informalTalk' }, 10, school, now);
    const after: ActivityBody = { ...body, minutes: 15, note: 'longer' };
    expect(changesBetween(body, after)).toEqual(['minutes', 'note']);
    expect(changesBetween(body, body)).toEqual([]);
  });
});

describe('what waits on this device', () => {
  const body = favouriteBody({ kind: 'mentoring', topic: 'informalTalk' }, 10, school, now);
  const write = { id, method: 'POST', url: '/api/programs/p/activities', body: { ...body, id, reason: null } };
  const day: OfficerDay = {
    date: '2026-10-14',
    today: '2026-10-14',
    officer: { id: 'o', name: 'O' },
    closedAt: null,
    schoolId: school,
    assignments: [],
    entries: [],
    next: null,
    totals: noTotals(),
    documentation: { planned: 45, real: 0, state: 'notUsed' },
    favourites: [],
  };
  const dayOf = (instant: string) => clock.local(instant).day;

  it('[P7.2] is counted into its own day, once, also after the server has it', () => {
    const kept = keptActivities([write], day.date, 'o', dayOf);
    const counted = withKept(day, kept);
    expect(counted.totals).toMatchObject({ entries: 1, minutes: 10, positiveContacts: 1 });
    expect(withKept(counted, kept)).toBe(counted);
    expect(keptActivities([write], '2026-10-13', 'o', dayOf)).toEqual([]);
  });

  it('leaves every other write alone', () => {
    const others = [
      { ...write, method: 'PUT' },
      { ...write, url: '/api/programs/p/hand-offs' },
      { ...write, body: { nonsense: true } },
    ];
    expect(keptActivities(others, day.date, 'o', dayOf)).toEqual([]);
  });
});
