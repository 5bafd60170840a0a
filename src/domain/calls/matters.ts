import { type DateString, inForce } from '../shared/dates.ts';
import type { AdviceKey, Matter, MatterClass, MatterGroup, MatterOverride } from './record.ts';

type Row = readonly [code: string, group: MatterGroup, matterClass: MatterClass, advice: readonly AdviceKey[]];

/**
 * The list a program starts with. Careful rather than complete: what the Guiding Principles name as discipline
 * (profanity, dress code, ...) and its like is a school matter; what threatens safety is a threat; where the same
 * word covers both, the four questions decide. Every program can change it from a date on.
 */
const rows: readonly Row[] = [
  ['fightActive', 'fight', 'safetyThreat', ['keepApartAndCalm', 'callAdministrator']],
  ['fightOver', 'fight', 'depends', ['keepApartAndCalm', 'callAdministrator', 'restorativeTalk', 'callFamily']],
  ['pushingOrHorseplay', 'fight', 'schoolMatter', ['keepApartAndCalm', 'useClassroomPlan', 'restorativeTalk']],
  ['assaultWithInjury', 'fight', 'safetyThreat', ['callNurse', 'callAdministrator']],
  ['sexualAssault', 'fight', 'safetyThreat', ['callNurse', 'reportToChildProtection', 'callAdministrator']],
  ['bullying', 'fight', 'schoolMatter', ['bullyingProcedure', 'callCounselor', 'callFamily']],
  ['harassment', 'fight', 'depends', ['bullyingProcedure', 'callAdministrator', 'writeDownAndReport']],
  ['firearm', 'weapon', 'safetyThreat', ['callAdministrator']],
  ['knifeOrBlade', 'weapon', 'safetyThreat', ['callAdministrator']],
  ['explosiveDevice', 'weapon', 'safetyThreat', ['callAdministrator']],
  ['otherWeapon', 'weapon', 'depends', ['callAdministrator', 'writeDownAndReport']],
  ['toyOrReplica', 'weapon', 'depends', ['callAdministrator', 'callFamily']],
  ['threatToSchool', 'threat', 'safetyThreat', ['callAdministrator', 'writeDownAndReport']],
  ['threatToPerson', 'threat', 'depends', ['callAdministrator', 'callCounselor', 'writeDownAndReport']],
  ['threatOnline', 'threat', 'depends', ['callAdministrator', 'writeDownAndReport']],
  ['bombThreat', 'threat', 'safetyThreat', ['callAdministrator']],
  ['fireOrArson', 'threat', 'safetyThreat', ['callAdministrator']],
  ['profanity', 'rules', 'schoolMatter', ['useClassroomPlan', 'restorativeTalk', 'callFamily']],
  ['disrespect', 'rules', 'schoolMatter', ['useClassroomPlan', 'restorativeTalk', 'callFamily']],
  ['disruption', 'rules', 'schoolMatter', ['useClassroomPlan', 'callAdministrator', 'disabilityPlan']],
  ['refusal', 'rules', 'schoolMatter', ['useClassroomPlan', 'callAdministrator', 'disabilityPlan']],
  ['tardiness', 'rules', 'schoolMatter', ['attendanceTeam', 'callFamily']],
  ['skippingClass', 'rules', 'schoolMatter', ['attendanceTeam', 'callAdministrator', 'callFamily']],
  ['leftCampus', 'rules', 'depends', ['callAdministrator', 'callFamily', 'attendanceTeam']],
  ['cheating', 'rules', 'schoolMatter', ['useClassroomPlan', 'callAdministrator']],
  ['publicDisplayOfAffection', 'rules', 'schoolMatter', ['useClassroomPlan', 'callAdministrator']],
  ['tobaccoOrVape', 'rules', 'schoolMatter', ['callAdministrator', 'callFamily', 'callCounselor']],
  ['minorDamage', 'rules', 'schoolMatter', ['restorativeTalk', 'callAdministrator', 'callFamily']],
  ['pettyTheft', 'rules', 'depends', ['callAdministrator', 'restorativeTalk', 'callFamily']],
  ['phoneUse', 'phoneOrDress', 'schoolMatter', ['deviceProcedure', 'useClassroomPlan', 'callAdministrator']],
  ['dressCode', 'phoneOrDress', 'schoolMatter', ['callAdministrator', 'callFamily']],
  ['badgeOrPass', 'phoneOrDress', 'schoolMatter', ['callAdministrator', 'useClassroomPlan']],
  ['upsetStudent', 'crisis', 'schoolMatter', ['callCounselor', 'disabilityPlan', 'callFamily']],
  ['selfHarm', 'crisis', 'depends', ['callCounselor', 'crisisLine', 'callNurse', 'callFamily']],
  ['mentalHealthCrisis', 'crisis', 'depends', ['callCounselor', 'crisisLine', 'disabilityPlan', 'callFamily']],
  ['medical', 'crisis', 'depends', ['callNurse', 'callFamily']],
  ['overdose', 'crisis', 'safetyThreat', ['callNurse', 'callAdministrator']],
  ['abuseDisclosed', 'crisis', 'depends', ['reportToChildProtection', 'callCounselor', 'writeDownAndReport']],
  ['runawayOrMissing', 'crisis', 'safetyThreat', ['callAdministrator', 'callFamily']],
  ['intruder', 'stranger', 'safetyThreat', ['callAdministrator', 'visitorProcedure']],
  ['angryAdult', 'stranger', 'depends', ['visitorProcedure', 'callAdministrator']],
  ['visitorWithoutPass', 'stranger', 'schoolMatter', ['visitorProcedure', 'callAdministrator']],
  ['custodyDispute', 'stranger', 'depends', ['callAdministrator', 'visitorProcedure']],
  ['drugsFound', 'somethingElse', 'depends', ['callAdministrator', 'callNurse', 'callFamily']],
  ['drugSale', 'somethingElse', 'safetyThreat', ['callAdministrator', 'writeDownAndReport']],
  ['alcohol', 'somethingElse', 'depends', ['callNurse', 'callAdministrator', 'callFamily']],
  ['majorTheftOrRobbery', 'somethingElse', 'safetyThreat', ['callAdministrator', 'writeDownAndReport']],
  ['busBehavior', 'somethingElse', 'schoolMatter', ['tellTransport', 'callAdministrator', 'callFamily']],
  ['trafficOrParking', 'somethingElse', 'depends', ['callAdministrator', 'tellTransport']],
  ['otherMatter', 'somethingElse', 'depends', ['callAdministrator', 'writeDownAndReport']],
];

