import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { longestPassword } from '../../../domain/accounts/password.ts';
import { err, ok } from '../../../domain/shared/result.ts';
import { readDevices, revokeDevice, revokeOtherDevices } from '../accounts/devices.ts';
import { changePassword } from '../accounts/passwords.ts';
import { beginTotp, confirmTotp, removeTotp, renewRecoveryCodes } from '../accounts/second-factor.ts';
import { readSecurity } from '../accounts/security.ts';
import { strengthen } from '../accounts/sessions.ts';
import type { Service } from '../service.ts';
import { openRoute, required } from './route.ts';
import { finishSignIn } from './session-routes.ts';

const at = z.string();
const done = z.object({ ok: z.literal(true) });

/** What guards one's own account: password, authenticator app, recovery codes, passkeys, links to providers. */
const securitySchema = z.object({
  required: z.boolean(),
  password: z.object({ set: z.boolean(), changedAt: at.nullable() }),
  totp: z.object({ confirmedAt: at.nullable() }),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: at, lastUsedAt: at.nullable() })),
  links: z.array(z.object({ id: z.string(), providerName: z.string(), linkedAt: at })),
  rules: z.object({
    passwordMinLength: z.number().int(),
    passwordMaxLength: z.number().int(),
    passwordMaxAgeDays: z.number().int().nullable(),
    passwordSignIn: z.boolean(),
    idleMinutes: z.number().int(),
  }),
});

const device = z.object({
  id: z.string(),
  device: z.string(),
  origin: z.string().nullable(),
  startedAt: at,
  lastSeenAt: at,
  current: z.boolean(),
});

/** Where one is signed in, and signing out elsewhere. */
function deviceRoutes(app: FastifyInstance, service: Service): void {
  openRoute(app, 'signedIn', {
    method: 'GET',
    path: '/api/account/sessions',
    summary: 'Where I am signed in',
    answer: z.array(device),
    handle: async ({ request }) => ok(await readDevices(service, required(request.signedIn))),
  });
  openRoute(app, 'signedIn', {
    method: 'DELETE',
    path: '/api/account/sessions/:sessionId',
    summary: 'Sign one of my devices out',
    params: z.object({ sessionId: z.uuid() }),
    answer: done,
    handle: async ({ request, params }) => {
      const ended = await revokeDevice(service, required(request.signedIn), params.sessionId, request.ip);
      return ended.ok ? ok({ ok: true as const }) : ended;
    },
  });
  openRoute(app, 'signedIn', {
    method: 'DELETE',
    path: '/api/account/sessions',
    summary: 'Sign all my other devices out',
    answer: done,
    handle: async ({ request }) => {
      await revokeOtherDevices(service, required(request.signedIn), request.ip);
      return ok({ ok: true as const });
    },
  });
}

/** What guards one's own account: password, second factors, devices. */
export function securityRoutes(app: FastifyInstance, service: Service): void {
  const perMinute = service.config.signInLimitPerMinute;
  deviceRoutes(app, service);

  openRoute(app, 'enrol', {
    method: 'GET',
    path: '/api/account/security',
    summary: 'What guards my account',
    answer: securitySchema,
    handle: async ({ request }) => ok(await readSecurity(service, required(request.session))),
  });
  openRoute(app, 'enrol', {
    method: 'POST',
    path: '/api/account/totp',
    fresh: true,
    perMinute,
    summary: 'Begin to set up an authenticator app: its key, shown this once',
    body: z.object({}),
    answer: z.object({ secret: z.string(), uri: z.string(), qrSvg: z.string() }),
    handle: async ({ request }) => ok(await beginTotp(service, required(request.session))),
  });
  openRoute(app, 'enrol', {
    method: 'POST',
    path: '/api/account/totp/confirm',
    fresh: true,
    perMinute,
    summary: 'Confirm the authenticator app by a code of it; the answer holds recovery codes, shown this once',
    body: z.object({ code: z.string().trim().min(1).max(40) }),
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
    handle: async ({ request, reply, body }) => {
      const session = required(request.session);
      const confirmed = await confirmTotp(service, session, body.code, request.ip);
      if (!confirmed.ok) return confirmed;
      // A code of the new app was shown: the session is worth two factors from here on, under a new token.
      const { token } = await strengthen(service, session.sessionId, 'totp');
      await finishSignIn(reply, service, token);
      return confirmed;
    },
  });
  openRoute(app, 'signedIn', {
    method: 'DELETE',
    path: '/api/account/totp',
    fresh: true,
    summary: 'Remove the authenticator app',
    answer: done,
    handle: async ({ request }) => {
      const removed = await removeTotp(service, required(request.signedIn), request.ip);
      return removed.ok ? ok({ ok: true as const }) : removed;
    },
  });
  openRoute(app, 'signedIn', {
    method: 'POST',
    path: '/api/account/recovery-codes',
    fresh: true,
    perMinute,
    summary: 'New recovery codes, shown this once; earlier ones stop working',
    body: z.object({}),
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
    handle: async ({ request }) => {
      const person = required(request.signedIn);
      if (!person.hasFactor) return err({ code: 'signIn.totpNotBegun', status: 409 });
      return ok({ recoveryCodes: await renewRecoveryCodes(service, person.personId, request.ip) });
    },
  });
  openRoute(app, 'password', {
    method: 'POST',
    path: '/api/account/password',
    perMinute,
    summary: 'Change my password; my other sessions end',
    body: z.object({ current: z.string().min(1).max(1024), password: z.string().max(longestPassword * 8) }),
    answer: done,
    handle: async ({ request, body }) => {
      const changed = await changePassword(service, required(request.session), body, request.ip);
      return changed.ok ? ok({ ok: true as const }) : changed;
    },
  });
}
