import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { allowedActions } from '../../../domain/access/decide.ts';
import { actions } from '../../../domain/access/permissions.ts';
import { roles } from '../../../domain/access/roles.ts';
import { err, ok } from '../../../domain/shared/result.ts';
import { noteAccountEvent } from '../accounts/events.ts';
import { acceptInvitation, setLanguage } from '../accounts/people.ts';
import { askRecovery } from '../accounts/recovery.ts';
import type { SignedIn } from '../accounts/sessions.ts';
import type { Service } from '../service.ts';
import { openRoute } from './route.ts';

const grant = z.object({ role: z.enum(roles), schoolIds: z.array(z.string()).nullable() });
const action = z.enum(actions as [string, ...string[]]);
const languages = z.enum(['en', 'es']);

const me = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), language: languages }),
  csrfToken: z.string(),
  memberships: z.array(
    z.object({
      programId: z.string(),
      programName: z.string(),
      timeZone: z.string(),
      schools: z.array(z.object({ id: z.string(), name: z.string() })),
      grants: z.array(grant),
      actions: z.array(action),
    }),
  ),
  actions: z.array(action),
});

/** What the signed-in person may do, program by program: what the app draws itself from. */
async function describe(service: Service, signedIn: SignedIn): Promise<z.infer<typeof me>> {
  const programIds = signedIn.actors.map((actor) => actor.programId);
  const programs =
    programIds.length === 0
      ? []
      : await service.databases.auth
          .selectFrom('program')
          .select(['program_id', 'name', 'time_zone'])
          .where('program_id', 'in', programIds)
          .execute();
  const schools =
    programIds.length === 0
      ? []
      : await service.databases.auth
          .selectFrom('school')
          .select(['program_id', 'id', 'name'])
          .where('program_id', 'in', programIds)
          .where('active', '=', true)
          .orderBy('name')
          .execute();
  return {
    person: {
      id: signedIn.personId,
      name: signedIn.name,
      email: signedIn.email,
      language: signedIn.language === 'es' ? 'es' : 'en',
    },
    csrfToken: signedIn.csrfToken,
    memberships: programs.flatMap((program) => {
      const actor = signedIn.actors.find((candidate) => candidate.programId === program.program_id);
      if (actor === undefined) return [];
      const wide = actor.grants.some((held) => held.schoolIds === null);
      const named = new Set(actor.grants.flatMap((held) => held.schoolIds ?? []));
      return [
        {
          programId: program.program_id,
          programName: program.name,
          timeZone: program.time_zone,
          schools: schools
            .filter((school) => school.program_id === program.program_id && (wide || named.has(school.id)))
            .map(({ id, name }) => ({ id, name })),
          grants: actor.grants.map((held) => ({
            role: held.role,
            schoolIds: held.schoolIds === null ? null : [...held.schoolIds],
          })),
          actions: allowedActions(actor.grants),
        },
      ];
    }),
    actions: signedIn.systemAdmin ? ['program.create'] : [],
  };
}

/** Who one is, one's language, the link that opens an account. */
export function accountRoutes(app: FastifyInstance, service: Service): void {
  openRoute(app, 'public', {
    method: 'POST',
    path: '/api/invitation',
    perMinute: service.config.signInLimitPerMinute,
    summary: 'Use the link of an invitation or a recovery once: set a password',
    body: z.object({ token: z.string().min(20).max(100), password: z.string().max(1024) }),
    answer: z.object({ ok: z.literal(true) }),
    handle: async ({ body, request }) => {
      const accepted = await acceptInvitation(service, body.token, body.password);
      if (!accepted.ok) {
        await noteAccountEvent(service, 'invitationFailed', null, request.ip);
        return accepted;
      }
      const { personId, kind } = accepted.value;
      await noteAccountEvent(service, kind === 'recovery' ? 'recoveryUsed' : 'invitationUsed', personId, request.ip);
      return ok({ ok: true as const });
    },
  });

  openRoute(app, 'public', {
    method: 'POST',
    path: '/api/recovery',
    perMinute: service.config.signInLimitPerMinute,
    summary: 'Ask for a link to set a new password; the answer is the same for every address',
    body: z.object({ email: z.string().trim().min(1).max(254) }),
    answer: z.object({ ok: z.literal(true) }),
    handle: async ({ body, request }) => {
      await askRecovery(service, body.email, request.ip);
      return ok({ ok: true as const });
    },
  });

  openRoute(app, 'signedIn', {
    method: 'GET',
    path: '/api/me',
    summary: 'Who I am and what I may do',
    answer: me,
    handle: async ({ request }) =>
      request.signedIn === null
        ? err({ code: 'common.signInNeeded', status: 401 })
        : ok(await describe(service, request.signedIn)),
  });

  openRoute(app, 'signedIn', {
    method: 'PATCH',
    path: '/api/me',
    summary: 'Change my language',
    body: z.object({ language: languages }),
    answer: z.object({ language: languages }),
    handle: async ({ body, request }) => {
      if (request.signedIn === null) return err({ code: 'common.signInNeeded', status: 401 });
      await setLanguage(service, request.signedIn.personId, body.language, request.ip);
      return ok({ language: body.language });
    },
  });
}
