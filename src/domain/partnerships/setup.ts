import { z } from 'zod';
import { type Role, roles, schoolRoles } from '../access/roles.ts';
import { leaIdSchema, ncesSchoolIdSchema } from '../shared/ids.ts';
import { agencySchema, districtSchema, schoolSchema } from './record.ts';

/** What administrators type when they set a program up. One schema for the form and for the server. */

/** Whether the platform knows a time zone by its IANA name. Offsets such as '+05:00' have no daylight saving and are no answer. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    // RangeError is how Intl says that there is no such zone.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Words the public pages use themselves, so that no program can be found under them. */
const takenSlugs: readonly string[] = ['about', 'withheld', 'app', 'api', 'assets', 'en', 'es', 'programs'];

/** The program's word in public addresses. */
const slugSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'setup.slug')
  .min(2)
  .max(40)
  .refine((slug) => !takenSlugs.includes(slug), 'setup.slugReserved');

/** All ids of the federal files are digits; letters in them are typing mistakes. */
const digitsOnly = (value: string): boolean => /^\d+$/.test(value);

const contactLineSchema = z.object({
  name: z.string().trim().min(2).max(120),
  phone: z.string().trim().max(40).nullable(),
  email: z.email().max(254).nullable(),
  web: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .nullable(),
});

/** Whom the public page names for questions, on each side of the agreement. */
const contactSchema = z.object({
  agency: contactLineSchema.nullable(),
  district: contactLineSchema.nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

export const programInputSchema = z.object({
  name: z.string().trim().min(3).max(120),
  agency: agencySchema,
  district: districtSchema.extend({ leaId: leaIdSchema.refine(digitsOnly, 'terms.leaId') }),
  timeZone: z.string().trim().refine(isTimeZone, 'setup.timeZone'),
  contact: contactSchema,
});
export type ProgramInput = z.infer<typeof programInputSchema>;

const emailSchema = z.email().trim().toLowerCase().max(254);
const personName = z.string().trim().min(2).max(120);
export const languageSchema = z.enum(['en', 'es']);

export const newProgramSchema = programInputSchema.omit({ contact: true }).extend({
  id: z.uuid(),
  slug: slugSchema,
  admin: z.object({ email: emailSchema, name: personName, language: languageSchema }),
});
export type NewProgram = z.infer<typeof newProgramSchema>;

export const schoolInputSchema = schoolSchema
  .omit({ id: true })
  .extend({ ncesId: ncesSchoolIdSchema.refine(digitsOnly, 'terms.ncesSchoolId') });
export type SchoolInput = z.infer<typeof schoolInputSchema>;

/** Roles an administrator of a program can give. A system administrator is made on the command line only. */
export const programRoles: readonly Role[] = roles.filter((role) => role !== 'systemAdmin');

/** One role of a person. A school role needs its schools; every other covers the program. */
const grantInputSchema = z
  .object({
    role: z.enum(programRoles),
    schoolIds: z.array(z.uuid()).max(500).nullable(),
  })
  .refine((grant) => !schoolRoles.includes(grant.role) || (grant.schoolIds ?? []).length > 0, {
    path: ['schoolIds'],
    message: 'setup.roleNeedsSchool',
  })
  .transform((grant) => ({
    role: grant.role,
    schoolIds: schoolRoles.includes(grant.role) ? [...new Set(grant.schoolIds ?? [])].sort() : null,
  }));

const grantsSchema = z
  .array(grantInputSchema)
  .max(9)
  .refine((grants) => new Set(grants.map((grant) => grant.role)).size === grants.length, 'setup.roleTwice');

/** A person of the program as an administrator sees and changes them. No role left means no access left. */
export const personInputSchema = z.object({
  name: personName,
  title: z.string().trim().max(120).nullable(),
  language: languageSchema,
  grants: grantsSchema,
});
export type PersonInput = z.infer<typeof personInputSchema>;

export const newPersonSchema = personInputSchema.extend({ email: emailSchema, grants: grantsSchema.min(1) });
export type NewPerson = z.infer<typeof newPersonSchema>;
