import type { Outcome } from '../domain/incidents/record.ts';
import {
  type CallResult,
  callResults,
  enforcementSteps,
  highestStep,
  type Step,
  steps,
  stepsTouched,
  type Unit,
} from './stages.ts';

/** Calls with the same result; `n` how many. Groups, not rows: a program may have a million. */
export interface CallGroup {
  readonly result: CallResult;
  readonly n: number;
}

/** Incidents alike: who began, all outcomes of the students involved as subjects, and whether police powers were used. */
export interface IncidentGroup {
  readonly origin: 'called' | 'selfInitiated';
  readonly outcomes: readonly Outcome[];
  readonly enforcement: boolean;
  readonly n: number;
}

/** One involvement of one student as a subject. `pseudonym` null: the school has not attached who it is yet. */
export interface StudentInvolvement {
  readonly pseudonym: string | null;
  readonly outcomes: readonly Outcome[];
  readonly enforcement: boolean;
}

/** Students alike, each counted once. */
interface StudentGroup {
  readonly outcomes: readonly Outcome[];
  readonly enforcement: boolean;
  readonly n: number;
}

/** Students counted once, and the involvements nobody can yet say whose they are: never dropped, never guessed. */
export interface CountedStudents {
  readonly groups: readonly StudentGroup[];
  readonly unattached: number;
}

type StageKey = 'calls' | CallResult | 'incidents' | 'called' | 'selfInitiated' | 'enforcement' | Step;

/** One number of the funnel. `of` is its denominator; `definition` the key of its text in catalog `statistics`. */
export interface FunnelStage {
  readonly key: StageKey;
  readonly unit: Unit;
  readonly n: number;
  readonly of: { readonly key: StageKey; readonly n: number } | null;
  readonly definition: string;
}

export interface Funnel {
  readonly calls: readonly FunnelStage[];
  /** How many incidents touched each stage; one that was searched and then diverted counts in both. */
  readonly incidents: readonly FunnelStage[];
  readonly students: readonly FunnelStage[];
  readonly unattached: number;
}

/** Merges involvements into students by pseudonym: one student, all outcomes of the period. */
export function countStudents(rows: Iterable<StudentInvolvement>): CountedStudents {
  const byStudent = new Map<string, { outcomes: Set<Outcome>; enforcement: boolean }>();
  let unattached = 0;
  for (const row of rows) {
    if (row.pseudonym === null) {
      unattached += 1;
      continue;
    }
    const student = byStudent.get(row.pseudonym) ?? { outcomes: new Set(), enforcement: false };
    for (const outcome of row.outcomes) student.outcomes.add(outcome);
    student.enforcement ||= row.enforcement;
    byStudent.set(row.pseudonym, student);
  }
  const groups = [...byStudent.values()].map(({ outcomes, enforcement }) => ({
    outcomes: [...outcomes],
    enforcement,
    n: 1,
  }));
  return { groups, unattached };
}

/** The whole funnel (P7.1, P7.3, idea 2): from calls to charges, each stage with unit and denominator. */
export function funnel(
  calls: Iterable<CallGroup>,
  incidents: Iterable<IncidentGroup>,
  students: CountedStudents,
): Funnel {
  const callList = [...calls];
  const incidentList = [...incidents];
  const allCalls = total(callList);
  const allIncidents = total(incidentList);
  const callsOf = { key: 'calls', n: allCalls } as const;
  const incidentsOf = { key: 'incidents', n: allIncidents } as const;
  return {
    calls: [
      stage('calls', 'calls', allCalls, null),
      ...callResults.map((key) =>
        stage(key, 'calls', total(callList.filter((group) => group.result === key)), callsOf),
      ),
    ],
    incidents: [
      stage('incidents', 'incidents', allIncidents, null),
      ...(['called', 'selfInitiated'] as const).map((key) =>
        stage(key, 'incidents', total(incidentList.filter((group) => group.origin === key)), incidentsOf),
      ),
      ...touchedStages(incidentList, 'incidents', incidentsOf),
    ],
    students: [
      stage('incidents', 'students', total(students.groups), null),
      ...touchedStages(students.groups, 'students', { key: 'incidents', n: total(students.groups) }),
    ],
    unattached: students.unattached,
  };
}

/** How many stand on each step when everyone is counted at the most serious one: the steps add up to the whole. */
export function byHighestStep(
  groups: Iterable<{ readonly outcomes: readonly Outcome[]; readonly enforcement: boolean; readonly n: number }>,
): Readonly<Record<Step, number>> {
  const counts = Object.fromEntries(steps.map((step) => [step, 0])) as Record<Step, number>;
  for (const group of groups) counts[highestStep(group.outcomes, group.enforcement)] += group.n;
  return counts;
}

/** Incidents or students on whom police powers were used. */
export function enforcementCount(
  groups: Iterable<{ readonly outcomes: readonly Outcome[]; readonly enforcement: boolean; readonly n: number }>,
): number {
  const counts = byHighestStep(groups);
  return enforcementSteps.reduce((sum, step) => sum + counts[step], 0);
}

function touchedStages(
  groups: readonly StudentGroup[],
  unit: Unit,
  of: { readonly key: StageKey; readonly n: number },
): readonly FunnelStage[] {
  const counts = new Map<Step, number>();
  for (const group of groups) {
    const touched = stepsTouched(group.outcomes, group.enforcement);
    for (const step of touched.length === 0 ? (['notRecorded'] as const) : touched) {
      counts.set(step, (counts.get(step) ?? 0) + group.n);
    }
  }
  return [
    stage('enforcement', unit, enforcementCount(groups), of),
    ...steps.map((step) => stage(step, unit, counts.get(step) ?? 0, of)),
  ];
}

function stage(key: StageKey, unit: Unit, n: number, of: FunnelStage['of']): FunnelStage {
  return { key, unit, n, of, definition: `stages.${key}.definition` };
}

function total(groups: readonly { readonly n: number }[]): number {
  return groups.reduce((sum, group) => sum + group.n, 0);
}
