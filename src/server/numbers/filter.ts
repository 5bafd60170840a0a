import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Within } from '../platform/aggregates.ts';

/** What is counted: days of a period (both inclusive), perhaps of one school or one officer, within a reader's reach. */
export interface Selection {
  readonly from: string;
  readonly to: string;
  readonly schoolId?: string | undefined;
  readonly officerId?: string | undefined;
  readonly reach: Within;
}

type Counted = 'activity' | 'call' | 'incident';

/**
 * The condition all numbers share, for one of the three tables. An officer's own calls are those the officer took or
 * entered; own incidents and activities are those the officer wrote.
 */
export function selected(table: Counted, selection: Selection): RawBuilder<SqlBool> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  const parts = [sql<SqlBool>`${column('local_day')} BETWEEN ${selection.from}::date AND ${selection.to}::date`];
  if (selection.schoolId !== undefined) parts.push(sql`${column('school_id')} = ${selection.schoolId}::uuid`);
  if (selection.officerId !== undefined) parts.push(sql`${column('officer_id')} = ${selection.officerId}::uuid`);
  if (selection.reach.kind === 'some') {
    const { schoolIds, ownerId } = selection.reach;
    const ways = [sql<SqlBool>`${column('school_id')} = ANY(${[...schoolIds]}::uuid[])`];
    if (ownerId !== null) {
      ways.push(sql`${column('owner_id')} = ${ownerId}::uuid`);
      if (table === 'call') {
        ways.push(sql`${column('officer_id')} IN (SELECT id FROM officer WHERE person_id = ${ownerId}::uuid)`);
      }
    }
    parts.push(sql`(${sql.join(ways, sql` OR `)})`);
  }
  if (table === 'activity') parts.push(sql`NOT activity.withdrawn`);
  if (table === 'incident') parts.push(sql`incident.state IN ('filed', 'amended')`);
  return sql<SqlBool>`(${sql.join(parts, sql` AND `)})`;
}

/**
 * Incidents with their students in the role 'subject'. A student's day is the incident's; said of both, each is read by
 * its own days.
 */
export function subjectsOf({ from, to }: Selection): RawBuilder<unknown> {
  return sql`incident
    JOIN incident_student student ON student.program_id = incident.program_id AND student.incident_id = incident.id
     AND student.role = 'subject' AND student.local_day BETWEEN ${from}::date AND ${to}::date`;
}

/**
 * The same students told apart by the school's side, where nothing else of the incident is wanted: whom it has attached
 * stand in the vault with what came of it, the others among the police's records alone. Nothing is joined; the database
 * keeps both true (migration 024), and together they are all there are.
 */
export function attachedOf(selection: Selection): RawBuilder<unknown> {
  return sql`student_identity identity WHERE identity.subject
    AND ${withinSelection(selection, 'identity', 'incident_school_id')}`;
}

/** The subjects whom the school has not attached. */
export function unattachedOf(selection: Selection): RawBuilder<unknown> {
  return sql`incident_student student WHERE student.role = 'subject' AND NOT student.attached
    AND ${withinSelection(selection, 'student', 'school_id')}`;
}

/** The selection's days, school, officer and reach, of a student's own row. */
function withinSelection(selection: Selection, table: string, school: string): RawBuilder<SqlBool> {
  const { from, to, schoolId, officerId, reach } = selection;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  const parts = [sql<SqlBool>`${column('local_day')} BETWEEN ${from}::date AND ${to}::date`];
  if (schoolId !== undefined) parts.push(sql`${column(school)} = ${schoolId}::uuid`);
  if (officerId !== undefined) parts.push(sql`${column('officer_id')} = ${officerId}::uuid`);
  if (reach.kind === 'some') {
    const ways = [sql<SqlBool>`${column(school)} = ANY(${[...reach.schoolIds]}::uuid[])`];
    if (reach.ownerId !== null) ways.push(sql`${column('owner_id')} = ${reach.ownerId}::uuid`);
    parts.push(sql`(${sql.join(ways, sql` OR `)})`);
  }
  return sql<SqlBool>`(${sql.join(parts, sql` AND `)})`;
}

/** What the school has recorded of a subject, to be joined: at most one row, read by its own days too. */
export function identityOf({ from, to }: Selection): RawBuilder<unknown> {
  return sql`student_identity identity ON identity.program_id = student.program_id
    AND identity.incident_id = student.incident_id AND identity.student_key = student.student_key
    AND identity.subject AND identity.local_day BETWEEN ${from}::date AND ${to}::date`;
}
