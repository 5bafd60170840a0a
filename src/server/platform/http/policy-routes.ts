import type { FastifyInstance } from 'fastify';
import { signInPolicySchema } from '../../../domain/accounts/policy.ts';
import { ok } from '../../../domain/shared/result.ts';
import { readSignInPolicy, setSignInPolicy } from '../accounts/policy.ts';
import { runQuery } from '../commands.ts';
import type { Service } from '../service.ts';
import { programRoute, required } from './route.ts';

/** A program's rules of sign-in. */
export function policyRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'signIn.configure', {
    method: 'GET',
    path: '/sign-in/policy',
    summary: 'Rules of sign-in of this program',
    answer: signInPolicySchema,
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'signIn.configure',
        read: async ({ tx }) => ok(await readSignInPolicy(tx)),
      }),
  });
  programRoute(app, 'signIn.configure', {
    method: 'PUT',
    path: '/sign-in/policy',
    summary: 'Set the rules of sign-in; they hold from the next request on',
    body: signInPolicySchema,
    answer: signInPolicySchema,
    handle: ({ caller, body, request }) => setSignInPolicy(service, caller, body, required(request.session).methods),
  });
}
