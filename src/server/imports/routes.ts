import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { importCrdc } from './crdc.ts';
import { readDistrictApart, readRosterApart } from './reading-apart.ts';
import { type ImportInput, importReportSchema } from './report.ts';
import { importRoster } from './roster.ts';
import { readUploads, type Uploads } from './uploads.ts';

const yes = z.enum(['true', 'false']).default('false');

/** How an import is asked for: first `dryRun=true`; then the same files again with the digest it answered. */
const askedSchema = z.object({
  dryRun: yes,
  allowShrink: yes,
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

function inputOf(asked: z.infer<typeof askedSchema>): Result<ImportInput> {
  const dryRun = asked.dryRun === 'true';
  if (!dryRun && asked.digest === undefined) return err({ code: 'imports.checkFirst', status: 422 });
  return ok({
    dryRun,
    allowShrink: asked.allowShrink === 'true',
    ...(asked.digest === undefined ? {} : { digest: asked.digest }),
  });
}

/** Time in which who was refused may finish sending, so that the answer is read; then the connection ends. */
const lingerMs = 3_000;

/** Takes the form. What a refused sender goes on sending is thrown away, not kept and not waited for. */
async function take(request: FastifyRequest): Promise<Result<Uploads>> {
  const uploads = await readUploads(request);
  const { raw } = request;
  if (!uploads.ok && !raw.complete && !raw.readableEnded) {
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.destroy(), lingerMs);
    raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  }
  return uploads;
}

/** Imports of schools and rosters through the browser. The body is a form with the files. */
export function importRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'school.import', {
    method: 'POST',
    path: '/imports/crdc',
    summary: 'Check or import schools and enrolment from CRDC files (form parts: files)',
    query: askedSchema,
    answer: importReportSchema,
    handle: async ({ request, query, caller }) => {
      const input = inputOf(query);
      if (!input.ok) return input;
      const uploads = await take(request);
      if (!uploads.ok) return uploads;
      const { files, supplement, release } = uploads.value;
      try {
        if (supplement.length > 0)
          return err({ code: 'imports.partUnknown', status: 422, params: { name: 'supplement' } });
        return await importCrdc(service, caller, { ...input.value, read: (leaid) => readDistrictApart(files, leaid) });
      } finally {
        release();
      }
    },
  });

  programRoute(app, 'roster.import', {
    method: 'POST',
    path: '/imports/roster',
    summary: 'Check or import a OneRoster bundle (form parts: files, and supplement for IDEA, 504 and EL)',
    query: askedSchema,
    answer: importReportSchema,
    handle: async ({ request, query, caller }) => {
      const input = inputOf(query);
      if (!input.ok) return input;
      const uploads = await take(request);
      if (!uploads.ok) return uploads;
      const { files, supplement, release } = uploads.value;
      try {
        const read = () => readRosterApart(files, supplement);
        return await importRoster(service, caller, { ...input.value, read });
      } finally {
        release();
      }
    },
  });
}
