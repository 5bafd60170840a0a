import { describe, expect, it } from 'vitest';
import { besideOf, type PeriodFigures } from '../../domain/numbers/month.ts';
import { behindStage, behindTime } from './behind.ts';
import { toCsv } from './csv.ts';

const where = {
  period: { from: '2026-08-17', to: '2026-10-14', year: '2026-27' },
  selection: { schoolId: 's1', officerId: '' },
};

describe('numbers in the browser', () => {
  it('[P7.3] leads from a number to the records behind it, with the same days and school', () => {
    const days = 'from=2026-08-17&to=2026-10-14&schoolId=s1';
    expect(behindStage('calls', 'calls', where)).toBe(`/calls?${days}`);
    expect(behindStage('calls', 'handedBack', where)).toBe(`/calls?${days}&result=handedBack`);
    expect(behindStage('incidents', 'called', where)).toBe(`/incidents?${days}&origin=called`);
    expect(behindStage('incidents', 'arrested', where)).toBe(`/incidents?${days}&reached=arrested`);
    expect(behindTime('month', '2026-08', where)).toBe('/activities?from=2026-08-17&to=2026-08-31&schoolId=s1');
    expect(behindTime('school', 's2', where)).toBe('/activities?from=2026-08-17&to=2026-10-14&schoolId=s2');
    expect(behindTime('school', 'elsewhere', where)).toBeNull();
    expect(behindTime('role', 'educator', where)).toBeNull();
  });

  it('[P7.3] tells days of which there is no record from days on which nothing happened', () => {
    const years = [{ firstDay: '2026-01-19', lastDay: '2026-11-06' }];
    const none = { positive: 0, enforcement: 0, perEnforcement: null };
    const nothing = { calls: [], incidents: [], students: null, contacts: none, time: { all: { minutes: 0 } } };
    const beside = (from: string, to: string, yearBefore: PeriodFigures = nothing) =>
      besideOf({ before: { from, to }, years, yearBefore });
    expect(beside('2025-10-01', '2025-10-31')).toBeNull();
    expect(beside('2026-01-01', '2026-01-19')).toBe(nothing);
    expect(beside('2026-11-07', '2026-11-30')).toBeNull();
    const worked = { ...nothing, time: { all: { minutes: 20 } } };
    expect(beside('2025-10-01', '2025-10-31', worked)).toBe(worked);
  });

  it('keeps a cell that begins like a formula from being one', () => {
    expect(toCsv([['=cmd()', '@x', '-1', -1, 'a,"b"', 'plain']])).toBe(
      '\uFEFF\'=cmd(),\'@x,\'-1,-1,"a,""b""",plain\r\n',
    );
  });
});
