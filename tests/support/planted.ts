import { v7 as uuidv7 } from 'uuid';
import type { TestWorld } from './world.ts';

/** One student of a planted incident; `pseudonym` null: the school has attached nobody. */
interface PlantedStudent {
  readonly outcomes: readonly string[];
  readonly race: string;
  readonly recordedRace: string;
  readonly disability: string;
  readonly pseudonym: number | null;
  readonly stopped: boolean;
  /** Which police powers were used on a student who was stopped; else a search. */
  readonly kinds?: readonly string[];
  readonly role?: string;
}

export interface PlantedIncident {
  readonly school: 0 | 1;
  readonly officer: 0 | 1;
  readonly day: string;
  readonly origin: 'called' | 'selfInitiated';
  readonly offense: string | null;
  readonly students: readonly PlantedStudent[];
  readonly state?: 'filed' | 'amended' | 'draft';
}

export interface PlantedCall {
  readonly school: 0 | 1;
  readonly officer: 0 | 1 | null;
  readonly day: string;
  readonly state: string;
  /** What it was about; else a fight. */
  readonly matter?: string;
}

export interface PlantedActivity {
  readonly school: 0 | 1 | null;
  readonly officer: 0 | 1;
  readonly day: string;
  readonly kind: string;
  readonly role: string;
  readonly minutes: number;
  readonly audience: number | null;
  readonly positive: boolean;
}

const people = ['officer', 'otherOfficer'] as const;

/** Puts records straight into the tables, past the commands, in the numbers a test of statistics needs. */
export async function plant(
  world: TestWorld,
  records: {
    readonly incidents?: readonly PlantedIncident[];
    readonly calls?: readonly PlantedCall[];
    readonly activities?: readonly PlantedActivity[];
  },
): Promise<void> {
  const { program, database } = world;
  const incidents = (records.incidents ?? []).map((incident) => ({ ...incident, id: uuidv7() }));
  const students = incidents.flatMap((incident) =>
    incident.students.map((student) => ({ ...student, incident, key: uuidv7() })),
  );
  // Columns that are not named keep their default.
  const insert = (table: string, rows: readonly object[]) => {
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    return rows.length === 0
      ? Promise.resolve([])
      : database.query(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
          [JSON.stringify(rows)],
        );
  };
  const base = { program_id: program.id };
  const owner = (officer: 0 | 1) => program.people[people[officer]].id;
  await insert(
    'incident',
    incidents.map((incident) => ({
      ...base,
      id: incident.id,
      school_id: program.schools[incident.school],
      school_year: '2026-27',
      local_day: incident.day,
      occurred_at: `${incident.day}T16:00:00Z`,
      owner_id: owner(incident.officer),
      officer_id: program.officerIds[incident.officer],
      origin: incident.origin,
      matter: 'fightActive',
      offense: incident.offense,
      state: incident.state ?? 'filed',
      draft_revision: 0,
      version: 1,
      body: { students: [] },
      student_count: incident.students.length,
      attached_count: incident.students.filter((student) => student.pseudonym !== null).length,
      action_count: incident.students.filter((student) => student.stopped).length,
      outcomes: [
        ...new Set(
          incident.students.flatMap(({ role, outcomes }) => ((role ?? 'subject') === 'subject' ? outcomes : [])),
        ),
      ].sort(),
    })),
  );
  await insert(
    'incident_student',
    students.map(({ incident, key, role, outcomes, race, stopped }) => ({
      ...base,
      incident_id: incident.id,
      student_key: key,
      school_id: program.schools[incident.school],
      local_day: incident.day,
      role: role ?? 'subject',
      grade: '09',
      sex: 'M',
      races: [race],
      age_band: '13to14',
      outcomes,
      disability_known: 'unknown',
      el_known: 'unknown',
      enforcement: stopped,
    })),
  );
  await insert(
    'enforcement_action',
    students
      .filter((student) => student.stopped)
      .flatMap((student) => (student.kinds ?? ['search']).map((kind) => ({ ...student, kind })))
      .map(({ incident, key, kind }, index) => ({
        ...base,
        incident_id: incident.id,
        action_no: index + 1,
        student_key: key,
        school_id: program.schools[incident.school],
        local_day: incident.day,
        kind,
        body: {},
      })),
  );
  await insert(
    'student_identity',
    students
      .filter((student) => student.pseudonym !== null)
      .map(({ incident, key, pseudonym, recordedRace, disability }) => ({
        ...base,
        incident_id: incident.id,
        student_key: key,
        school_id: program.schools[incident.school],
        school_year: '2026-27',
        pseudonym: `\\x${String(pseudonym).padStart(32, '0')}`,
        races: [recordedRace],
        sex: 'F',
        age_band: '15to17',
        grade: '10',
        disability,
        el: 'no',
        source: 'byHand',
        attached_by: program.people.schoolLeader.id,
        attached_at: '2026-10-01T00:00:00Z',
      })),
  );
  await insert(
    'call',
    (records.calls ?? []).map((call) => ({
      ...base,
      id: uuidv7(),
      school_id: program.schools[call.school],
      school_year: '2026-27',
      local_day: call.day,
      owner_id: program.people.schoolStaff.id,
      caller_role: 'teacher',
      officer_id: call.officer === null ? null : program.officerIds[call.officer],
      matter: call.matter ?? 'fightActive',
      emergency: false,
      state: call.state,
      requested_at: `${call.day}T15:00:00Z`,
      body: {},
    })),
  );
  await insert(
    'activity',
    (records.activities ?? []).map((activity) => ({
      ...base,
      id: uuidv7(),
      officer_id: program.officerIds[activity.officer],
      owner_id: owner(activity.officer),
      school_id: activity.school === null ? null : program.schools[activity.school],
      school_year: '2026-27',
      local_day: activity.day,
      started_at: `${activity.day}T15:00:00Z`,
      minutes: activity.minutes,
      kind: activity.kind,
      role: activity.role,
      function: 'B',
      audience: 'students',
      audience_size: activity.audience,
      positive: activity.positive,
      withdrawn: false,
      version: 1,
      body: {},
      saved_at: `${activity.day}T15:00:00Z`,
    })),
  );
}

/** Takes every planted record out again, between the runs of a property. */
export async function clearPlanted(world: TestWorld): Promise<void> {
  for (const table of ['student_identity', 'enforcement_action', 'incident_student', 'incident', 'call', 'activity']) {
    await world.database.query(`DELETE FROM ${table}`);
  }
}

/** What a command gave; throws with its problem where it was refused. */
export function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/**
 * Makes incidents that ended alike, each with a student of its own, numbered from `first`. Every call begins a count of
 * its own: one for a file of tests.
 */
export function incidentsAlike(first = 1) {
  let student = first;
  return (
    n: number,
    at: { readonly school: 0 | 1; readonly day: string; readonly outcome: string; readonly race?: string },
    stopped: (place: number) => boolean = () => false,
  ): PlantedIncident[] =>
    Array.from({ length: n }, (_, place) => ({
      ...{ school: at.school, officer: 0, day: at.day, origin: 'called', offense: null },
      students: [
        {
          ...{ outcomes: [at.outcome], race: at.race ?? 'white', recordedRace: at.race ?? 'white', disability: 'none' },
          ...{ pseudonym: student++, stopped: stopped(place) },
        },
      ],
    }));
}
