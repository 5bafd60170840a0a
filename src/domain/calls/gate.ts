import type { Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import { findMatter } from './matters.ts';
import type { AdviceKey, GateAnswers, GateDecision, GateReason, Matter } from './record.ts';

const rule = (id: string, requirement: Rule['requirement']): Rule => ({
  id: `calls.${id}`,
  requirement,
  citation: sources.discipline,
  since: principlesSince,
  effect: 'review',
});

/** Why the gate said what it said, each reason a rule of its own so that it can be cited. */
export const gateRules: Record<GateReason, Rule> = {
  immediateDanger: rule('gateImmediateDanger', 'P3.1'),
  immediateDangerUnsure: rule('gateImmediateDangerUnsure', 'P3.1'),
  weapon: rule('gateWeapon', 'P3.1'),
  weaponUnsure: rule('gateWeaponUnsure', 'P3.1'),
  mandatoryReport: rule('gateMandatoryReport', 'P3.1'),
  wouldCall911: rule('gateWouldCall911', 'P3.1'),
  safetyThreatListed: rule('gateSafetyThreatListed', 'P3.2'),
  schoolMatterListed: rule('gateSchoolMatterListed', 'P3.2'),
  noneWouldNeed911: rule('gateNoneWouldNeed911', 'P3.1'),
  matterUnknown: rule('gateMatterUnknown', 'P3.2'),
};

export type GateInput = { answers: GateAnswers; matterCode: string; matterList: readonly Matter[] };

/**
 * The gate: may an officer be sent to this? 'Any matter that would not require a school to call 911 for service is
 * outside the scope of SROs' law enforcement duties' (principle 3). Total and deterministic:
 * any 'yes' sends an officer, whatever the list says; 'not sure' about danger or a weapon errs to safety; a listed
 * safety threat sends an officer; everything else is the school's.
 * Takes the four answers, the matter and the list in force; returns the answer, its reasons and what to do instead.
 */
export function askGate({ answers, matterCode, matterList }: GateInput): GateDecision {
  const matter = findMatter(matterList, matterCode);
  const reasons: GateReason[] = [];
  if (answers.immediateDanger === 'yes') reasons.push('immediateDanger');
  if (answers.immediateDanger === 'unsure') reasons.push('immediateDangerUnsure');
  if (answers.weapon === 'yes') reasons.push('weapon');
  if (answers.weapon === 'unsure') reasons.push('weaponUnsure');
  if (answers.mandatoryReport === 'yes') reasons.push('mandatoryReport');
  if (answers.wouldCall911 === 'yes') reasons.push('wouldCall911');
  if (matter?.class === 'safetyThreat') reasons.push('safetyThreatListed');
  const responds = reasons.length > 0;
  if (!responds) {
    if (matter === null) reasons.push('matterUnknown');
    reasons.push(matter?.class === 'schoolMatter' ? 'schoolMatterListed' : 'noneWouldNeed911');
  }
  return {
    answer: responds ? 'officerResponds' : 'schoolMatter',
    why: reasons.map((reason) => {
      const { id, requirement, citation } = gateRules[reason];
      return { reason, requirement, citation, ruleId: id };
    }),
    advice: adviceFor(matter, answers, responds),
    matterClass: matter?.class ?? null,
  };
}

/** Never empty for a matter handed back: being told no without being told what else helps nobody. */
function adviceFor(matter: Matter | null, answers: GateAnswers, responds: boolean): AdviceKey[] {
  const advice: AdviceKey[] = [...(matter?.advice ?? [])];
  const inDoubt = answers.mandatoryReport === 'unsure' || answers.wouldCall911 === 'unsure';
  if (!responds && (inDoubt || advice.length === 0) && !advice.includes('callAdministrator')) {
    advice.push('callAdministrator');
  }
  return advice;
}
