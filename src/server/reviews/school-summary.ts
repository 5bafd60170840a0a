import { sql } from 'kysely';
import { z } from 'zod';
import { addDays, addMonths, type DateString, weekday } from '../../domain/shared/dates.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { calendarOn } from '../../domain/shared/school-year.ts';
import { callOf } from '../calls/record.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';

const countsSchema = z.object({
  calls: z.number().int(),
  handedBack: z.number().int(),
  incidents: z.number().int(),
  withActions: z.number().int(),
});
type Counts = z.infer<typeof countsSchema>;

export const schoolSummarySchema = z.object({
  schoolId: z.uuid(),
  week: z.object({ from: z.string(), to: z.string() }),
  calls: z.array(
    z.object({
      id: z.uuid(),
      requestedAt: z.string(),
      matter: z.string(),
      callerRole: z.string(),
      callerName: z.string().nullable(),
      state: z.string(),
      result: z.string().nullable(),
      officer: z.string().nullable(),
      incidentId: z.uuid().nullable(),
    }),
  ),
  month: z.object({
    from: z.string(),
    to: z.string(),
    now: countsSchema,
    /** The same days a year before; null where the program has no school year then. */
    before: countsSchema.nullable(),
  }),
});
export type SchoolSummary = z.infer<typeof schoolSummarySchema>;

/** The calls of a school this week and what became of them; this month to date beside the same days last year. */
export function schoolSummary(service: Service, caller: Caller, schoolId: string): Promise<Result<SchoolSummary>> {
  return runQuery(service, caller, {
    action: 'review.school',
    read: async ({ tx, now, reach }) => {
      if (reach.kind === 'some' && !reach.schoolIds.includes(schoolId)) return err(notFound);
      const frame = await requireFrame(tx, caller.actor.programId);
      const today = frame.dayOf(now);
      const monday = addDays(today, -((weekday(today) + 6) % 7));
      const month = { from: `${today.slice(0, 7)}-01`, to: today };
      const yearBefore = { from: addMonths(month.from, -12), to: addMonths(month.to, -12) };
      const known =
        calendarOn(frame.schoolYears, yearBefore.from) !== null ||
        calendarOn(frame.schoolYears, yearBefore.to) !== null;
      return ok({
        schoolId,
        week: { from: monday, to: today },
        calls: await callsSince(tx, schoolId, monday),
        month: {
          ...month,
          now: await countsOf(tx, schoolId, month),
          before: known ? await countsOf(tx, schoolId, yearBefore) : null,
        },
      });
    },
  });
}

async function callsSince(tx: Tx, schoolId: string, day: DateString): Promise<SchoolSummary['calls']> {
  const rows = await tx
    .selectFrom('call')
    .leftJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'call.program_id').onRef('officer.id', '=', 'call.officer_id'),
    )
    .leftJoin('member', (join) =>
      join.onRef('member.program_id', '=', 'call.program_id').onRef('member.person_id', '=', 'call.caller_id'),
    )
    .selectAll('call')
    .select(['officer.name as officer_name', 'member.name as caller_name'])
    .where('call.school_id', '=', schoolId)
    .where('call.local_day', '>=', day)
    .orderBy('call.requested_at', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    requestedAt: row.requested_at.toISOString(),
    matter: row.matter,
    callerRole: row.caller_role,
    callerName: row.caller_name,
    state: row.state,
    result: callOf(row).body.result,
    officer: row.officer_name,
    incidentId: row.incident_id,
  }));
}

async function countsOf(tx: Tx, schoolId: string, days: { from: string; to: string }): Promise<Counts> {
  const calls = await tx
    .selectFrom('call')
    .select((select) => [
      select.fn.countAll<number>().as('calls'),
      sql<number>`count(*) FILTER (WHERE state = 'handedBack')`.as('handedBack'),
    ])
    .where('school_id', '=', schoolId)
    .where('state', '!=', 'withdrawn')
    .where('local_day', '>=', days.from)
    .where('local_day', '<=', days.to)
    .executeTakeFirstOrThrow();
  const incidents = await tx
    .selectFrom('incident')
    .select((select) => [
      select.fn.countAll<number>().as('incidents'),
      sql<number>`count(*) FILTER (WHERE action_count > 0)`.as('withActions'),
    ])
    .where('school_id', '=', schoolId)
    .where('state', 'in', ['filed', 'amended'])
    .where('local_day', '>=', days.from)
    .where('local_day', '<=', days.to)
    .executeTakeFirstOrThrow();
  return { ...calls, ...incidents };
}
