import type { Actor } from '../src/domain/access/roles.ts';
import { alwaysSecondFactor } from '../src/domain/accounts/policy.ts';
import { addDays } from '../src/domain/shared/dates.ts';
import type { Result } from '../src/domain/shared/result.ts';
import { openUploads } from '../src/server/exchange/files/open.ts';
import { importCrdc } from '../src/server/imports/crdc.ts';
import { importRoster } from '../src/server/imports/roster.ts';
import { setPassword } from '../src/server/platform/accounts/passwords.ts';
import { ensurePerson, makeSystemAdmin } from '../src/server/platform/accounts/people.ts';
import { makeDemonstrationAccount } from '../src/server/platform/accounts/second-factor.ts';
import { inProgram } from '../src/server/platform/database/tenancy.ts';
import type { Caller, Service } from '../src/server/platform/service.ts';
import { sourceKey } from '../src/server/roster/vault.ts';
import { saveSchoolYear } from '../src/server/setup/calendar.ts';
import { operatorCaller } from '../src/server/setup/callers.ts';
import { saveAssignment, saveOfficer, savePartner } from '../src/server/setup/officers.ts';
import { addPerson } from '../src/server/setup/people.ts';
import { createProgram, editProgram } from '../src/server/setup/programs.ts';
import type { demoYears } from './calendar.ts';
import { assignments, demoPassword, people, programSetup, schools, systemAdmin } from './cast.ts';
import { crdcFiles } from './crdc.ts';
import { random } from './random.ts';
import { type DemoFile, type DemoStudent, rosterBundle, supplementFile } from './students.ts';

/** The demonstration program once it is set up: what the loading of its year works with. */
export interface DemoProgram {
  readonly programId: string;
  /** In the order of the cast. */
  readonly schoolIds: readonly string[];
  readonly officerIds: readonly string[];
  readonly callers: Readonly<Record<string, Caller>>;
  /** Roster id by the student's number. */
  readonly rosterIds: ReadonlyMap<string, string>;
}

/** The value of a command that cannot be refused in the demonstration; throws with the refusal where it is. */
export function must<T>(what: string, result: Result<T>): T {
  if (!result.ok) throw new Error(`The demonstration could not ${what}: ${JSON.stringify(result.error)}`);
  return result.value;
}

async function bundleOf(files: readonly DemoFile[]) {
  const opened = await openUploads([...files]);
  if (!opened.ok) throw new Error(`The demonstration's files are wrong: ${JSON.stringify(opened.problems)}`);
  return opened.bundle;
}

async function addPeople(
  service: Service,
  admin: Caller,
  programId: string,
  schoolIds: readonly string[],
  seed: number,
): Promise<Record<string, Caller>> {
  const from = random(seed, 'sessions');
  const callers: Record<string, Caller> = {};
  for (const each of people) {
    const held = each.school === undefined ? null : [schoolIds[each.school] ?? ''];
    const input = {
      email: each.email,
      name: each.name,
      title: each.title,
      language: each.language ?? 'en',
      grants: [{ role: each.role, schoolIds: held }],
    };
    // The first administrator came with the program.
    const known =
      each.key === 'admin'
        ? (await ensurePerson(service, input)).id
        : must(`add ${each.name}`, await addPerson(service, admin, input)).person.id;
    const actor: Actor = { personId: known, programId, name: each.name, grants: input.grants };
    callers[each.key] = { actor, sessionId: from.id(service.clock()), origin: 'demonstration', language: 'en' };
  }
  const accounts = [
    ...people.map((each) => ({ id: callers[each.key]?.actor.personId ?? '', role: each.role })),
    { id: await addSystemAdmin(service), role: 'systemAdmin' as const },
  ];
  // Hashing a password is slow on purpose, so it is done for all at once.
  await Promise.all(
    accounts.map(async ({ id, role }, index) => {
      must('set a password', await setPassword(service, id, demoPassword));
      const drawn = random(seed, 'authenticator', index);
      const key = Buffer.from(Array.from({ length: 20 }, () => drawn.int(0, 255)));
      await makeDemonstrationAccount(service, id, alwaysSecondFactor.includes(role) ? key : null);
    }),
  );
  return callers;
}

async function addSystemAdmin(service: Service): Promise<string> {
  const { id } = await ensurePerson(service, systemAdmin);
  await makeSystemAdmin(service, id);
  return id;
}

