import { describe, expect, it } from 'vitest';
import { realBundle } from '../testing/crdc.ts';
import { codes } from '../testing/support.ts';
import { checkCrdc } from './checking.ts';

const files = [
  ...['Referrals and Arrests.csv', 'Enrollment.csv', 'Offenses.csv', 'Restraint and Seclusion.csv'],
] as const;

describe('crdc check: the real files of five states', () => {
  it('[P1.5] passes 1,882 schools and names what is wrong in two', async () => {
    const checked = await checkCrdc(await realBundle(files), { language: 'en' });
    expect(checked.problems).toEqual([]);
    expect([checked.schools, checked.passed]).toEqual([1884, 1882]);
    expect(checked.findings.map(({ school, column, rule }) => [school.ncesId, column, rule.id])).toEqual([
      ['020018000729', 'SCH_DISCWODIS_REF_LEP_M', 'crdc.partWithinTotal'],
      ['440012000026', 'SCH_DISCWDIS_ARR_LEP_M', 'crdc.arrestsWithinReferrals'],
    ]);
    expect(checked.findings[1]).toMatchObject({
      school: { name: 'Central Falls Sr High' },
      severity: 'error',
      reason: '2 students arrested, but only 0 referred (SCH_DISCWDIS_REF_LEP_M).',
    });
    expect(checked.findings[1]?.remedy).toContain('each school-related arrest is a referral');
  });

  it('[P1.5] names a school that a module has lost and a number that is another school, in Spanish too', async () => {
    const bundle = await realBundle(['Referrals and Arrests.csv', 'Offenses.csv'], (name, text) => {
      const lines = text.split('\n').slice(0, 20);
      if (name === 'Offenses.csv') lines.splice(3, 1);
      else lines[5] = (lines[5] ?? '').replace('"0200001","Lower Kuskokwim School District","', '$&9');
      return lines.join('\n');
    });
    const checked = await checkCrdc(bundle, { language: 'es' });
    expect(checked.findings.map(({ rule, file }) => [rule.id, file])).toEqual([
      ['crdc.schoolInEveryModule', 'Offenses.csv'],
      ['crdc.schoolIdentifier', 'Referrals and Arrests.csv'],
    ]);
    expect(checked.findings[0]?.reason).toContain('La escuela está en');
  });

  it('says what a file lacks, and checks nothing then', async () => {
    const none = await checkCrdc(await realBundle(['Offenses.csv']), { language: 'en' });
    expect(codes(none.problems)).toEqual(['fileMissing']);
    const cut = await checkCrdc(
      await realBundle(['Referrals and Arrests.csv'], (_name, text) => text.replace('TOT_DISCWODIS_ARR_F', 'x')),
      { language: 'en' },
    );
    expect(codes(cut.problems)).toEqual(['columnMissing']);
    expect(cut.findings).toEqual([]);
  });
});
