import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { roles } from '../../domain/access/roles.ts';
import { programPolicySchema, schoolSchema } from '../../domain/partnerships/record.ts';
import { newProgramSchema, programInputSchema, schoolInputSchema } from '../../domain/partnerships/setup.ts';
import { notFound, ok } from '../../domain/shared/result.ts';
import { calendarSchema, schoolYearIdSchema } from '../../domain/shared/school-year.ts';
import { runQuery } from '../platform/commands.ts';
import { languageOf, programRoute, systemRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readSchoolYears, saveSchoolYear } from './calendar.ts';
import { creatorCaller } from './callers.ts';
import { disparityRoutes } from './disparity-routes.ts';
import { matterRoutes } from './matter-routes.ts';
import { officerRoutes } from './officer-routes.ts';
import { readOverview, setupSteps } from './overview.ts';
import { peopleRoutes } from './people-routes.ts';
import { readPolicy, setPolicy } from './policy.ts';
import { createProgram, editProgram, listPrograms, readProgram } from './programs.ts';
import { readSchools, saveSchool } from './schools.ts';

const program = programInputSchema.extend({ id: z.string(), slug: z.string() });
const schoolYear = calendarSchema.safeExtend({ id: z.string(), schoolDays: z.number().int() });
const school = schoolSchema.extend({ sourceYear: z.string().nullable() });
const policy = programPolicySchema;
const overview = z.object({
  program: z.object({ name: z.string(), slug: z.string(), agency: z.string(), district: z.string() }),
  today: z.string(),
  steps: z.array(
    z.object({
      step: z.enum(setupSteps),
      done: z.boolean(),
      optional: z.boolean(),
      count: z.number().int(),
      missing: z.array(z.enum(roles)),
    }),
  ),
  next: z.enum(setupSteps).nullable(),
});

function programRoutes(app: FastifyInstance, service: Service): void {
  systemRoute(app, 'program.create', {
    method: 'GET',
    path: '/api/programs',
    summary: 'The programs of the installation',
    answer: z.array(
      z.object({ id: z.string(), slug: z.string(), name: z.string(), agency: z.string(), district: z.string() }),
    ),
    handle: async () => ok(await listPrograms(service)),
  });
  systemRoute(app, 'program.create', {
    method: 'POST',
    path: '/api/programs',
    summary: 'Create a program with its first administrator',
    body: newProgramSchema,
    answer: z.object({ id: z.string(), link: z.string().nullable(), mailed: z.boolean() }),
    status: 201,
    handle: ({ body, signedIn, request }) =>
      createProgram(service, creatorCaller(signedIn, body.id, request.ip, languageOf(request)), body),
  });
  programRoute(app, 'program.edit', {
    method: 'GET',
    path: '/setup/program',
    summary: 'The program itself',
    answer: program,
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'program.edit',
        read: async ({ tx }) => {
          const found = await readProgram(tx, caller.actor.programId);
          return found === null ? { ok: false, error: notFound } : ok(found);
        },
      }),
  });
  programRoute(app, 'program.edit', {
    method: 'PUT',
    path: '/setup/program',
    summary: 'Change the program',
    body: programInputSchema,
    answer: program,
    handle: ({ caller, body }) => editProgram(service, caller, body),
  });
  programRoute(app, 'program.read', {
    method: 'GET',
    path: '/setup/overview',
    summary: 'What of the set-up is done and what comes next',
    answer: overview,
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'program.read',
        read: async ({ tx, now }) => ok(await readOverview(tx, caller.actor.programId, now)),
      }),
  });
}

function calendarRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'program.read', {
    method: 'GET',
    path: '/setup/school-years',
    summary: 'School years, newest first',
    answer: z.array(schoolYear),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'program.read',
        read: async ({ tx }) => ok(await readSchoolYears(tx, caller.actor.programId)),
      }),
  });
  programRoute(app, 'program.edit', {
    method: 'POST',
    path: '/setup/school-years',
    summary: 'Add a school year',
    body: calendarSchema,
    answer: schoolYear,
    status: 201,
    handle: ({ caller, body }) => saveSchoolYear(service, caller, null, body),
  });
  programRoute(app, 'program.edit', {
    method: 'PUT',
    path: '/setup/school-years/:yearId',
    summary: 'Change the days of a school year',
    params: z.object({ programId: z.string(), yearId: schoolYearIdSchema }),
    body: calendarSchema,
    answer: schoolYear,
    handle: ({ caller, params, body }) => saveSchoolYear(service, caller, params.yearId, body),
  });
  programRoute(app, 'program.read', {
    method: 'GET',
    path: '/setup/policy',
    summary: 'Clocks and choices in force, and their versions',
    answer: z.object({
      current: policy.omit({ holdsFrom: true }),
      today: z.string(),
      versions: z.array(z.object({ policy, setBy: z.string().nullable(), setAt: z.string() })),
    }),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'program.read',
        read: async ({ tx, now }) => ok(await readPolicy(tx, caller.actor.programId, now)),
      }),
  });
  programRoute(app, 'program.edit', {
    method: 'POST',
    path: '/setup/policy',
    summary: 'Set clocks and choices from a day on',
    body: policy,
    answer: policy,
    handle: ({ caller, body }) => setPolicy(service, caller, body),
  });
}

function schoolRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'program.read', {
    method: 'GET',
    path: '/setup/schools',
    summary: 'Schools by name, closed ones too',
    answer: z.array(school),
    handle: ({ caller }) =>
      runQuery(service, caller, { action: 'program.read', read: async ({ tx }) => ok(await readSchools(tx)) }),
  });
  programRoute(app, 'program.edit', {
    method: 'PUT',
    path: '/setup/schools/:schoolId',
    summary: 'Add or change a school',
    params: z.object({ programId: z.string(), schoolId: z.uuid() }),
    body: schoolInputSchema,
    answer: school,
    handle: ({ caller, params, body }) => saveSchool(service, caller, params.schoolId, body),
  });
}

/** Setting a program up: the program, calendar, rules, schools, officers, people, matter list. */
export function setupRoutes(app: FastifyInstance, service: Service): void {
  programRoutes(app, service);
  calendarRoutes(app, service);
  schoolRoutes(app, service);
  officerRoutes(app, service);
  peopleRoutes(app, service);
  matterRoutes(app, service);
  disparityRoutes(app, service);
}
