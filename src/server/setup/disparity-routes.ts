import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { disparityProfileSchema } from '../../domain/disparities/record.ts';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readDisparityProfile, setDisparityProfile } from './disparity-profile.ts';

const profile = disparityProfileSchema;

/** How disparities are measured: the state's profile and its history (P7.7). */
export function disparityRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'disparity.configure', {
    method: 'GET',
    path: '/setup/disparity',
    summary: 'How disparities are measured, and the versions of it',
    answer: z.object({
      current: profile.extend({ holdsFrom: z.string().nullable() }),
      today: z.string(),
      state: z.string(),
      outcomes: z.array(z.string()),
      groupings: z.array(z.object({ dimension: z.string(), groups: z.array(z.string()) })),
      versions: z.array(z.object({ profile, setBy: z.string().nullable(), setAt: z.string() })),
    }),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'disparity.configure',
        read: async ({ tx, now }) => ok(await readDisparityProfile(tx, caller.actor.programId, now)),
      }),
  });
  programRoute(app, 'disparity.configure', {
    method: 'POST',
    path: '/setup/disparity',
    summary: 'Set how disparities are measured from a day on',
    body: profile,
    answer: profile,
    handle: ({ caller, body }) => setDisparityProfile(service, caller, body),
  });
}
