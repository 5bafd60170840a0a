import { v7 as uuidv7 } from 'uuid';
import type { Target } from '../../src/domain/access/roles.ts';
import { exampleDraft } from '../../src/domain/incidents/incident-examples.test-data.ts';
import { logActivity } from '../../src/server/activities/commands.ts';
import { requestCall } from '../../src/server/calls/commands.ts';
import { saveView } from '../../src/server/explorer/views.ts';
import { raiseLeanedOn } from '../../src/server/findings/commands.ts';
import { saveDraft, startIncident } from '../../src/server/incidents/commands.ts';
import { fileIncident } from '../../src/server/incidents/filing.ts';
import { sealStudent } from '../../src/server/roster/vault.ts';
import type { TestProgram, TestWorld } from './world.ts';

/** One record of each kind at one school of a program, written by that school's officer or staff. */
export interface RecordSet {
  readonly school: string;
  readonly officer: string;
  readonly assignment: string;
  readonly person: string;
  readonly activity: string;
  readonly call: string;
  readonly finding: string;
  /** A corrective action about the school, owned by its leader. */
  readonly corrective: string;
  /** A saved question of the school's leader. */
  readonly view: string;
  /** A release that somebody proposed. */
  readonly proposal: string;
  readonly filed: string;
  readonly draft: string;
  /** An involved student of the filed incident. */
  readonly studentKey: string;
  readonly rosterStudent: string;
  /** A provider of single sign-on of the program. */
  readonly provider: string;
  /** What the account of the officer holds: a passkey, a link to a provider, a session. */
  readonly passkey: string;
  readonly link: string;
  readonly session: string;
  /** What an access decision is about: who wrote it and where. */
  readonly byOfficer: Target;
  readonly byStaff: Target;
  readonly byLeader: Target;
}

/** Ids of nothing at all. */
export function noRecords(): RecordSet {
  const target: Target = { schoolId: null, ownerId: null };
  return {
    ...{ school: uuidv7(), officer: uuidv7(), assignment: uuidv7(), person: uuidv7(), activity: uuidv7() },
    ...{
      call: uuidv7(),
      finding: uuidv7(),
      corrective: uuidv7(),
      view: uuidv7(),
      proposal: uuidv7(),
      filed: uuidv7(),
      draft: uuidv7(),
      studentKey: uuidv7(),
    },
    ...{ rosterStudent: uuidv7(), provider: uuidv7(), passkey: uuidv7(), link: uuidv7(), session: uuidv7() },
    ...{ byOfficer: target, byStaff: target, byLeader: target },
  };
}