/** The shipped list, in the order in which it is shown. */
export const shippedMatters: readonly Matter[] = rows.map(([code, group, matterClass, advice]) => ({
  code,
  group,
  class: matterClass,
  advice: [...advice],
  label: null,
}));

/**
 * The list in force on a day: the shipped one with the program's changes that hold by then.
 * Takes the changes in any order; returns the shipped behaviours in their order, then the program's own.
 */
export function mattersOn(overrides: readonly MatterOverride[], date: DateString): Matter[] {
  const own = [...new Set(overrides.map((override) => override.code))];
  const shippedCodes = new Set(shippedMatters.map((matter) => matter.code));
  const current = (code: string) =>
    inForce(
      overrides.filter((override) => override.code === code),
      date,
    );
  const list: Matter[] = [];
  const add = (matter: Matter) => {
    const change = current(matter.code);
    if (change === null) list.push(matter);
    else if (change.listed) {
      list.push({
        code: change.code,
        group: change.group,
        class: change.class,
        advice: change.advice,
        label: change.label,
      });
    }
  };
  for (const matter of shippedMatters) add(matter);
  for (const code of own) {
    if (shippedCodes.has(code)) continue;
    const change = current(code);
    if (change?.listed) add(change);
  }
  return list;
}

/** The behaviour of a code on a list, or null. */
export function findMatter(list: readonly Matter[], code: string): Matter | null {
  return list.find((matter) => matter.code === code) ?? null;
}
