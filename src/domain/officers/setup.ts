import { z } from 'zod';
import { dateSchema, timeSchema } from '../shared/dates.ts';
import { type Assignment, personKindSchema } from './record.ts';

/**
 * A person who works in schools, as typed. The kind may be any; the rule of D1 decides who is an officer, so that a
 * security guard gets the reason and not just 'choose one of these'.
 */
export const officerInputSchema = z.object({
  kind: personKindSchema,
  name: z.string().trim().min(2).max(120),
  badge: z.string().trim().max(20).nullable(),
  employingAgency: z.string().trim().min(2).max(120),
  /** Null: not sworn, and so no officer. */
  swornOn: dateSchema.nullable(),
  personId: z.uuid().nullable(),
  active: z.boolean(),
});
export type OfficerInput = z.infer<typeof officerInputSchema>;

export const partnerInputSchema = z.object({
  kind: personKindSchema,
  name: z.string().trim().min(2).max(120),
  organization: z.string().trim().max(120).nullable(),
  active: z.boolean(),
});
export type PartnerInput = z.infer<typeof partnerInputSchema>;

/** Where an officer works, as typed: days of the calendar, days of the week, hours of the day. */
export const assignmentInputSchema = z
  .object({
    officerId: z.uuid(),
    schoolId: z.uuid(),
    from: dateSchema,
    until: dateSchema.nullable(),
    /** 0 = Sunday ... 6 = Saturday. */
    weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
    fromTime: timeSchema.nullable(),
    untilTime: timeSchema.nullable(),
  })
  .refine((input) => input.until === null || input.until >= input.from, {
    path: ['until'],
    message: 'terms.untilBeforeFrom',
  })
  .refine((input) => (input.fromTime === null) === (input.untilTime === null), {
    path: ['untilTime'],
    message: 'setup.bothTimes',
  })
  .refine((input) => input.fromTime === null || input.untilTime === null || input.untilTime > input.fromTime, {
    path: ['untilTime'],
    message: 'setup.untilTimeBeforeFrom',
  });
export type AssignmentInput = z.infer<typeof assignmentInputSchema>;

/** The assignment as the rules know it. */
export function assignmentOf(id: string, input: AssignmentInput): Assignment {
  const { fromTime, untilTime } = input;
  return {
    id,
    officerId: input.officerId,
    schoolId: input.schoolId,
    from: input.from,
    until: input.until,
    hours:
      fromTime === null || untilTime === null ? [] : [{ weekdays: input.weekdays, from: fromTime, until: untilTime }],
  };
}