async function addRosterStudent(world: TestWorld, program: TestProgram, schoolId: string): Promise<string> {
  const id = uuidv7();
  const row = sealStudent(world.service.keys, program.id, {
    schoolId,
    sourcedId: `src-${id}`,
    studentNumber: `SIS-${id.slice(-6)}`,
    givenName: 'Zebulon',
    middleName: null,
    familyName: 'Quackenbush',
    grade: '09',
    birthDate: '2011-04-05',
    sex: 'M',
    races: ['white'],
    idea: 'no',
    section504: 'yes',
    englishLearner: 'no',
  });
  const columns = Object.keys({ ...row, id });
  await world.database.query(
    `INSERT INTO roster_student (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values({ ...row, id }),
  );
  return id;
}

/** A proposal of a release of nothing. */
async function addProposal(world: TestWorld, program: TestProgram): Promise<string> {
  const id = uuidv7();
  const words = { en: '', es: '' };
  const document = {
    number: 1,
    ...{ kind: 'year', period: '2025-26', schoolYear: '2025-26', from: '2025-08-18', to: '2026-06-05' },
    ...{ asOf: '2026-07-10', schools: [], policy: { threshold: 10, zeros: 'published', protect: 'bound' }, tables: [] },
    ...{ comparisons: [], comparisonLabel: words, changes: null, files: [] },
  };
  await world.database.query(
    `INSERT INTO release_proposal (program_id, id, number, kind, period, proposed_by, proposed_at, digest, document, files, preview, ledger)
     VALUES ($1, $2, 1, 'year', '2025-26', $3, '2026-07-10T12:00:00Z', $4, $5, '[]', '{"tables": [], "changed": 0, "compared": 0}', '[]')`,
    [program.id, id, program.people.districtCoordinator.id, '1'.repeat(64), JSON.stringify(document)],
  );
  return id;
}

/** A provider of the program, and a passkey and a link of a person's account. */
async function addWaysIn(world: TestWorld, program: TestProgram, personId: string) {
  const ids = { provider: uuidv7(), passkey: uuidv7(), link: uuidv7() };
  await world.database.query(
    `INSERT INTO sign_in_provider (program_id, id, name, kind, issuer, client_id, client_secret, trusts_mfa, enforces_mfa, active, created_at, updated_at)
     VALUES ($1, $2, 'District', 'other', 'https://id.example', $3, '', false, false, true, now(), now())`,
    [program.id, ids.provider, `client-${ids.provider}`],
  );
  await world.database.query(
    `INSERT INTO account_passkey (id, person_id, credential_id, public_key, counter, name, created_at)
     VALUES ($1, $2, $3, '', 0, 'Phone', now())`,
    [ids.passkey, personId, ids.passkey],
  );
  await world.database.query(
    `INSERT INTO account_link (id, person_id, issuer, client_id, subject, provider_name, linked_at)
     VALUES ($1, $2, 'https://id.example', $3, $3, 'District', now())`,
    [ids.link, personId, ids.link],
  );
  return ids;
}

/** Makes one record of each kind at a school of a program, through the commands. Throws where one is refused. */
export async function makeRecords(world: TestWorld, program: TestProgram, at: 0 | 1): Promise<RecordSet> {
  const { service } = world;
  const officer = at === 0 ? program.people.officer : program.people.otherOfficer;
  const staff = at === 0 ? program.people.schoolStaff : program.people.otherSchoolStaff;
  const school = program.schools[at];
  const now = world.clock.now.toISOString();
  const draft = exampleDraft();
  // Each record has keys of its own: a student of one incident must not be found in another.
  const studentKey = uuidv7();
  const text = JSON.stringify({ ...draft, what: { ...draft.what, occurredAt: now } });
  const ownKey = draft.students?.[0]?.key ?? '';
  const ids = {
    ...{ activity: uuidv7(), call: uuidv7(), finding: uuidv7(), corrective: uuidv7(), view: uuidv7() },
    ...{ filed: uuidv7(), draft: uuidv7() },
  };
  const leader = at === 0 ? program.people.schoolLeader : program.people.otherSchoolLeader;
  const done = async <T>(work: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> => {
    const result = await work;
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  };
  await done(
    logActivity(service, officer.caller, {
      id: ids.activity,
      kind: 'mentoring',
      topic: 'informalTalk',
      schoolId: school,
      startedAt: now,
      minutes: 10,
      role: 'informalCounselor',
      statutoryFunction: 'B',
      functionOtherReason: null,
      audience: 'students',
      audienceSize: 2,
      note: '',
    }),
  );
  await done(
    requestCall(service, staff.caller, {
      id: ids.call,
      schoolId: school,
      requestedAt: now,
      callerRole: 'teacher',
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode: 'dressCode',
      place: 'hallway',
      placeDetail: '',
      description: '',
      emergency: false,
      answers: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
    }),
  );
  await done(
    raiseLeanedOn(service, officer.caller, {
      id: ids.finding,
      schoolId: school,
      callId: null,
      incidentId: null,
      callerRole: 'teacher',
      note: '',
    }),
  );
  await done(saveView(service, leader.caller, { id: ids.view, name: 'Mine', question: 'measure=calls' }));
  // Past the command, which would ask for a difference that stands out in the numbers.
  await world.database.query(
    `INSERT INTO corrective_action (program_id, id, rule, flag, measure, dimension, group_code, comparison, school_id,
       from_day, to_day, owner_id, due_on, steps, note, state, opened_by, opened_at)
     VALUES ($1, $2, 'disparity.flagged', $3::uuid::text, 'studentsReferred', 'crdcRace', 'BL', 'allOthers', $3, '2025-08-18',
       '2026-06-05', $4, '2026-12-18', '{lookIntoRecords}', 'Look at the calls behind it.', 'open', $5, $6)`,
    [program.id, ids.corrective, school, leader.id, program.people.supervisor.id, now],
  );
  for (const id of [ids.filed, ids.draft])
    await done(startIncident(service, officer.caller, { id, schoolId: school, originKind: 'selfInitiated' }));
  const { revision } = await done(
    saveDraft(service, officer.caller, {
      id: ids.filed,
      revision: 1,
      draft: JSON.parse(text.replaceAll(ownKey, studentKey)) as ReturnType<typeof exampleDraft>,
    }),
  );
  await done(fileIncident(service, officer.caller, { id: ids.filed, revision }));
  const [assignment] = await world.database.query<{ id: string }>(
    'SELECT id FROM assignment WHERE program_id = $1 AND school_id = $2',
    [program.id, school],
  );
  return {
    ...ids,
    proposal: await addProposal(world, program),
    school,
    officer: program.officerIds[at],
    assignment: assignment?.id ?? '',
    person: staff.id,
    studentKey,
    rosterStudent: await addRosterStudent(world, program, school),
    ...(await addWaysIn(world, program, officer.id)),
    session: officer.caller.sessionId ?? '',
    byOfficer: { schoolId: school, ownerId: officer.id },
    byStaff: { schoolId: school, ownerId: staff.id },
    byLeader: { schoolId: school, ownerId: leader.id },
  };
}
