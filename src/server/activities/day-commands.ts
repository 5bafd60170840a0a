import { totalsOf } from '../../domain/activities/rules.ts';
import type { DateString } from '../../domain/shared/dates.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { conflict, noOfficerRecord, own, refuseField } from './checks.ts';
import { type HandOffInput, sameContent, toActivity } from './record.ts';

export interface ClosedDay {
  readonly day: DateString;
  readonly closedAt: string;
  readonly plannedDocumentationMinutes: number;
}

/** Closes the caller's own day; from then on its entries change only with a reason. Closing it again changes nothing. */
export function closeDay(
  service: Service,
  caller: Caller,
  input: { readonly date: DateString },
): Promise<Result<ClosedDay>> {
  return runCommand(service, caller, {
    action: 'day.close',
    target: own(caller),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const { officer } = target;
      const { programId, personId } = caller.actor;
      if (officer === null) return err(noOfficerRecord);
      const frame = await requireFrame(tx, programId);
      const day = input.date;
      if (day > frame.dayOf(now)) {
        return refuseField('date', 'activities.dayAhead');
      }
      const before = await tx
        .selectFrom('officer_day')
        .selectAll()
        .where('officer_id', '=', officer.id)
        .where('local_day', '=', day)
        .executeTakeFirst();
      if (before?.closed_at) {
        unit.unchanged();
        const plannedDocumentationMinutes = before.planned_documentation_minutes;
        return ok({ day, closedAt: before.closed_at.toISOString(), plannedDocumentationMinutes });
      }
      // The plan of that day is kept with it: a later change of policy must not turn a good day into an overload.
      const planned = frame.policyOn(day).documentationMinutesPerDay;
      const closing = { planned_documentation_minutes: planned, closed_at: now, closed_by: personId };
      await tx
        .insertInto('officer_day')
        .values({ program_id: programId, officer_id: officer.id, local_day: day, ...closing })
        .onConflict((clash) => clash.columns(['program_id', 'officer_id', 'local_day']).doUpdateSet(closing))
        .execute();
      const rows = await tx
        .selectFrom('activity')
        .selectAll()
        .where('officer_id', '=', officer.id)
        .where('local_day', '=', day)
        .execute();
      const { entries, minutes } = totalsOf(rows.map(toActivity));
      await unit.audit({
        event: 'day.closed',
        recordType: 'officerDay',
        recordId: officer.id,
        detail: { day, entries, minutes },
      });
      return ok({ day, closedAt: now.toISOString(), plannedDocumentationMinutes: planned });
    },
  });
}

/**
 * Records that a student in need of mental-health help was handed to a professional: to whom, how, where; never who or
 * what (D5). The same id with the same content again is the same hand-off.
 */
export function recordHandOff(
  service: Service,
  caller: Caller,
  input: HandOffInput,
): Promise<Result<{ id: string; day: DateString }>> {
  return runCommand(service, caller, {
    action: 'activity.log',
    target: own(caller),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const { officer } = target;
      const { programId, personId } = caller.actor;
      if (officer === null) return err(noOfficerRecord);
      const frame = await requireFrame(tx, programId);
      const day = frame.dayOf(input.at);
      if (day > frame.dayOf(now)) return refuseField('at', 'activities.dayAhead');
      const school = await tx.selectFrom('school').select('id').where('id', '=', input.schoolId).executeTakeFirst();
      if (school === undefined) return refuseField('schoolId', 'activities.schoolUnknown');
      const stored = await tx
        .insertInto('hand_off')
        .values({
          program_id: programId,
          id: input.id,
          officer_id: officer.id,
          owner_id: personId,
          school_id: input.schoolId,
          local_day: day,
          at: new Date(input.at),
          professional: input.to,
          body: JSON.stringify(input),
        })
        .onConflict((clash) => clash.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (stored === undefined) {
        const before = await tx
          .selectFrom('hand_off')
          .select(['owner_id', 'body'])
          .where('id', '=', input.id)
          .executeTakeFirst();
        if (before?.owner_id !== personId || !sameContent(before.body, input)) return err(conflict);
        unit.unchanged();
        return ok({ id: input.id, day });
      }
      await unit.audit({
        event: 'handOff.recorded',
        recordType: 'handOff',
        recordId: input.id,
        detail: { to: input.to, manner: input.manner, urgent: input.urgent, day },
      });
      return ok({ id: input.id, day });
    },
  });
}
