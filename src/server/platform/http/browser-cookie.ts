import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomValue } from '../accounts/challenges.ts';
import type { Service } from '../service.ts';

/**
 * The token of a browser in which nobody is signed in yet: what was asked of it is answered by it alone. Made when
 * there is none; gone when the browser is closed. Lax, since it must come along when a provider sends people back.
 */
export function browserToken(service: Service, request: FastifyRequest, reply: FastifyReply): string {
  const { secureCookies } = service.config;
  const name = secureCookies ? '__Host-opensro-browser' : 'opensro-browser';
  const there = request.cookies[name];
  if (there !== undefined && /^[\w-]{43}$/.test(there)) return there;
  const token = randomValue();
  reply.setCookie(name, token, { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies });
  return token;
}