async function addOfficers(
  service: Service,
  admin: Caller,
  callers: Readonly<Record<string, Caller>>,
  schoolIds: readonly string[],
  firstDay: string,
  seed: number,
): Promise<string[]> {
  const from = random(seed, 'officers');
  const officerIds: string[] = [];
  for (const [index, served] of assignments.entries()) {
    const caller = callers[`officer${index}`];
    if (caller === undefined) throw new Error('The cast has no such officer');
    const id = from.id(service.clock());
    officerIds.push(id);
    must(
      'save an officer',
      await saveOfficer(service, admin, id, {
        kind: 'SRO',
        name: caller.actor.name,
        badge: String(200 + index * 7),
        employingAgency: programSetup.agency.name,
        swornOn: addDays(firstDay, -365 * from.int(4, 15)),
        personId: caller.actor.personId,
        active: true,
      }),
    );
    for (const school of served) {
      must(
        'assign an officer',
        await saveAssignment(service, admin, from.id(service.clock()), {
          officerId: id,
          schoolId: schoolIds[school] ?? '',
          from: firstDay,
          until: null,
          weekdays: [1, 2, 3, 4, 5],
          fromTime: null,
          untilTime: null,
        }),
      );
    }
  }
  const partners = [
    { kind: 'securityOfficer' as const, name: 'Gary Webb', organization: 'Cedar Bend Unified School District' },
    { kind: 'volunteer' as const, name: 'Dora Pace', organization: 'Watch Dads of Oak Street' },
  ];
  for (const partner of partners) {
    must('list a partner', await savePartner(service, admin, from.id(service.clock()), { ...partner, active: true }));
  }
  return officerIds;
}

/** Sets the fictional program up by the same commands an administrator uses, with the clock at the start of its year. */
export async function setUpProgram(
  service: Service,
  seed: number,
  years: ReturnType<typeof demoYears>,
  students: readonly DemoStudent[],
): Promise<DemoProgram> {
  const programId = random(seed, 'program').id(service.clock());
  const administrator = people.find((each) => each.key === 'admin');
  if (administrator === undefined) throw new Error('The cast has no administrator');
  const { contact, ...program } = programSetup;
  const admin = operatorCaller(programId, 'programAdmin');
  const { email, name } = administrator;
  must(
    'create the program',
    await createProgram(service, operatorCaller(programId, 'systemAdmin'), {
      ...program,
      id: programId,
      admin: { email, name, language: 'en' },
    }),
  );
  const { slug: _slug, ...edited } = program;
  must('name its contacts', await editProgram(service, admin, { ...edited, contact }));
  for (const { firstDay, lastDay, holidays } of [years.past, years.current]) {
    must(
      'save a school year',
      await saveSchoolYear(service, admin, null, { firstDay, lastDay, holidays: [...holidays] }),
    );
  }
  must(
    'import the schools',
    await importCrdc(service, admin, {
      bundle: await bundleOf(crdcFiles(students)),
      dryRun: false,
      allowShrink: false,
    }),
  );
  const rows = await inProgram(service, { programId }, (tx) =>
    tx.selectFrom('school').select(['id', 'nces_id']).execute(),
  );
  const schoolIds = schools.map(
    (school) => rows.find((row) => row.nces_id === `${programSetup.district.leaId}${school.schid}`)?.id ?? '',
  );
  const supplement = (await bundleOf([supplementFile(students)])).files[0];
  if (supplement === undefined) throw new Error('The second file is missing');
  must(
    'import the roster',
    await importRoster(service, admin, {
      bundle: await bundleOf(rosterBundle(students, years.past.firstDay)),
      supplement,
      dryRun: false,
      allowShrink: false,
    }),
  );
  const callers = await addPeople(service, admin, programId, schoolIds, seed);
  const officerIds = await addOfficers(service, admin, callers, schoolIds, years.past.firstDay, seed);
  // A school leader finds a student by searching; the loader knows whom it means and takes the id by the key alone.
  const roster = await inProgram(service, { programId, vault: true }, (tx) =>
    tx.selectFrom('roster_student').select(['id', 'source_key']).execute(),
  );
  const byKey = new Map(roster.map((row) => [row.source_key.toString('hex'), row.id]));
  const rosterIds = new Map(
    students.map((student) => [
      student.number,
      byKey.get(sourceKey(service.keys, programId, student.sourcedId).toString('hex')) ?? '',
    ]),
  );
  return { programId, schoolIds, officerIds, callers, rosterIds };
}
