import type { Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import type { FieldProblem } from '../shared/result.ts';
import type { EnforcementAction } from './actions.ts';
import type { IncidentDraft } from './record.ts';

const since = principlesSince;
const effect = 'refuse';

const punishmentRule: Rule = {
  id: 'incidents.punishment',
  requirement: 'P4.3',
  citation: sources.powers,
  since,
  effect,
};
const soleDirectionRule: Rule = {
  id: 'incidents.soleAdministratorDirection',
  requirement: 'P4.3',
  citation: sources.powers,
  since,
  effect,
};
const volunteeredRule: Rule = {
  id: 'incidents.volunteeredFirst',
  requirement: 'P7.5',
  citation: sources.note8,
  since,
  effect,
};
const completeRule: Rule = {
  id: 'incidents.complete',
  requirement: 'P4.5',
  citation: sources.powers,
  since,
  effect,
};

export const refusingRules: readonly Rule[] = [punishmentRule, soleDirectionRule, volunteeredRule, completeRule];

/** True where an administrator's direction is all an action rests on. */
export function restsOnDirectionAlone(action: EnforcementAction): boolean {
  const basis = action.basis ?? [];
  return basis.length > 0 && basis.every((one) => one === 'administratorDirection');
}

/**
 * What a rule refuses as a basis (P4.3): punishment always; an administrator's direction alone, unless the officer
 * says that there was no other basis, which files the truth and sends it to the supervisor (`noLawfulBasis`).
 */
function basisRefusals(draft: Pick<IncidentDraft, 'actions'>): FieldProblem[] {
  return (draft.actions ?? []).flatMap((action, index) => {
    const path = `actions.${index}.basis`;
    const problems: FieldProblem[] = [];
    if (action.basis?.includes('punishment')) {
      problems.push({ path, code: 'incidents.punishmentRefused', rule: punishmentRule.id });
    }
    if (restsOnDirectionAlone(action) && action.noLawfulBasis !== true) {
      problems.push({ path, code: 'incidents.soleDirectionRefused', rule: soleDirectionRule.id });
    }
    return problems;
  });
}

/**
 * What may not even be kept in a draft (P7.5): national origin, orientation, intersex traits and gender identity
 * unless 'the student volunteered it' is recorded first. Ask this on every save.
 */
export function draftRefusals(draft: Pick<IncidentDraft, 'students'>): FieldProblem[] {
  return (draft.students ?? []).flatMap((student, index) => {
    const said = student.volunteered;
    if (said === undefined || said.studentVolunteered) return [];
    return (['nationalOrigin', 'orientation', 'intersexTraits', 'genderIdentity'] as const)
      .filter((field) => said[field] !== undefined && said[field] !== '')
      .map((field) => ({
        path: `students.${index}.volunteered.${field}`,
        code: 'incidents.notVolunteered',
        rule: volunteeredRule.id,
      }));
  });
}

/** Everything a rule refuses when a record is filed. */
export function refusals(draft: IncidentDraft): FieldProblem[] {
  return [...draftRefusals(draft), ...basisRefusals(draft)];
}
