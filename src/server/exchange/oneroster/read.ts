import { readDay } from '../csv/values.ts';
import { type Bundle, type ByteSource, findFile } from '../files/bundle.ts';
import { ProblemList } from '../problem.ts';
import { readDemographics } from './demographics.ts';
import { byId, cell, isDeleted, loadFile, loadManifest, type RosterTable } from './files.ts';
import type { Manifest } from './manifest.ts';
import { LeftOutCounter, type RosterData, type RosterOrg, type RosterSession, type RosterVersion } from './record.ts';
import { readStudents } from './students.ts';
import { applySupplement, loadSupplement } from './supplement.ts';

export type RosterOptions = {
  /** The second file with IDEA, 504 and EL. */
  supplement?: ByteSource;
};

/**
 * Reads a OneRoster 1.1 or 1.2 CSV bundle (bulk): schools, sessions and students with demographics, and the flags of the second
 * file. Staff and parents are not taken over. Every fault is a problem; with an error among them nothing is to be imported.
 */
export async function readOneRoster(bundle: Bundle, options: RosterOptions = {}): Promise<RosterData> {
  const problems = new ProblemList();
  const leftOut = new LeftOutCounter();
  const manifest = await loadManifest(bundle, problems);
  const version = versionOf(bundle, manifest, problems);
  const result: RosterData = {
    version,
    source: { systemName: manifest.systemName, systemCode: manifest.systemCode },
    schools: [],
    districts: [],
    sessions: [],
    students: [],
    leftOut: [],
    problems: [],
  };
  // A delta bundle or an unknown version is refused whole: its other files would only add confusing problems.
  if (problems.hasErrors) return { ...result, problems: problems.list() };

  const orgs = await loadFile(bundle, manifest, 'orgs', 'required', problems);
  const userNeed = version === '1.1' ? { columns: ['role', 'orgSourcedIds'] } : 'required';
  const users = await loadFile(bundle, manifest, 'users', userNeed, problems);
  const roles = version === '1.2' ? await loadFile(bundle, manifest, 'roles', 'required', problems) : null;
  const sessions = await loadFile(bundle, manifest, 'academicSessions', 'optional', problems);
  const demographics = await loadFile(bundle, manifest, 'demographics', 'optional', problems);

  const organisations = orgs === null ? [] : readOrgs(orgs, leftOut, problems);
  const isSchool = (org: RosterOrg): boolean => org.type === 'school';
  result.schools = organisations.filter(isSchool);
  result.districts = organisations.filter((org) => org.type === 'district');
  result.sessions = sessions === null ? [] : readSessions(sessions, problems);
  if (orgs !== null && result.schools.length === 0) problems.add('noSchools', 'error', { file: orgs.file });

  if (users !== null) {
    const sources = {
      version,
      users,
      roles,
      orgs: {
        schools: new Map(result.schools.map((org) => [org.sourcedId, org])),
        all: new Set(orgs?.rows.map((row) => cell(row, 'sourcedId'))),
      },
      demographics: demographics === null ? new Map() : readDemographics(demographics, problems),
      enrollments: () => loadFile(bundle, manifest, 'enrollments', 'optional', problems),
    };
    result.students = await readStudents(sources, leftOut, problems);
    if (result.students.length === 0 && !problems.hasErrors) problems.add('noStudents', 'error', { file: users.file });
  }
  if (options.supplement !== undefined) {
    const supplement = await loadSupplement(options.supplement);
    problems.push(...supplement.problems);
    result.students = applySupplement(result.students, supplement, leftOut, problems);
  }
  return { ...result, leftOut: leftOut.list(), problems: problems.list() };
}

/** Without a manifest the files tell: only 1.2 has roles.csv. */
function versionOf(bundle: Bundle, manifest: Manifest, problems: ProblemList): RosterVersion {
  if (manifest.version !== null) return manifest.version;
  const guess = findFile(bundle, 'roles').kind === 'none' ? '1.1' : '1.2';
  problems.add('versionGuessed', 'warning', { file: 'manifest.csv' }, { version: guess });
  return guess;
}

function readOrgs(table: RosterTable, leftOut: LeftOutCounter, problems: ProblemList): RosterOrg[] {
  const orgs: RosterOrg[] = [];
  for (const [sourcedId, row] of byId(table, problems)) {
    const org: RosterOrg = {
      sourcedId,
      name: cell(row, 'name'),
      type: cell(row, 'type').toLowerCase(),
      identifier: cell(row, 'identifier'),
      parentSourcedId: cell(row, 'parentSourcedId'),
    };
    if (isDeleted(row)) leftOut.add(table.file, 'orgDeleted');
    else if (org.type !== 'school' && org.type !== 'district') leftOut.add(table.file, 'orgNoSchool');
    else {
      if (org.name === '') problems.add('valueMissing', 'error', table.at(row, 'name'), { column: 'name' });
      orgs.push(org);
    }
  }
  return orgs;
}

function readSessions(table: RosterTable, problems: ProblemList): RosterSession[] {
  return [...byId(table, problems)].flatMap(([sourcedId, row]) => {
    if (isDeleted(row)) return [];
    const day = (key: 'startDate' | 'endDate'): string => {
      const read = readDay(cell(row, key));
      if (read === null)
        problems.add('dateInvalid', 'error', table.at(row, key), { value: cell(row, key).slice(0, 40) });
      return read ?? '';
    };
    const session: RosterSession = {
      sourcedId,
      title: cell(row, 'title'),
      type: cell(row, 'type'),
      startDate: day('startDate'),
      endDate: day('endDate'),
      schoolYear: cell(row, 'schoolYear'),
    };
    return [session];
  });
}
