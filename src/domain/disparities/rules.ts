import type { Role } from '../access/roles.ts';
import { type Finding, finding, type Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import { addDays, type DateString, type Instant } from '../shared/dates.ts';
import { err, type FieldProblem, ok, type Result } from '../shared/result.ts';
import { advance } from '../shared/workflow.ts';
import type { CorrectiveAction, CorrectiveOpening, DisparityProfile, FlaggedDisparity } from './record.ts';
import { type CorrectiveStepTaken, correctiveTransitions } from './transitions.ts';

const base = { requirement: 'P1.4', citation: sources.localDecision, since: principlesSince } as const;

/** A disparity that stands out asks for a corrective action. It is a monitoring indicator, not a legal finding. */
const flaggedRule: Rule = { id: 'disparity.flagged', effect: 'review', ...base };
/** A corrective action has an owner and a day by which it is done. */
const ownerAndDayRule: Rule = { id: 'disparity.ownerAndDay', effect: 'refuse', ...base };

export const disparityRules: readonly Rule[] = [flaggedRule, ownerAndDayRule];

/** A corrective action takes at most this long: a disparity is looked at anew every school year. */
const longestDays = 366;

/** The finding of a flagged disparity: codes only, so that it tells of no student. */
export function disparityFinding({ schoolId, ...about }: FlaggedDisparity): Finding {
  return finding(flaggedRule, 'review', '', { ...about, ...(schoolId === null ? {} : { schoolId }) });
}

/** What a flag is about, as one text: the same disparity of the same days opens one corrective action, not two. */
export function flagKey(about: FlaggedDisparity): string {
  const { source, measure, dimension, group, comparison, schoolId, from, to } = about;
  const key = [measure, dimension, group, comparison, schoolId ?? 'program', from, to];
  return (source === 'recorded' ? key : [...key, source]).join('|');
}

/**
 * Opens a corrective action. `today` is the program's local day. Refuses (422, at the field) a day that has come, one
 * more than a year away, and days of the flag that run backwards.
 */
export function openCorrective(
  opening: CorrectiveOpening,
  by: { readonly personId: string; readonly at: Instant; readonly today: DateString },
): Result<CorrectiveAction> {
  const fields: FieldProblem[] = [];
  const refuse = (path: string, code: string): unknown => fields.push({ path, code, rule: ownerAndDayRule.id });
  if (opening.dueOn <= by.today) refuse('dueOn', 'disparity.dueInPast');
  if (opening.dueOn > addDays(by.today, longestDays)) refuse('dueOn', 'disparity.dueTooLate');
  if (opening.about.from > opening.about.to) refuse('about.to', 'disparity.daysBackwards');
  if (fields.length > 0) return err({ code: 'common.invalid', status: 422, rule: ownerAndDayRule.id, fields });
  const { wordsChecked: _said, ...kept } = opening;
  return ok({
    ...kept,
    steps: [...new Set(opening.steps)],
    openedAt: by.at,
    openedBy: by.personId,
    state: 'open',
    result: '',
    closedAt: null,
    closedBy: null,
  });
}

/**
 * Ends a corrective action with what came of it, or opens an ended one again. Refuses as `advance` does: 403 for a role
 * that may not, 409 in another state, 422 without words.
 */
export function stepCorrective(
  action: CorrectiveAction,
  step: CorrectiveStepTaken,
  words: string,
  by: { readonly personId: string; readonly at: Instant; readonly roles: readonly Role[] },
): Result<CorrectiveAction> {
  const next = advance(correctiveTransitions, 'disparity', action.state, step, { roles: by.roles, reason: words });
  if (!next.ok) return err(next.error);
  return ok({
    ...action,
    state: next.value,
    result: words.trim(),
    closedAt: next.value === 'open' ? null : by.at,
    closedBy: next.value === 'open' ? null : by.personId,
  });
}

/**
 * Refuses (422, at the field) state figures that cannot be: more students with the outcome than there are, a group said
 * twice, or one outcome given twice by the same grouping.
 */
export function checkProfile(profile: DisparityProfile): Result<DisparityProfile> {
  const fields: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const [at, { measure, dimension, groups }] of profile.stateFigures.entries()) {
    const path = `stateFigures.${at}`;
    const key = `${measure} ${dimension}`;
    if (seen.has(key)) fields.push({ path: `${path}.measure`, code: 'disparity.figuresTwice' });
    seen.add(key);
    if (new Set(groups.map(({ group }) => group)).size < groups.length) {
      fields.push({ path: `${path}.groups`, code: 'disparity.figuresTwice' });
    }
    for (const [index, { events, students }] of groups.entries()) {
      if (events > students) fields.push({ path: `${path}.groups.${index}.events`, code: 'disparity.moreThanThere' });
    }
  }
  return fields.length === 0 ? ok(profile) : err({ code: 'common.invalid', status: 422, fields });
}

/** True once the day by which it should have been done has passed. */
export function isCorrectiveOverdue(action: Pick<CorrectiveAction, 'state' | 'dueOn'>, today: DateString): boolean {
  return action.state === 'open' && today > action.dueOn;
}
