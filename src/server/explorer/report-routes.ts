import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { languages } from '../../catalogs/languages.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readReportFile } from './report-file.ts';

/** The monthly report as a file (P7.4). The page itself reads the numbers and the corrective actions. */
export function reportRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'numbers.read', {
    method: 'GET',
    path: '/report.pdf',
    summary: 'The report of a month as a tagged PDF (application/pdf)',
    query: z.object({
      month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
      language: z.enum(languages).default('en'),
    }),
    // A file: JSON Schema has no word for it, and nothing but its bytes is sent.
    answer: z.unknown(),
    handle: async ({ caller, query, reply }) => {
      const file = await readReportFile(service, caller, query);
      if (!file.ok) return file;
      reply
        .header('content-type', 'application/pdf')
        .header('content-disposition', `attachment; filename="report-${query.month}-${query.language}.pdf"`)
        .header('cache-control', 'no-store');
      return file;
    },
  });
}
