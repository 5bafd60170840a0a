import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decide } from '../../../domain/access/decide.ts';
import { idSchema } from '../../../domain/shared/ids.ts';
import { ok } from '../../../domain/shared/result.ts';
import { problemBody } from '../../platform/http/problems.ts';
import { languageOf, programRoute } from '../../platform/http/route.ts';
import type { Service } from '../../platform/service.ts';
import { decideRelease, decisionSchema } from './decide.ts';
import { leftOut } from './known.ts';
import { beginProposal } from './making.ts';
import { lateStates } from './preview.ts';
import { periodStates, readProposal, readReleases } from './queries.ts';

const line = z.object({
  id: z.string(),
  number: z.number().int(),
  period: z.string(),
  proposedAt: z.string(),
  state: z.enum(['open', 'returned', 'outdated', 'published']),
});
const cell = z.object({
  codes: z.array(z.string()),
  n: z.number().int().nullable(),
  lo: z.number().optional(),
  hi: z.number().nullable().optional(),
});
const said = z.object({ en: z.string(), es: z.string() });
const table = z.object({ id: z.string(), columns: z.array(z.string()), formula: z.string(), cells: z.array(cell) });
const change = z.object({
  table: z.string(),
  codes: z.array(z.string()),
  before: z.number().nullable(),
  now: z.number().nullable(),
});
/** What of the document a person who decides looks at; the whole is public afterwards. */
const documentShown = z.object({
  number: z.number().int(),
  kind: z.enum(['quarter', 'year']),
  period: z.string(),
  schoolYear: z.string(),
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  schools: z.array(z.object({ id: z.string(), name: z.string() })),
  policy: z.object({ threshold: z.number(), zeros: z.string(), protect: z.string() }),
  tables: z.array(table),
  comparisons: z.array(z.object({ measureName: said, sentence: said, beside: said })),
  comparisonLabel: said,
  changes: z
    .object({
      since: z.number().int(),
      list: z.array(change),
    })
    .nullable(),
  beside: z
    .array(
      z.object({
        kind: z.enum(['quarters', 'yearBefore']),
        since: z.array(z.number().int()),
        period: z.string().optional(),
        list: z.array(change),
      }),
    )
    .optional(),
  files: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number(), sha256: z.string() })),
});
const preview = z.object({
  tables: z.array(
    z.object({
      id: z.string(),
      cells: z.number(),
      shown: z.number(),
      zeros: z.number(),
      small: z.number(),
      guarding: z.number(),
      audit: z.object({ exact: z.number(), below: z.number() }),
    }),
  ),
  changed: z.number(),
  compared: z.number(),
  late: z
    .array(
      z.object({
        table: z.string(),
        quarter: z.string().nullable(),
        came: z.number(),
        changed: z.number(),
        state: z.enum(lateStates),
      }),
    )
    .optional(),
  left: z.enum(leftOut).optional(),
  together: z.number().int().optional(),
});
const making = z.object({
  state: z.enum(['working', 'done', 'refused', 'failed']),
  period: z.string(),
  share: z.number().nullable(),
  proposalId: z.string().nullable(),
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
});
const side = z.enum(['police', 'school']);

/** Releases: proposed by the coordinator, looked at and decided by both sides (P7.9). */
export function releaseRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'release.read', {
    method: 'GET',
    path: '/releases',
    summary: 'Periods that can be released, proposals, and what is being made',
    answer: z.object({
      slug: z.string().nullable(),
      making: making.nullable(),
      mayPropose: z.boolean(),
      periods: z.array(
        z.object({
          id: z.string(),
          kind: z.enum(['quarter', 'year']),
          from: z.string(),
          to: z.string(),
          state: z.enum(periodStates),
          openFrom: z.string(),
        }),
      ),
      proposals: z.array(line),
    }),
    handle: async ({ caller, request }) => {
      const read = await readReleases(service, caller);
      if (!read.ok) return read;
      const { periods, proposals, making: now, slug } = read.value;
      const why = now?.state === 'refused' ? problemBody(now.refusal, languageOf(request), request.id) : null;
      return ok({
        slug,
        mayPropose: decide(caller.actor, 'release.propose', {}).ok,
        periods: [...periods],
        proposals: [...proposals],
        making:
          now === null
            ? null
            : {
                state: now.state,
                period: now.period,
                share: now.state === 'working' ? now.share : null,
                proposalId: now.state === 'done' ? now.proposalId : null,
                reason: why?.title ?? null,
                remedy: why?.detail ?? null,
              },
      });
    },
  });
  programRoute(app, 'release.propose', {
    method: 'POST',
    path: '/releases',
    summary: 'Begin to make a proposal; it is there when the overview says so',
    body: z.object({ period: z.string().max(20) }),
    answer: z.object({ begun: z.literal(true) }),
    handle: async ({ caller, body }) => {
      void beginProposal(service, caller, body.period);
      return ok({ begun: true as const });
    },
  });
  programRoute(app, 'release.read', {
    method: 'GET',
    path: '/releases/:id',
    summary: 'What would be public, what is withheld, what each side has said',
    params: z.object({ programId: z.string(), id: idSchema }),
    answer: z.object({
      line,
      digest: z.string(),
      proposedBy: z.string(),
      document: documentShown,
      preview,
      said: z.array(
        z.object({
          side,
          decision: z.enum(['approved', 'returned']),
          note: z.string(),
          by: z.string(),
          at: z.string(),
        }),
      ),
      mayDecide: side.nullable(),
    }),
    handle: async ({ caller, params }) => {
      const read = await readProposal(service, caller, params.id);
      return read.ok ? ok(JSON.parse(JSON.stringify(read.value))) : read;
    },
  });
  programRoute(app, 'release.decide', {
    method: 'POST',
    path: '/releases/:id/decision',
    summary: 'Approve a proposal or send it back; the second approval publishes it',
    params: z.object({ programId: z.string(), id: idSchema }),
    body: decisionSchema,
    answer: z.object({ published: z.boolean() }),
    handle: ({ caller, params, body }) => decideRelease(service, caller, params.id, body),
  });
}
