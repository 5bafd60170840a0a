import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ok } from '../../../domain/shared/result.ts';
import type { Asked } from '../accounts/challenges.ts';
import { removeLink } from '../accounts/links.ts';
import { addPasskey, askForPasskey, checkPasskey, offerPasskey, removePasskey } from '../accounts/passkeys.ts';
import { type Session, startSession, strengthen, unlock } from '../accounts/sessions.ts';
import type { Service } from '../service.ts';
import { browserToken } from './browser-cookie.ts';
import { openRoute, required } from './route.ts';
import { finishSignIn, sessionBody, sessionSchema, whereFrom } from './session-routes.ts';

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\w-]+$/);

const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** What browsers send; extensions are neither asked for nor read. */
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
};
const registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(20_000),
    transports: z.array(transport).max(7).catch([]).default([]),
  }),
});
const assertion = z.object({
  ...credential,
  response: z
    .object({
      clientDataJSON: base64url(4_000),
      authenticatorData: base64url(4_000),
      signature: base64url(20_000),
      userHandle: base64url(100).nullish(),
    })
    .transform(({ userHandle, ...rest }) => (userHandle ? { ...rest, userHandle } : rest)),
});

const descriptor = z.object({
  id: z.string(),
  type: z.string(),
  transports: z.array(z.string()).optional(),
});
const creationOptions = z.object({
  rp: z.object({ id: z.string().optional(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.string(), alg: z.number() })),
  timeout: z.number().optional(),
  excludeCredentials: z.array(descriptor).optional(),
  authenticatorSelection: z
    .object({
      residentKey: z.string().optional(),
      requireResidentKey: z.boolean().optional(),
      userVerification: z.string().optional(),
    })
    .optional(),
  attestation: z.string().optional(),
  extensions: z.object({ credProps: z.boolean().optional() }).optional(),
});
const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string().optional(),
  timeout: z.number().optional(),
  allowCredentials: z.array(descriptor).optional(),
  userVerification: z.string().optional(),
});

const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
const done = z.object({ ok: z.literal(true) });

/** Of whom a passkey is asked: the person whose session waits or is locked; else whoever sits at this browser. */
function askedOf(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
): { asked: Asked; waiting: Session | null } {
  const { session } = request;
  const waiting = session !== null && (session.locked || session.state === 'secondFactor') ? session : null;
  const asked =
    waiting === null ? { browser: browserToken(service, request, reply) } : { sessionId: waiting.sessionId };
  return { asked, waiting };
}

function accountPasskeys(app: FastifyInstance, service: Service): void {
  const perMinute = service.config.signInLimitPerMinute;

  openRoute(app, 'enrol', {
    method: 'POST',
    path: '/api/account/passkeys/options',
    fresh: true,
    perMinute,
    summary: 'Begin to add a passkey: what the browser needs to make one',
    body: z.object({}),
    answer: creationOptions,
    handle: ({ request }) => offerPasskey(service, required(request.session)),
  });
  openRoute(app, 'enrol', {
    method: 'POST',
    path: '/api/account/passkeys',
    fresh: true,
    perMinute,
    summary: 'Add the passkey the browser made; the session is worth two factors from here on',
    body: z.object({ response: registration, name: z.string().trim().min(1).max(60) }),
    answer: passkey,
    status: 201,
    handle: async ({ request, reply, body }) => {
      const session = required(request.session);
      const added = await addPasskey(service, session, body, request.ip);
      if (!added.ok) return added;
      const { token } = await strengthen(service, session.sessionId, 'passkey');
      await finishSignIn(reply, service, token);
      return added;
    },
  });
  openRoute(app, 'signedIn', {
    method: 'DELETE',
    path: '/api/account/passkeys/:passkeyId',
    fresh: true,
    summary: 'Remove a passkey',
    params: z.object({ passkeyId: z.uuid() }),
    answer: done,
    handle: async ({ request, params }) => {
      const removed = await removePasskey(service, required(request.signedIn), params.passkeyId, request.ip);
      return removed.ok ? ok({ ok: true as const }) : removed;
    },
  });
  openRoute(app, 'signedIn', {
    method: 'DELETE',
    path: '/api/account/links/:linkId',
    fresh: true,
    summary: 'Remove the link to a login at a provider',
    params: z.object({ linkId: z.uuid() }),
    answer: done,
    handle: async ({ request, params }) => {
      const removed = await removeLink(service, required(request.signedIn), params.linkId, request.ip);
      return removed.ok ? ok({ ok: true as const }) : removed;
    },
  });
}

/** Passkeys: adding and removing one's own; signing in, the second step and unlocking with one. */
export function passkeyRoutes(app: FastifyInstance, service: Service): void {
  const perMinute = service.config.signInLimitPerMinute;
  accountPasskeys(app, service);

  openRoute(app, 'public', {
    method: 'POST',
    path: '/api/session/passkey/options',
    summary: 'What the browser needs to use a passkey: to sign in, as second factor, or to unlock',
    body: z.object({}),
    answer: requestOptions,
    handle: ({ request, reply }) => {
      const { asked, waiting } = askedOf(service, request, reply);
      return askForPasskey(service, asked, waiting?.personId ?? null);
    },
  });
  openRoute(app, 'public', {
    method: 'POST',
    path: '/api/session/passkey',
    perMinute,
    summary: 'Sign in, show the second factor or unlock with a passkey',
    body: z.object({ response: assertion }),
    answer: sessionSchema,
    handle: async ({ body, request, reply }) => {
      const { asked, waiting } = askedOf(service, request, reply);
      const checked = await checkPasskey(service, asked, waiting?.personId ?? null, body.response, request.ip);
      if (!checked.ok) return checked;
      if (waiting === null) {
        const start = { ...whereFrom(request), method: 'passkey', strong: true } as const;
        return ok(await finishSignIn(reply, service, (await startSession(service, checked.value, start)).token));
      }
      if (waiting.state !== 'secondFactor') {
        await unlock(service, waiting.sessionId, 'passkey');
        return ok(await sessionBody(service, { ...waiting, locked: false }));
      }
      const { token } = await strengthen(service, waiting.sessionId, 'passkey');
      return ok(await finishSignIn(reply, service, token));
    },
  });
}
