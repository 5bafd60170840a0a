import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { idSchema } from '../../../domain/shared/ids.ts';
import { programRoute } from '../../platform/http/route.ts';
import type { Service } from '../../platform/service.ts';
import { cellAnswer, collectionSchema, collectionsAnswer, schoolAnswer, sheetAnswer } from './answers.ts';
import { signOff, signOffSchema } from './commands.ts';
import { openCell, openSchool, openSheet, readCollections } from './queries.ts';

const one = z.object({ programId: z.string(), collection: collectionSchema });

/** What a district files with the Civil Rights Data Collection, from the records (P1.5). */
export function crdcRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'crdc.read', {
    method: 'GET',
    path: '/crdc',
    summary: 'The collections the program has a school year for',
    answer: collectionsAnswer,
    handle: ({ caller }) => readCollections(service, caller),
  });
  programRoute(app, 'crdc.read', {
    method: 'GET',
    path: '/crdc/:collection',
    summary: 'The counts of a collection by school, and what is missing',
    params: one,
    answer: sheetAnswer,
    handle: ({ caller, params }) => openSheet(service, caller, params.collection),
  });
  programRoute(app, 'crdc.read', {
    method: 'GET',
    path: '/crdc/:collection/schools/:schoolId',
    summary: 'The counts of one school, cell by cell',
    params: one.extend({ schoolId: idSchema }),
    answer: schoolAnswer,
    handle: ({ caller, params }) => openSchool(service, caller, params.collection, params.schoolId),
  });
  programRoute(app, 'crdc.read', {
    method: 'GET',
    path: '/crdc/:collection/incidents',
    summary: 'The incidents behind one count',
    params: one,
    query: z.object({ schoolId: idSchema, column: z.string().regex(/^[A-Z0-9_]{3,60}$/) }),
    answer: cellAnswer,
    handle: ({ caller, params, query }) => openCell(service, caller, params.collection, query),
  });
  programRoute(app, 'crdc.signOff', {
    method: 'POST',
    path: '/crdc/:collection/sign-off',
    summary: 'Sign the counts of a collection; sent again it changes nothing',
    params: one,
    body: signOffSchema,
    answer: sheetAnswer,
    handle: ({ caller, params, body }) => signOff(service, caller, params.collection, body),
  });
}
