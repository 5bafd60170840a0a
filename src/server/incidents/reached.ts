import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { outcomesTouching, type ReachedStep } from '../../statistics/stages.ts';

/** Whether an incident touched a step: the same question as the numbers ask (src/statistics/stages.ts). */
export function touched(step: ReachedStep): RawBuilder<SqlBool> {
  const anyAction = sql<SqlBool>`incident.action_count > 0`;
  if (step === 'notRecorded') return sql`NOT ${anyAction} AND incident.outcomes = '{}'`;
  if (step === 'stopped') return anyAction;
  const listed = sql<SqlBool>`incident.outcomes && ${[...outcomesTouching(step)]}::text[]`;
  return step === 'enforcement' ? sql`(${anyAction} OR ${listed})` : listed;
}
