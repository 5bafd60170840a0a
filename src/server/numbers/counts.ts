import { sql } from 'kysely';
import type { ActivityKind, CopsRole, StatutoryFunction } from '../../domain/activities/record.ts';
import type { Outcome } from '../../domain/incidents/record.ts';
import type { CallGroup, IncidentGroup, StudentInvolvement } from '../../statistics/funnel.ts';
import type { CallResult } from '../../statistics/stages.ts';
import type { ActivityGroup } from '../../statistics/time.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { type Selection, selected } from './filter.ts';

/** Calls by what became of them (P3.1). One round trip. */
export async function countCalls(tx: Tx, selection: Selection): Promise<CallGroup[]> {
  const { rows } = await sql<{ result: CallResult; n: number }>`
    SELECT CASE state WHEN 'handedBack' THEN 'handedBack' WHEN 'withdrawn' THEN 'withdrawn'
                      WHEN 'requested' THEN 'undecided' ELSE 'responded' END AS result,
           count(*) AS n
    FROM call WHERE ${selected('call', selection)} GROUP BY 1`.execute(tx);
  return rows;
}

/** Filed incidents alike: who began, every outcome of the students involved as subjects, police powers (P7.1). */
export async function countIncidents(tx: Tx, selection: Selection): Promise<IncidentGroup[]> {
  const { rows } = await sql<IncidentGroup>`
    SELECT origin, outcomes, enforcement, count(*) AS n FROM (
      SELECT coalesce(incident.origin, 'selfInitiated') AS origin,
             coalesce(subject.outcomes, '{}') AS outcomes,
             EXISTS (SELECT FROM enforcement_action action
                     WHERE action.program_id = incident.program_id AND action.incident_id = incident.id) AS enforcement
      FROM incident
      LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT outcome ORDER BY outcome) AS outcomes
        FROM incident_student student, unnest(student.outcomes) outcome
        WHERE student.program_id = incident.program_id AND student.incident_id = incident.id AND student.role = 'subject'
      ) subject ON true
      WHERE ${selected('incident', selection)}
    ) alike GROUP BY 1, 2, 3`.execute(tx);
  return rows;
}

/** Time alike, added up (D2, D3, D6). `audience` is the people reached, as far as the officer counted them. */
export async function countActivities(tx: Tx, selection: Selection): Promise<ActivityGroup[]> {
  const { rows } = await sql<{
    kind: ActivityKind;
    role: CopsRole;
    statutory_function: StatutoryFunction;
    school_id: string | null;
    officer_id: string;
    month: string;
    positive: boolean;
    entries: number;
    minutes: number;
    audience: number;
  }>`
    SELECT kind, role, function AS statutory_function, school_id, officer_id, to_char(local_day, 'YYYY-MM') AS month,
           positive, count(*) AS entries, sum(minutes) AS minutes, coalesce(sum(audience_size), 0) AS audience
    FROM activity WHERE ${selected('activity', selection)}
    GROUP BY 1, 2, 3, 4, 5, 6, 7`.execute(tx);
  return rows.map(({ statutory_function: statutoryFunction, school_id: schoolId, officer_id: officerId, ...row }) => ({
    ...row,
    statutoryFunction,
    schoolId,
    officerId,
  }));
}

/**
 * Each student of a filed incident in the role `subject`, with the pseudonym where the school has attached it. Only
 * with the vault open; the rows are for adding up and leave as totals.
 */
export async function involvements(tx: Tx, selection: Selection): Promise<StudentInvolvement[]> {
  const { rows } = await sql<{ pseudonym: string | null; outcomes: Outcome[]; enforcement: boolean }>`
    SELECT encode(identity.pseudonym, 'hex') AS pseudonym, student.outcomes,
           EXISTS (SELECT FROM enforcement_action action
                   WHERE action.program_id = incident.program_id AND action.incident_id = incident.id
                     AND action.student_key = student.student_key) AS enforcement
    FROM incident
    JOIN incident_student student ON student.program_id = incident.program_id AND student.incident_id = incident.id
                                 AND student.role = 'subject'
    LEFT JOIN student_identity identity
      ON identity.program_id = incident.program_id AND identity.incident_id = incident.id
     AND identity.student_key = student.student_key
    WHERE ${selected('incident', selection)}`.execute(tx);
  return rows;
}
