import type { Grade } from '../../../domain/shared/people.ts';
import type { ProblemList } from '../problem.ts';
import { type Demographics, unknownDemographics } from './demographics.ts';
import { byId, cell, isDeleted, listCell, type RosterRow, type RosterTable } from './files.ts';
import { readGrade } from './grades.ts';
import type { LeftOutCounter, RosterOrg, RosterStudent, RosterVersion } from './record.ts';

type Orgs = { schools: ReadonlyMap<string, RosterOrg>; all: ReadonlySet<string> };

export type StudentSources = {
  version: RosterVersion;
  users: RosterTable;
  roles: RosterTable | null;
  orgs: Orgs;
  demographics: ReadonlyMap<string, Demographics>;
  /** Read only when some student has no school otherwise; the file is the largest of a bundle. */
  enrollments: () => Promise<RosterTable | null>;
};

type Candidate = { id: string; row: RosterRow; schools: string[]; deleted: boolean };

/** The students of a bundle, each with at least one school; who is left out is counted with the reason. */
export async function readStudents(
  sources: StudentSources,
  leftOut: LeftOutCounter,
  problems: ProblemList,
): Promise<RosterStudent[]> {
  const users = byId(sources.users, problems);
  const candidates = sources.version === '1.2' ? byRole(sources, users, problems) : byUser(sources, users, problems);
  if (sources.users.rows.length > 0) {
    for (let count = users.size - candidates.length; count > 0; count -= 1)
      leftOut.add(sources.users.file, 'userNoStudent');
  }
  const homeless = candidates.filter((one) => one.schools.length === 0);
  if (homeless.length > 0) await schoolsOfEnrollments(sources, homeless, problems);
  const students: RosterStudent[] = [];
  for (const candidate of candidates) {
    const student = build(sources, candidate, leftOut, problems);
    if (student !== null) students.push(student);
  }
  sharedNumbers(sources.users, users, students, problems);
  return students;
}

/** OneRoster 1.1: role and organisations stand in users.csv. */
function byUser(sources: StudentSources, users: Map<string, RosterRow>, problems: ProblemList): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [id, row] of users) {
    if (cell(row, 'role').toLowerCase() !== 'student') continue;
    const schools = knownSchools(sources, sources.users, row, 'orgSourcedIds', problems);
    candidates.push({ id, row, schools, deleted: isDeleted(row) });
  }
  return candidates;
}

/** OneRoster 1.2: roles.csv says who is a student where; users.csv may name the primary organisation. */
function byRole(sources: StudentSources, users: Map<string, RosterRow>, problems: ProblemList): Candidate[] {
  const { roles } = sources;
  if (roles === null) return [];
  const found = new Map<string, Candidate>();
  const primary: RosterRow[] = [];
  const other: RosterRow[] = [];
  for (const row of byId(roles, problems).values()) {
    if (cell(row, 'role').toLowerCase() !== 'student') continue;
    (cell(row, 'roleType').toLowerCase() === 'primary' ? primary : other).push(row);
  }
  for (const role of [...primary, ...other]) {
    const id = cell(role, 'userSourcedId');
    const row = users.get(id);
    if (row === undefined) {
      problems.add('referenceUnknown', 'error', roles.at(role, 'userSourcedId'), { id, target: 'users.csv' });
      continue;
    }
    const candidate = found.get(id) ?? { id, row, schools: [], deleted: isDeleted(row) };
    found.set(id, candidate);
    if (isDeleted(role)) continue;
    for (const school of knownSchools(sources, roles, role, 'orgSourcedId', problems)) {
      if (!candidate.schools.includes(school)) candidate.schools.push(school);
    }
  }
  for (const candidate of found.values()) {
    const first = cell(candidate.row, 'primaryOrgSourcedId');
    if (candidate.schools.includes(first)) {
      candidate.schools = [first, ...candidate.schools.filter((school) => school !== first)];
    }
  }
  // In the order of users.csv, so that the order of roles.csv changes nothing.
  return [...users.keys()].flatMap((id) => found.get(id) ?? []);
}

function knownSchools(
  { orgs }: StudentSources,
  table: RosterTable,
  row: RosterRow,
  key: string,
  problems: ProblemList,
): string[] {
  const ids = listCell(row, key);
  for (const id of ids) {
    if (!orgs.all.has(id)) problems.add('referenceUnknown', 'warning', table.at(row, key), { id, target: 'orgs.csv' });
  }
  return [...new Set(ids.filter((id) => orgs.schools.has(id)))];
}

async function schoolsOfEnrollments(
  sources: StudentSources,
  homeless: Candidate[],
  problems: ProblemList,
): Promise<void> {
  const table = await sources.enrollments();
  if (table === null) return;
  const waiting = new Map(homeless.map((one) => [one.id, one]));
  for (const row of table.rows) {
    const candidate = waiting.get(cell(row, 'userSourcedId'));
    if (candidate === undefined || isDeleted(row) || cell(row, 'role').toLowerCase() !== 'student') continue;
    for (const school of knownSchools(sources, table, row, 'schoolSourcedId', problems)) {
      if (!candidate.schools.includes(school)) candidate.schools.push(school);
    }
  }
  // A student of several schools without a primary one: sorted, so that the order of the rows changes nothing.
  for (const candidate of homeless) candidate.schools.sort();
}

function build(
  { users, demographics }: StudentSources,
  { id, row, schools, deleted }: Candidate,
  leftOut: LeftOutCounter,
  problems: ProblemList,
): RosterStudent | null {
  if (schools.length === 0) {
    leftOut.add(users.file, 'studentNoSchool');
    return null;
  }
  const grade = gradeOf(users, row, problems);
  if (grade === 'outside') {
    leftOut.add(users.file, 'studentGradeOutside');
    return null;
  }
  const givenName = cell(row, 'givenName');
  const familyName = cell(row, 'familyName');
  if (givenName === '' && familyName === '') {
    problems.add('valueMissing', 'error', users.at(row, 'familyName'), { column: 'familyName' });
  }
  return {
    sourcedId: id,
    schoolSourcedIds: schools,
    grade,
    givenName,
    familyName,
    identifier: cell(row, 'identifier'),
    ...(demographics.get(id) ?? unknownDemographics),
    status: deleted ? 'tobedeleted' : 'active',
    idea: 'unknown',
    section504: 'unknown',
    el: 'unknown',
  };
}

function gradeOf(users: RosterTable, row: RosterRow, problems: ProblemList): Grade | 'outside' {
  const [first = '', ...others] = listCell(row, 'grades');
  const where = users.at(row, 'grades');
  const read = readGrade(first);
  if (read === 'outside') return 'outside';
  if (read === null) {
    problems.add('gradeUnknown', 'warning', where, { value: first.slice(0, 40) });
    return 'unknown';
  }
  if (others.length > 0)
    problems.add('gradeSeveral', 'warning', where, { value: cell(row, 'grades').slice(0, 40), grade: read.grade });
  if (read.mapped) problems.add('gradeMapped', 'warning', where, { value: first, grade: read.grade });
  return read.grade;
}

function sharedNumbers(
  table: RosterTable,
  users: ReadonlyMap<string, RosterRow>,
  students: readonly RosterStudent[],
  problems: ProblemList,
): void {
  const first = new Map<string, RosterRow>();
  for (const { sourcedId, identifier } of students) {
    const row = users.get(sourcedId);
    if (identifier === '' || row === undefined) continue;
    const twin = first.get(identifier);
    if (twin === undefined) first.set(identifier, row);
    else problems.add('sisNumberShared', 'warning', table.at(row, 'identifier'), { first: twin.line });
  }
}
