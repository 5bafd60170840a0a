import { type CrdcCode, type CrdcSex, type DisabilityGroup, isCrdcCode, isCrdcSex } from './layout.ts';

/** What a column counts, in parts a page can put into words. */
export interface ColumnParts {
  readonly of: 'referrals' | 'arrests' | 'restraint' | 'offenses';
  readonly unit: 'students' | 'instances' | 'incidents';
  /** 'NONIDEA' = without IDEA, Section 504 among them. Null where the column is not told apart so. */
  readonly group: DisabilityGroup | 'NONIDEA' | null;
  readonly race: CrdcCode | null;
  readonly sex: CrdcSex | null;
  /** English learners, or the total over the races; else one cell. */
  readonly part: 'cell' | 'total' | 'el';
  /** The CRDC's own key of an offense ('ATTWOW'). */
  readonly offense: string | null;
}

/** The parts of a column counted from records; null for another. */
export function columnParts(column: string): ColumnParts | null {
  const offense = /^SCH_OFFENSE_(\w+)$/.exec(column)?.[1];
  const none = { group: null, race: null, sex: null, part: 'cell', offense: null } as const;
  if (offense !== undefined) return { of: 'offenses', unit: 'incidents', ...none, offense };
  const instances =
    /^(REF|ARR)_INSTANCES_(WODIS|IDEA|504)$/.exec(column) ?? /^SCH_RS(INSTANCES)_MECH_(WODIS|IDEA|504)$/.exec(column);
  if (instances !== null) {
    return { of: measureOf(instances[1]), unit: 'instances', ...none, group: instances[2] as DisabilityGroup };
  }
  const tail = column.split('_');
  const sex = tail.pop() ?? '';
  const last = tail.pop() ?? '';
  if (!isCrdcSex(sex)) return null;
  const restraint = /^(?:SCH|TOT)_RS_(NONIDEA|IDEA)_MECH/.exec(column);
  const referral = /^(?:SCH|TOT)_DISC(WODIS|WDIS)_(REF|ARR)/.exec(column);
  if (restraint === null && referral === null) return null;
  const group =
    restraint === null ? (referral?.[1] === 'WODIS' ? 'WODIS' : 'IDEA') : (restraint[1] as 'NONIDEA' | 'IDEA');
  return {
    of: restraint === null ? measureOf(referral?.[2]) : 'restraint',
    unit: 'students',
    group: last === '504' ? '504' : group,
    race: isCrdcCode(last) ? last : null,
    sex,
    part: column.startsWith('TOT_') ? 'total' : last === 'LEP' || last === 'EL' ? 'el' : 'cell',
    offense: null,
  };
}

function measureOf(word: string | undefined): ColumnParts['of'] {
  if (word === 'REF') return 'referrals';
  return word === 'ARR' ? 'arrests' : 'restraint';
}
