import type { YesNoUnknown } from '../../domain/shared/people.ts';
import { diffImport, tooFewGuard } from '../exchange/diff.ts';
import { matchSchools, type NcesSchool } from '../exchange/oneroster/match.ts';
import type { RosterData, RosterStudent } from '../exchange/oneroster/record.ts';
import { type ExchangeProblem, problem } from '../exchange/problem.ts';
import type { LeftOutCount, SchoolView } from './report.ts';

/** A student to import: the school is the program's. */
export interface PlacedStudent {
  readonly schoolId: string;
  readonly student: RosterStudent;
}

export interface Placement {
  readonly students: readonly PlacedStudent[];
  readonly leftOut: readonly LeftOutCount[];
  readonly schools: readonly SchoolView[];
  readonly problems: readonly ExchangeProblem[];
}

/**
 * Puts the students of a roster into the program's open schools. Pure. A student of several schools goes to the first
 * one that is the program's; who is in none of them, or is marked as deleted, is left out with the number.
 */
export function placeStudents(
  data: RosterData,
  schools: readonly (NcesSchool & { readonly id: string })[],
  file: string,
): Placement {
  const matches = matchSchools(data.schools, schools, file);
  const ids = new Map(schools.map((school) => [school.ncesId, school.id]));
  const placeOf = new Map(matches.matched.map((match) => [match.sourcedId, ids.get(match.ncesId) ?? '']));
  const placed: PlacedStudent[] = [];
  const leftOut = new Map<string, number>();
  const atRoster = new Map<string, number>();
  for (const student of data.students) {
    const { schoolSourcedIds, status } = student;
    const schoolId = schoolSourcedIds.map((id) => placeOf.get(id)).find((id) => id !== undefined);
    const reason = status === 'tobedeleted' ? 'studentDeleted' : schoolId === undefined ? 'schoolUnmatched' : null;
    if (reason === null && schoolId !== undefined) placed.push({ schoolId, student });
    else leftOut.set(reason ?? '', (leftOut.get(reason ?? '') ?? 0) + 1);
    const first = schoolSourcedIds[0] ?? '';
    if (status === 'active') atRoster.set(first, (atRoster.get(first) ?? 0) + 1);
  }
  const problems = [...matches.problems];
  if (data.schools.length > 0 && matches.matched.length === 0)
    problems.push(problem('noSchoolMatched', 'error', { file }));
  const counts = Map.groupBy(placed, (one) => one.schoolId);
  const view = (id: string, name: string, change: SchoolView['change'], students: number): SchoolView => ({
    id,
    name,
    change,
    fields: [],
    students,
    officerAssigned: false,
  });
  const matched = new Set(matches.matched.map((match) => match.ncesId));
  return {
    students: placed,
    leftOut: [...leftOut].map(([reason, count]) => ({ file: '', reason, count })),
    schools: [
      ...matches.unmatched.map((one) =>
        view(one.identifier || one.sourcedId, one.name, 'notMatched', atRoster.get(one.sourcedId) ?? 0),
      ),
      ...matches.withoutRoster.map((one) => view(one.ncesId, one.name, 'noRoster', 0)),
      ...schools
        .filter((one) => matched.has(one.ncesId))
        .map((one) => view(one.ncesId, one.name, 'matched', counts.get(one.id)?.length ?? 0)),
    ],
    problems,
  };
}

/** A student as the import tells changed from unchanged: keyed digests in hex, nothing readable. */
export type RosterKey = { readonly key: string; readonly digest: string };

export interface RosterPlan {
  /** Keys to write: new, changed or back again. */
  readonly write: ReadonlySet<string>;
  /** Keys no longer in the roster: these students become inactive. */
  readonly leave: readonly string[];
  readonly counts: {
    readonly added: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly removed: number;
  };
  readonly problem: ExchangeProblem | null;
}

/** What importing a roster would do to the students there are. Pure. `active` are the keys of today's students. */
export function planRoster(input: {
  readonly active: readonly RosterKey[];
  readonly incoming: readonly RosterKey[];
  readonly allowShrink: boolean;
  readonly file: string;
}): RosterPlan {
  const diff = diffImport({ existing: input.active, incoming: input.incoming, key: (student) => student.key });
  return {
    write: new Set([...diff.added.map((one) => one.key), ...diff.changed.map((one) => one.key)]),
    leave: diff.removed.map((one) => one.key),
    counts: {
      added: diff.added.length,
      changed: diff.changed.length,
      unchanged: diff.unchanged.length,
      removed: diff.removed.length,
    },
    problem: tooFewGuard({ what: 'students', summary: diff.summary, allowed: input.allowShrink, file: input.file }),
  };
}

export interface Flags {
  readonly idea: YesNoUnknown;
  readonly section504: YesNoUnknown;
  readonly el: YesNoUnknown;
}
