import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { dateSchema } from '../../domain/shared/dates.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { schoolYearIdSchema } from '../../domain/shared/school-year.ts';
import { dimensions, sources } from '../../statistics/disaggregation.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { groupsAnswer, numbersAnswer } from './answers.ts';
import { readGroups } from './groups.ts';
import { readNumbers } from './overview.ts';

const selection = {
  year: schoolYearIdSchema.optional(),
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  schoolId: idSchema.optional(),
  officerId: idSchema.optional(),
} as const;

/** First numbers for those inside the program (P7.3, P7.4, D2, D3, D6). */
export function numbersRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'numbers.read', {
    method: 'GET',
    path: '/numbers',
    summary: 'The funnel, contacts and time of a period, beside the year before',
    query: z.object(selection),
    answer: numbersAnswer,
    handle: ({ caller, query }) => readNumbers(service, caller, query),
  });
  programRoute(app, 'numbers.read', {
    method: 'GET',
    path: '/numbers/groups',
    summary: 'Students involved, by one of the seven dimensions and one source',
    query: z.object({ ...selection, dimension: z.enum(dimensions), source: z.enum(sources) }),
    answer: groupsAnswer,
    handle: ({ caller, query }) => readGroups(service, caller, query),
  });
}
