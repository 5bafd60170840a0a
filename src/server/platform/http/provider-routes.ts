import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newProviderSchema, providerChangeSchema, providerKinds } from '../../../domain/accounts/provider.ts';
import { ok } from '../../../domain/shared/result.ts';
import { providerProblem } from '../accounts/oidc.ts';
import type { ProviderDirectory } from '../accounts/provider-directory.ts';
import {
  addProvider,
  changeProvider,
  listProviders,
  type ProviderView,
  providerClient,
  removeProvider,
} from '../accounts/providers.ts';
import type { Service } from '../service.ts';
import { programRoute } from './route.ts';

const provider = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(providerKinds),
  issuer: z.string(),
  clientId: z.string(),
  emailDomains: z.array(z.string()),
  tenant: z.string().nullable(),
  trustsMfa: z.boolean(),
  enforcesMfa: z.boolean(),
  active: z.boolean(),
  redirectUri: z.string(),
});

const params = z.object({ programId: z.string(), providerId: z.uuid() });

/** A program's providers of single sign-on. The secret goes in and never comes out. */
export function providerRoutes(app: FastifyInstance, service: Service, directory: ProviderDirectory): void {
  const shown = (view: ProviderView): z.input<typeof provider> => ({ ...view, emailDomains: [...view.emailDomains] });

  programRoute(app, 'signIn.configure', {
    method: 'GET',
    path: '/sign-in/providers',
    summary: 'Providers of the program, switched off ones too',
    answer: z.array(provider),
    handle: async ({ caller }) => {
      const listed = await listProviders(service, caller);
      return listed.ok ? ok(listed.value.map(shown)) : listed;
    },
  });
  programRoute(app, 'signIn.configure', {
    method: 'POST',
    path: '/sign-in/providers',
    summary: 'Add a provider',
    body: newProviderSchema,
    answer: provider,
    status: 201,
    handle: async ({ caller, body }) => {
      const added = await addProvider(service, caller, body);
      return added.ok ? ok(shown(added.value)) : added;
    },
  });
  programRoute(app, 'signIn.configure', {
    method: 'PATCH',
    path: '/sign-in/providers/:providerId',
    summary: 'Change a provider; a new issuer or client needs its secret again',
    params,
    body: providerChangeSchema,
    answer: provider,
    handle: async ({ caller, params: { providerId }, body }) => {
      const changed = await changeProvider(service, caller, providerId, body);
      return changed.ok ? ok(shown(changed.value)) : changed;
    },
  });
  programRoute(app, 'signIn.configure', {
    method: 'DELETE',
    path: '/sign-in/providers/:providerId',
    summary: 'Remove a provider',
    params,
    answer: z.object({ ok: z.literal(true) }),
    handle: ({ caller, params: { providerId } }) => removeProvider(service, caller, providerId),
  });
  programRoute(app, 'signIn.configure', {
    method: 'POST',
    path: '/sign-in/providers/:providerId/check',
    perMinute: service.config.signInLimitPerMinute,
    summary: 'Ask the provider whether it answers; the problem as the people would meet it, or null',
    params,
    body: z.object({}),
    answer: z.object({ problem: z.string().nullable() }),
    handle: async ({ caller, params: { providerId } }) => {
      const client = await providerClient(service, caller, providerId);
      if (!client.ok) return client;
      directory.forget(client.value.issuer);
      try {
        await directory.clientOf(client.value);
        return ok({ problem: null });
      } catch (error) {
        return ok({ problem: providerProblem(error).code });
      }
    },
  });
}
