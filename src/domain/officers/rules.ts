import type { Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import { type DateString, isWithin, type TimeString, weekday } from '../shared/dates.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Assignment, type OfficerKind, officerKindSchema, type PersonKind } from './record.ts';

export const onlySwornOfficersRule: Rule = {
  id: 'officers.onlyCareerOfficers',
  requirement: 'D1',
  citation: `${sources.statute}; ${sources.definitions}`,
  since: principlesSince,
  effect: 'refuse',
};

export const officerRules: readonly Rule[] = [onlySwornOfficersRule];

/**
 * Only career officers with sworn authority hold an assignment: SRO or SBLE (34 U.S.C. 10389(4)).
 * Security officers, off-duty officers and volunteers stay listed as community partners.
 */
export function checkAssignable(kind: PersonKind): Result<OfficerKind> {
  const parsed = officerKindSchema.safeParse(kind);
  if (parsed.success) return ok(parsed.data);
  const code = 'terms.notAssignable';
  return err({
    code,
    status: 422,
    rule: onlySwornOfficersRule.id,
    params: { kind, citation: sources.statute },
    fields: [{ path: 'kind', code, rule: onlySwornOfficersRule.id }],
  });
}

/** Refuses an assignment that overlaps another of the same officer at the same school, or begins before the oath. */
export function checkAssignment(
  assignment: Assignment,
  officer: { swornOn: DateString },
  others: readonly Assignment[],
): Result<Assignment> {
  if (assignment.from < officer.swornOn) {
    const code = 'terms.assignedBeforeSworn';
    return err({ code, status: 422, rule: onlySwornOfficersRule.id, fields: [{ path: 'from', code }] });
  }
  const clash = others.some(
    (other) =>
      other.id !== assignment.id &&
      other.officerId === assignment.officerId &&
      other.schoolId === assignment.schoolId &&
      (assignment.until === null || other.from <= assignment.until) &&
      (other.until === null || assignment.from <= other.until),
  );
  if (!clash) return ok(assignment);
  const code = 'terms.assignmentOverlaps';
  return err({ code, status: 409, fields: [{ path: 'from', code }] });
}

/** Assignments in force on a day. */
export function assignmentsOn(assignments: readonly Assignment[], date: DateString): Assignment[] {
  return assignments.filter((assignment) => isWithin(date, assignment.from, assignment.until));
}

/**
 * The school a form is preset with: the one whose hours contain the time, else the only one of the day, else the
 * first without hours; null where the officer has none on that day. Takes one officer's assignments.
 */
export function schoolFor(
  assignments: readonly Assignment[],
  localDate: DateString,
  localTime: TimeString,
): string | null {
  const today = assignmentsOn(assignments, localDate);
  const day = weekday(localDate);
  const byHours = today.find((assignment) =>
    assignment.hours.some(
      (hours) => hours.weekdays.includes(day) && localTime >= hours.from && localTime < hours.until,
    ),
  );
  const byDay = today.find((assignment) => assignment.hours.some((hours) => hours.weekdays.includes(day)));
  const open = today.find((assignment) => assignment.hours.length === 0);
  return (byHours ?? open ?? byDay ?? today[0])?.schoolId ?? null;
}
