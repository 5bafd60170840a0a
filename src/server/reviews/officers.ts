import { sql } from 'kysely';
import { z } from 'zod';
import { documentationTime } from '../../domain/activities/rules.ts';
import { addDays } from '../../domain/shared/dates.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { draftAgeMs } from '../duties/queries.ts';
import { runQuery } from '../platform/commands.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';

export const officerRowsSchema = z.object({
  from: z.string(),
  to: z.string(),
  officers: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      kind: z.string(),
      /** Names of the schools the officer is assigned to today. */
      schools: z.array(z.string()),
      minutes: z.array(z.object({ role: z.string(), minutes: z.number().int() })),
      positive: z.number().int(),
      enforcement: z.number().int(),
      /** Drafts of incidents that are two days old or older. */
      oldDrafts: z.number().int(),
      /** Days on which paperwork took more than planned by over a quarter (P7.10). */
      overloadDays: z.number().int(),
    }),
  ),
});
export type OfficerRows = z.infer<typeof officerRowsSchema>;

const days = 30;

interface Paperwork {
  readonly officer_id: string;
  readonly local_day: string;
  readonly minutes: number;
  readonly planned: number | null;
}

/** Each officer's last thirty days, in the order of names: no ranking by number (ux.md; P6.2 supervises, it does not race). */
export function officerRows(service: Service, caller: Caller): Promise<Result<OfficerRows>> {
  return runQuery(service, caller, {
    action: 'review.police',
    read: async ({ tx, now }) => {
      const frame = await requireFrame(tx, caller.actor.programId);
      const to = frame.dayOf(now);
      const from = addDays(to, 1 - days);
      const officers = await tx
        .selectFrom('officer')
        .select(['id', 'name', 'kind'])
        .where('active', '=', true)
        .orderBy('name')
        .execute();
      const assignments = await tx
        .selectFrom('assignment')
        .innerJoin('school', (join) =>
          join.onRef('school.program_id', '=', 'assignment.program_id').onRef('school.id', '=', 'assignment.school_id'),
        )
        .select(['assignment.officer_id', 'school.name'])
        .distinct()
        .where('from_day', '<=', to)
        .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', to)]))
        .orderBy('school.name')
        .execute();
      const time = await tx
        .selectFrom('activity')
        .select((select) => [
          'officer_id',
          'role',
          select.fn.sum<number>('minutes').as('minutes'),
          sql<number>`count(*) FILTER (WHERE positive)`.as('positive'),
        ])
        .where('withdrawn', '=', false)
        .where('local_day', '>=', from)
        .where('local_day', '<=', to)
        .groupBy(['officer_id', 'role'])
        .orderBy('role')
        .execute();
      const actions = await tx
        .selectFrom('incident')
        .select((select) => ['officer_id', select.fn.sum<number>('action_count').as('actions')])
        .where('state', 'in', ['filed', 'amended'])
        .where('local_day', '>=', from)
        .where('local_day', '<=', to)
        .groupBy('officer_id')
        .execute();
      const drafts = await tx
        .selectFrom('incident')
        .select((select) => ['officer_id', select.fn.countAll<number>().as('drafts')])
        .where('state', '=', 'draft')
        .where('occurred_at', '<=', new Date(now.getTime() - draftAgeMs))
        .groupBy('officer_id')
        .execute();
      // Its day's plan is looked up for each sum, not for each day anybody has ever closed.
      const { rows: paperwork } = await sql<Paperwork>`
        SELECT officer_id, local_day, minutes,
          (SELECT planned_documentation_minutes FROM officer_day
           WHERE officer_day.program_id = spent.program_id AND officer_day.officer_id = spent.officer_id
             AND officer_day.local_day = spent.local_day) AS planned
        FROM (
          SELECT program_id, officer_id, local_day, sum(minutes) AS minutes FROM activity
          WHERE kind = 'documentation' AND NOT withdrawn AND local_day BETWEEN ${from}::date AND ${to}::date
          GROUP BY program_id, officer_id, local_day
        ) spent`.execute(tx);
      const overloads = paperwork.filter(({ local_day: day, minutes, planned }) => {
        const plan = planned ?? frame.policyOn(day).documentationMinutesPerDay;
        return documentationTime([{ kind: 'documentation', minutes }], plan).state === 'overload';
      });
      return ok({
        from,
        to,
        officers: officers.map((officer) => {
          const own = <T extends { officer_id: string }>(rows: readonly T[]) =>
            rows.filter((row) => row.officer_id === officer.id);
          return {
            ...officer,
            schools: own(assignments).map((row) => row.name),
            minutes: own(time).map(({ role, minutes }) => ({ role, minutes })),
            positive: own(time).reduce((sum, row) => sum + row.positive, 0),
            enforcement: own(actions)[0]?.actions ?? 0,
            oldDrafts: own(drafts)[0]?.drafts ?? 0,
            overloadDays: own(overloads).length,
          };
        }),
      });
    },
  });
}
