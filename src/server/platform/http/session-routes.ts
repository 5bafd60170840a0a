import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deviceOf } from '../../../domain/accounts/device.ts';
import { defaultSignInPolicy } from '../../../domain/accounts/policy.ts';
import { sessionStates } from '../../../domain/accounts/session-state.ts';
import { err, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import { noteAccountEvent } from '../accounts/events.ts';
import { judge } from '../accounts/lockout.ts';
import { isPassword, signInByPassword } from '../accounts/passwords.ts';
import { demonstrationCode, spendCode } from '../accounts/second-factor.ts';
import { endSession, findSession, lock, type Session, strengthen, unlock } from '../accounts/sessions.ts';
import type { Service } from '../service.ts';
import { openRoute, required, sessionLocked } from './route.ts';
import { cookieName } from './server.ts';

/** What a page needs to know of the session it has, to show the right step of signing in. */
export const sessionSchema = z.object({
  state: z.enum(['signedOut', 'locked', ...sessionStates]),
  factors: z.array(z.enum(['totp', 'passkey', 'recovery'])),
  csrfToken: z.string().nullable(),
  name: z.string().nullable(),
  idleMinutes: z.number().int(),
  demonstrationCode: z.string().nullable(),
  recoveryByMail: z.boolean(),
});
export type SessionBody = z.infer<typeof sessionSchema>;

/** The answer to "where do I stand?" for a session in any state, or none. */
export async function sessionBody(service: Service, session: Session | null): Promise<SessionBody> {
  const recoveryByMail = service.config.smtpUrl !== null;
  if (session === null) {
    const { idleMinutes } = defaultSignInPolicy;
    const nobody = { factors: [], csrfToken: null, name: null, demonstrationCode: null };
    return { state: 'signedOut', idleMinutes, recoveryByMail, ...nobody };
  }
  return {
    state: session.locked ? 'locked' : session.state,
    factors: [...session.factors],
    csrfToken: session.csrfToken,
    name: session.name,
    idleMinutes: session.policy.idleMinutes,
    demonstrationCode: await demonstrationCode(service, session),
    recoveryByMail,
  };
}

const cookieOptions = (service: Service) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: service.config.secureCookies }) as const;

/** Gives the browser a session's token in place of any it had, and answers where the session now stands. */
export async function finishSignIn(reply: FastifyReply, service: Service, token: string): Promise<SessionBody> {
  const earlier = reply.request.cookies[cookieName(service.config)];
  if (earlier !== undefined) await endSession(service, earlier);
  reply.setCookie(cookieName(service.config), token, cookieOptions(service));
  return sessionBody(service, await findSession(service, token, true));
}

/** From where a request signs in. */
export function whereFrom(request: FastifyRequest): { origin: string; device: string } {
  return { origin: request.ip, device: deviceOf(request.headers['user-agent']) };
}

const wrong = (path: 'code' | 'password'): Refusal => {
  const code = path === 'code' ? 'signIn.codeWrong' : 'signIn.passwordWrong';
  return { code, status: 422, fields: [{ path, code }] };
};

const code = z.string().trim().min(1).max(40);

/** Signing in and out, the second step, locking and unlocking. */
export function sessionRoutes(app: FastifyInstance, service: Service): void {
  const perMinute = service.config.signInLimitPerMinute;

  openRoute(app, 'public', {
    method: 'GET',
    path: '/api/session',
    summary: 'Where my sign-in stands',
    answer: sessionSchema,
    handle: async ({ request }) => ok(await sessionBody(service, request.session)),
  });
  openRoute(app, 'public', {
    method: 'POST',
    path: '/api/session',
    perMinute,
    summary: 'Sign in with address and password; the answer says whether a second factor is due',
    body: z.object({ email: z.string().trim().min(1).max(254), password: z.string().min(1).max(1024) }),
    answer: sessionSchema,
    handle: async ({ body, request, reply }) => {
      const begun = await signInByPassword(service, body, whereFrom(request));
      return begun.ok ? ok(await finishSignIn(reply, service, begun.value)) : begun;
    },
  });
  openRoute(app, 'own', {
    method: 'POST',
    path: '/api/session/second-factor',
    perMinute,
    summary: 'Show the second factor: a code of the authenticator app, or a recovery code',
    body: z.object({ code }),
    answer: sessionSchema,
    handle: async ({ body, request, reply }) => {
      const session = required(request.session);
      if (session.locked) return err(sessionLocked);
      const { personId, email, policy } = session;
      const attempt = {
        email,
        personId,
        lockAfter: policy.lockAfterFailures,
        origin: request.ip,
        failed: 'secondFactorFailed',
        clears: true,
      } as const;
      const method = await judge(service, attempt, (locked) =>
        locked ? Promise.resolve(null) : spendCode(service, personId, body.code, { recovery: true }),
      );
      if (method === null) return err(wrong('code'));
      const { token } = await strengthen(service, session.sessionId, method);
      return ok(await finishSignIn(reply, service, token));
    },
  });
  openRoute(app, 'own', {
    method: 'POST',
    path: '/api/session/lock',
    summary: 'Lock the screen; the session stays',
    body: z.object({}),
    answer: sessionSchema,
    handle: async ({ request }) => {
      const session = required(request.session);
      await lock(service, session.sessionId);
      return ok(await sessionBody(service, { ...session, locked: true }));
    },
  });
  openRoute(app, 'own', {
    method: 'POST',
    path: '/api/session/unlock',
    perMinute,
    summary: 'Unlock the session by password or by a code of the authenticator app',
    body: z.union([z.strictObject({ password: z.string().min(1).max(1024) }), z.strictObject({ code })]),
    answer: sessionSchema,
    handle: async ({ body, request }): Promise<Result<SessionBody>> => {
      const session = required(request.session);
      const { personId, email, policy } = session;
      const attempt = {
        email,
        personId,
        lockAfter: policy.lockAfterFailures,
        origin: request.ip,
        failed: 'unlockFailed',
        clears: false,
      } as const;
      const method = await judge(service, attempt, async (locked) => {
        if ('password' in body) return (await isPassword(service, session, body.password)) ? 'password' : null;
        return locked ? null : spendCode(service, personId, body.code, { recovery: false });
      });
      if (method === null) return err(wrong('password' in body ? 'password' : 'code'));
      await unlock(service, session.sessionId, method);
      return ok(await sessionBody(service, { ...session, locked: false }));
    },
  });
  openRoute(app, 'own', {
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign out',
    answer: z.object({ ok: z.literal(true) }),
    handle: async ({ request, reply }) => {
      const token = request.cookies[cookieName(service.config)];
      if (token !== undefined) await endSession(service, token);
      await noteAccountEvent(service, 'signOut', request.session?.personId ?? null, request.ip);
      reply.clearCookie(cookieName(service.config), cookieOptions(service));
      return ok({ ok: true as const });
    },
  });
}
