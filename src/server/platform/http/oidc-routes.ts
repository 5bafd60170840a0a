import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { providerKinds } from '../../../domain/accounts/provider.ts';
import { ok, type Refusal } from '../../../domain/shared/result.ts';
import { beginSignIn, finishSignIn as finishAtProvider } from '../accounts/oidc.ts';
import type { ProviderDirectory } from '../accounts/provider-directory.ts';
import { activeProviders } from '../accounts/providers.ts';
import { startSession } from '../accounts/sessions.ts';
import type { Service } from '../service.ts';
import { browserToken } from './browser-cookie.ts';
import { openRoute } from './route.ts';
import { finishSignIn, whereFrom } from './session-routes.ts';

/** People are on their way through their browser: what went wrong is said by the sign-in page, not as a document. */
const problemPage = (refusal: Refusal) => ok({ location: `/app/sign-in?problem=${encodeURIComponent(refusal.code)}` });

const elsewhere = z.object({ location: z.string() });

/** The query as it came, for the library to check whole: a repeated parameter is one of the tricks. */
function rawQuery(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at < 0 ? '' : request.url.slice(at + 1);
}

/** Single sign-on: which providers there are, the way to one and back. */
export function oidcRoutes(app: FastifyInstance, service: Service, directory: ProviderDirectory): void {
  openRoute(app, 'public', {
    method: 'GET',
    path: '/api/sign-in/providers',
    summary: 'Providers people can sign in with',
    answer: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(providerKinds) })),
    handle: async () => ok((await activeProviders(service)).map(({ id, name, kind }) => ({ id, name, kind }))),
  });
  openRoute(app, 'public', {
    method: 'GET',
    path: '/api/sign-in/:providerId/start',
    summary: 'Sends the browser to a provider to sign in',
    params: z.object({ providerId: z.uuid() }),
    answer: elsewhere,
    status: 302,
    handle: async ({ params, request, reply }) => {
      const browser = browserToken(service, request, reply);
      const again = request.session?.locked === true;
      const begun = await beginSignIn(service, directory, { ...params, browser, again, origin: request.ip });
      return begun.ok ? ok({ location: begun.value }) : problemPage(begun.error);
    },
  });
  openRoute(app, 'public', {
    method: 'GET',
    path: '/api/sign-in/callback',
    summary: 'Where a provider sends the browser back to; starts the session and sends it into the app',
    answer: elsewhere,
    status: 302,
    handle: async ({ request, reply }) => {
      const browser = browserToken(service, request, reply);
      const { origin, device } = whereFrom(request);
      const came = await finishAtProvider(service, directory, { query: rawQuery(request), browser, origin });
      if (!came.ok) return problemPage(came.error);
      const { personId, strong } = came.value;
      const { token } = await startSession(service, personId, { origin, device, method: 'oidc', strong });
      await finishSignIn(reply, service, token);
      return ok({ location: '/app/' });
    },
  });
}
