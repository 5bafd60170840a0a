import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { roles } from '../../domain/access/roles.ts';
import { languageSchema, newPersonSchema, personInputSchema } from '../../domain/partnerships/setup.ts';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { addPerson, changePerson, type PersonView, readPeople, renewLink, resetFactors } from './people.ts';

const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  title: z.string().nullable(),
  language: languageSchema,
  grants: z.array(z.object({ role: z.enum(roles), schoolIds: z.array(z.string()).nullable() })),
});
/** The link to be handed over, or that it was mailed. */
const given = { link: z.string().nullable(), mailed: z.boolean() };
const params = z.object({ programId: z.string(), personId: z.uuid() });

const shown = (view: PersonView): z.input<typeof person> => ({
  ...view,
  grants: view.grants.map((grant) => ({
    role: grant.role,
    schoolIds: grant.schoolIds === null ? null : [...grant.schoolIds],
  })),
});

/** The people of a program and what they may do. */
export function peopleRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'people.read', {
    method: 'GET',
    path: '/setup/people',
    summary: 'People of the program with their roles',
    answer: z.array(person),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'people.read',
        read: async ({ tx, now }) => ok((await readPeople(tx, now)).map(shown)),
      }),
  });
  programRoute(app, 'people.edit', {
    method: 'POST',
    path: '/setup/people',
    summary: 'Add a person; the invitation link is mailed or, without a mail server, answered once',
    body: newPersonSchema,
    answer: z.object({ person, ...given }),
    status: 201,
    handle: async ({ caller, body }) => {
      const added = await addPerson(service, caller, body);
      return added.ok ? ok({ ...added.value, person: shown(added.value.person) }) : added;
    },
  });
  programRoute(app, 'people.edit', {
    method: 'PUT',
    path: '/setup/people/:personId',
    summary: 'Change a person and their roles',
    params,
    body: personInputSchema,
    answer: person,
    handle: async ({ caller, params: { personId }, body }) => {
      const changed = await changePerson(service, caller, personId, body);
      return changed.ok ? ok(shown(changed.value)) : changed;
    },
  });
  programRoute(app, 'people.edit', {
    method: 'POST',
    path: '/setup/people/:personId/link',
    summary: 'A new link to set a password; earlier ones stop working',
    params,
    answer: z.object(given),
    handle: ({ caller, params: { personId } }) => renewLink(service, caller, personId),
  });
  programRoute(app, 'people.edit', {
    method: 'POST',
    path: '/people/:personId/second-factor-reset',
    summary: 'Take the second factors from a person who lost them',
    params,
    answer: z.object({ ok: z.literal(true) }),
    handle: ({ caller, params: { personId } }) => resetFactors(service, caller, personId),
  });
}
