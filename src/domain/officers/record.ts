import { z } from 'zod';
import { dateSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';

/** The two kinds of people who can hold a school assignment: 34 U.S.C. 10389(4) and the Guiding Principles' definition. */
export const officerKinds = ['SRO', 'SBLE'] as const;
export const officerKindSchema = z.enum(officerKinds);
export type OfficerKind = z.infer<typeof officerKindSchema>;

/** People in schools who are no officers in this sense, yet 'can be important community partners'. */
export const partnerKinds = ['securityOfficer', 'offDutyOfficer', 'volunteer', 'probationOfficer', 'other'] as const;
export const partnerKindSchema = z.enum(partnerKinds);
export type PartnerKind = z.infer<typeof partnerKindSchema>;

/** Every kind a person can be listed under; only officer kinds can be assigned. */
export const personKinds = [...officerKinds, ...partnerKinds] as const;
export const personKindSchema = z.enum(personKinds);
export type PersonKind = z.infer<typeof personKindSchema>;

const communityPartnerSchema = z.object({
  id: idSchema,
  kind: partnerKindSchema,
  name: z.string().trim().min(2).max(120),
  organization: z.string().trim().max(120),
});
export type CommunityPartner = z.infer<typeof communityPartnerSchema>;

/** When in the week an assignment is served; absent means every hour of every weekday. */
const assignmentHoursSchema = z.object({
  /** 0 = Sunday ... 6 = Saturday. */
  weekdays: z.array(z.number().int().min(0).max(6)).min(1),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  until: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});

/** One officer at one school for a span of days, both ends included. One officer may hold several (D4). */
export const assignmentSchema = z
  .object({
    id: idSchema,
    officerId: idSchema,
    schoolId: idSchema,
    from: dateSchema,
    until: dateSchema.nullable(),
    hours: z.array(assignmentHoursSchema).default([]),
  })
  .refine((assignment) => assignment.until === null || assignment.until >= assignment.from, {
    path: ['until'],
    message: 'terms.untilBeforeFrom',
  });
export type Assignment = z.infer<typeof assignmentSchema>;
