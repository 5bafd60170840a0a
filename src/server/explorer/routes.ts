import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { idSchema } from '../../domain/shared/ids.ts';
import { measureIds } from '../../statistics/measures/measures.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { disparityAnswer, questionAnswer, recordsAnswer, registryAnswer, viewAnswer, viewsAnswer } from './answers.ts';
import { ask, readRegistry } from './ask.ts';
import { readDisparity } from './disparity.ts';
import { questionSchema, whereQuery } from './question.ts';
import { readRecords } from './records.ts';
import { readViews, removeView, saveView, viewSchema } from './views.ts';

const oneView = z.object({ programId: z.string(), viewId: idSchema });
const member = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,40}$/)
  .optional();

/** Questions to the records: any measure by any of its dimensions, and the records behind a number (P1.4, P7.3, P7.4). */
export function explorerRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'explorer.ask', {
    method: 'GET',
    path: '/explorer/registry',
    summary: 'What can be asked: measures, what they are told apart by, years, schools',
    answer: registryAnswer,
    handle: ({ caller }) => readRegistry(service, caller),
  });
  programRoute(app, 'explorer.ask', {
    method: 'GET',
    path: '/explorer/answer',
    summary: 'A measure by rows and columns, with totals and students enrolled',
    query: questionSchema,
    answer: questionAnswer,
    handle: ({ caller, query }) => ask(service, caller, query),
  });
  programRoute(app, 'explorer.ask', {
    method: 'GET',
    path: '/explorer/records',
    summary: 'The calls or incidents behind one number, a part at a time',
    query: questionSchema.extend({ row: member, column: member, before: cursorSchema('~').optional() }),
    answer: recordsAnswer,
    handle: ({ caller, query: { row, column, before, ...question } }) =>
      readRecords(service, caller, { question, row, column, before }),
  });
  programRoute(app, 'explorer.ask', {
    method: 'GET',
    path: '/explorer/disparity',
    summary: 'Each group against all other students, with interval, sentence and flag',
    query: z.object({ measure: z.enum(measureIds), ...whereQuery }),
    answer: disparityAnswer,
    handle: ({ caller, query }) => readDisparity(service, caller, query),
  });
  programRoute(app, 'explorer.ask', {
    method: 'GET',
    path: '/explorer/views',
    summary: 'The questions I have saved',
    answer: viewsAnswer,
    handle: ({ caller }) => readViews(service, caller),
  });
  programRoute(app, 'explorer.ask', {
    method: 'POST',
    path: '/explorer/views',
    summary: 'Save a question; sent again it changes nothing',
    body: viewSchema,
    answer: viewAnswer,
    handle: ({ caller, body }) => saveView(service, caller, body),
  });
  programRoute(app, 'explorer.ask', {
    method: 'DELETE',
    path: '/explorer/views/:viewId',
    summary: 'Remove a question I have saved',
    params: oneView,
    answer: z.object({ id: z.string() }),
    handle: ({ caller, params: { viewId } }) => removeView(service, caller, viewId),
  });
}
