import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ok } from '../../domain/shared/result.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { publishProgram, readPublication } from './publish.ts';

const waiting = {
  id: z.string(),
  from: z.string(),
  unattached: z.number().int(),
  drafts: z.number().int(),
  /** There are more than these numbers say: counting stops at a hundred. */
  atLeast: z.boolean(),
};
const yearStatus = z.discriminatedUnion('status', [
  z.object({ id: z.string(), status: z.literal('published'), on: z.string() }),
  z.object({ id: z.string(), status: z.literal('notOver') }),
  z.object({ ...waiting, status: z.literal('waiting') }),
  z.object({ ...waiting, status: z.literal('ready') }),
]);

/** What the public sees of the program, and the button that brings its schools and officers up to date (P7.9). */
export function publishingRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'publication.publish', {
    method: 'GET',
    path: '/publication',
    summary: 'What is published, and how each school year stands',
    answer: z.object({
      page: z.object({ slug: z.string(), version: z.number().int(), asOf: z.string() }).nullable(),
      years: z.array(yearStatus),
    }),
    handle: async ({ caller }) => {
      const read = await readPublication(service, caller);
      return read.ok ? ok({ ...read.value, years: [...read.value.years] }) : read;
    },
  });
  programRoute(app, 'publication.publish', {
    method: 'POST',
    path: '/publication',
    summary: 'Bring schools and officers on the public page up to date; sent again it changes nothing',
    answer: z.object({ version: z.number().int(), changed: z.boolean() }),
    handle: ({ caller }) => publishProgram(service, caller, caller.actor.programId),
  });
}
