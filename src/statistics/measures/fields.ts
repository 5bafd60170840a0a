/**
 * What one row of a count is. For each the server knows one FROM clause:
 * - `call`: one request for an officer (table `call`, whatever its state).
 * - `incident`: one filed incident (`incident`, state filed or amended).
 * - `involvement`: one student in the role 'subject' of a filed incident (`incident` with `incident_student`).
 * - `action`: one use of police powers on one student (`incident` with `enforcement_action`, and the student it was on).
 * What the school recorded (`student_identity`) is joined to the last two by incident and student key.
 */
export const grains = ['call', 'incident', 'involvement', 'action'] as const;
export type Grain = (typeof grains)[number];

type Table = 'call' | 'incident' | 'incident_student' | 'enforcement_action' | 'student_identity';

/** A field of a record and where the database keeps it for counting. */
export interface Field {
  /** The record's own schema: src/domain/calls, incidents (its body) or roster (the facts the school attaches). */
  readonly record: 'call' | 'incident' | 'recordedFacts';
  /** Path in that record, `[]` for every entry of a list: 'students[].races'. */
  readonly path: string;
  readonly table: Table;
  readonly column: string;
  /** `codes` is a list of codes (text[] in the database), `day` a local day, `flag` true or false. */
  readonly type: 'code' | 'codes' | 'id' | 'day' | 'flag';
}

const student = (path: string, column: string, type: Field['type'] = 'code'): Field => ({
  record: 'incident',
  path: `students[].${path}`,
  table: 'incident_student',
  column,
  type,
});

const recorded = (path: string, column: string, type: Field['type'] = 'code'): Field => ({
  record: 'recordedFacts',
  path,
  table: 'student_identity',
  column,
  type,
});

const action = (path: string, column: string): Field => ({
  record: 'incident',
  path: `actions[].${path}`,
  table: 'enforcement_action',
  column,
  type: 'code',
});

/**
 * Every field that a measure or a dimension reads, by name. The database keeps the school, the officer and the local
 * day of a record beside it; their paths are those of what they are made from.
 */
export const fields = {
  callSchool: { record: 'call', path: 'schoolId', table: 'call', column: 'school_id', type: 'id' },
  /** Who took the call; null while nobody has. */
  callOfficer: { record: 'call', path: '', table: 'call', column: 'officer_id', type: 'id' },
  callDay: { record: 'call', path: 'requestedAt', table: 'call', column: 'local_day', type: 'day' },
  callCallerRole: { record: 'call', path: 'callerRole', table: 'call', column: 'caller_role', type: 'code' },
  callMatter: { record: 'call', path: 'matterCode', table: 'call', column: 'matter', type: 'code' },
  callState: { record: 'call', path: '', table: 'call', column: 'state', type: 'code' },

  incidentSchool: { record: 'incident', path: '', table: 'incident', column: 'school_id', type: 'id' },
  incidentOfficer: { record: 'incident', path: '', table: 'incident', column: 'officer_id', type: 'id' },
  incidentDay: { record: 'incident', path: 'what.occurredAt', table: 'incident', column: 'local_day', type: 'day' },
  incidentMatter: { record: 'incident', path: 'what.matterCode', table: 'incident', column: 'matter', type: 'code' },
  incidentOffense: { record: 'incident', path: 'what.offense', table: 'incident', column: 'offense', type: 'code' },
  incidentOrigin: { record: 'incident', path: 'origin.kind', table: 'incident', column: 'origin', type: 'code' },
  incidentSetting: {
    record: 'incident',
    path: 'what.setting',
    table: 'incident',
    column: 'setting',
    type: 'code',
  },
  incidentCallerRole: {
    record: 'incident',
    path: 'origin.callerRole',
    table: 'incident',
    column: 'caller_role',
    type: 'code',
  },
  incidentThroughDispatchFrom: {
    record: 'incident',
    path: 'origin.throughDispatchFrom',
    table: 'incident',
    column: 'through_dispatch_from',
    type: 'code',
  },

  perceivedRaces: student('races', 'races', 'codes'),
  perceivedSex: student('sex', 'sex'),
  perceivedAge: student('ageBand', 'age_band'),
  perceivedGrade: student('grade', 'grade'),
  perceivedDisability: student('disabilityKnown', 'disability_known'),
  perceivedEnglishLearner: student('englishLearnerKnown', 'el_known'),
  outcomes: student('outcomes', 'outcomes', 'codes'),
  /** True where an action is on the student. */
  enforcement: { ...student('key', 'enforcement', 'flag'), path: 'actions[].studentKey' },

  recordedRaces: recorded('races', 'races', 'codes'),
  recordedSex: recorded('sex', 'sex'),
  recordedAge: recorded('ageBand', 'age_band'),
  recordedGrade: recorded('grade', 'grade'),
  recordedDisability: recorded('disability', 'disability'),
  recordedEnglishLearner: recorded('englishLearner', 'el'),
  /** Who it is, without saying who: what different students are told apart by. */
  pseudonym: { record: 'recordedFacts', path: '', table: 'student_identity', column: 'pseudonym', type: 'id' },

  actionKind: {
    record: 'incident',
    path: 'actions[].kind',
    table: 'enforcement_action',
    column: 'kind',
    type: 'code',
  },
  searchResult: action('search.result', 'search_result'),
  chargeOnSchoolGrounds: action('offense.onSchoolGrounds', 'on_school_grounds'),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** Which rows count. An empty field (SQL NULL) is in no list; `in` for one code, `overlaps` for a list of codes. */
export type Condition =
  | { readonly field: FieldName; readonly in: readonly string[] }
  | { readonly field: FieldName; readonly notIn: readonly string[] }
  | { readonly field: FieldName; readonly overlaps: readonly string[] }
  | { readonly field: FieldName; readonly is: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };
