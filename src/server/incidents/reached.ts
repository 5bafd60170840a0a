import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { outcomesTouching, type ReachedStep } from '../../statistics/stages.ts';

/** Whether an incident touched a step: the same question as the numbers ask (src/statistics/stages.ts). */
export function touched(step: ReachedStep): RawBuilder<SqlBool> {
  const ofSubject = (outcomes: RawBuilder<unknown>) => sql<SqlBool>`EXISTS (
    SELECT FROM incident_student student WHERE student.program_id = incident.program_id
      AND student.incident_id = incident.id AND student.role = 'subject' AND ${outcomes})`;
  const anyAction = sql<SqlBool>`EXISTS (SELECT FROM enforcement_action used
    WHERE used.program_id = incident.program_id AND used.incident_id = incident.id)`;
  if (step === 'notRecorded') return sql`NOT ${anyAction} AND NOT ${ofSubject(sql`student.outcomes <> '{}'`)}`;
  if (step === 'stopped') return anyAction;
  const listed = ofSubject(sql`student.outcomes && ${[...outcomesTouching(step)]}::text[]`);
  return step === 'enforcement' ? sql`(${anyAction} OR ${listed})` : listed;
}
