import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Bundle, BundleResult, ByteSource } from '../exchange/files/bundle.ts';
import { openUploads, type Upload } from '../exchange/files/open.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Caller, Service } from '../platform/service.ts';
import { importCrdc } from './crdc.ts';
import { oneFile } from './open.ts';
import { type ImportInput, type ImportReport, importReportSchema, refusalOf, reportOf } from './report.ts';
import { importRoster } from './roster.ts';
import { readUploads } from './uploads.ts';

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

/** The answer where the files cannot even be opened. */
function unopened(
  kind: ImportReport['kind'],
  opened: Extract<BundleResult, { ok: false }>,
  input: ImportInput,
  caller: Caller,
): Result<ImportReport> {
  const { problems } = opened;
  const report = reportOf({
    kind,
    dryRun: input.dryRun,
    digest: '',
    source: null,
    problems,
    language: caller.language,
  });
  return input.dryRun ? ok(report) : refusalOf(report);
}

async function withBundle(
  kind: ImportReport['kind'],
  uploads: readonly Upload[],
  input: ImportInput,
  caller: Caller,
  run: (bundle: Bundle) => Promise<Result<ImportReport>>,
): Promise<Result<ImportReport>> {
  const opened = await openUploads(uploads);
  if (!opened.ok) return unopened(kind, opened, input, caller);
  try {
    return await run(opened.bundle);
  } finally {
    opened.bundle.close();
  }
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
      const uploads = await readUploads(request);
      if (!uploads.ok) return uploads;
      if (uploads.value.supplement.length > 0)
        return err({ code: 'imports.partUnknown', status: 422, params: { name: 'supplement' } });
      return withBundle('crdc', uploads.value.files, input.value, caller, (bundle) =>
        importCrdc(service, caller, { ...input.value, bundle }),
      );
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
      const uploads = await readUploads(request);
      if (!uploads.ok) return uploads;
      const { files, supplement } = uploads.value;
      const run = (second?: ByteSource) =>
        withBundle('roster', files, input.value, caller, (bundle) =>
          importRoster(service, caller, { ...input.value, bundle, supplement: second }),
        );
      if (supplement.length === 0) return run();
      const opened = oneFile(await openUploads(supplement));
      if (!opened.ok) return unopened('roster', opened, input.value, caller);
      try {
        return await run(opened.bundle.files[0]);
      } finally {
        opened.bundle.close();
      }
    },
  });
}
