import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { reviewFormSchema, reviewSides } from '../../domain/reviews/record.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { answerReview } from './answer.ts';
import { halfYearList, halfYearQuerySchema, halfYearSchema } from './half-year.ts';
import { answerActions } from './load.ts';
import { officerRows, officerRowsSchema } from './officers.ts';
import { incidentReviews, incidentReviewsSchema } from './read.ts';
import { schoolSummary, schoolSummarySchema } from './school-summary.ts';
import { listOverdue, listWaiting, waitingListSchema, waitingQuerySchema } from './waiting.ts';

const incident = z.object({ programId: z.string(), id: idSchema });

/** Both sides' answers to an incident, and the first pages of those who give them (P7.6, P6.6). */
export function reviewRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'review.read', {
    method: 'GET',
    path: '/incidents/:id/reviews',
    summary: 'The answers of both sides, as far as this reader may see them',
    params: incident,
    answer: incidentReviewsSchema,
    handle: ({ caller, params }) => incidentReviews(service, caller, params.id),
  });
  for (const side of reviewSides) {
    programRoute(app, answerActions[side], {
      method: 'PUT',
      path: `/incidents/:id/reviews/${side}`,
      summary: `Give or change the answer of the ${side} side`,
      params: incident,
      body: reviewFormSchema,
      answer: z.object({ version: z.number().int() }),
      handle: ({ caller, params, body }) => answerReview(service, caller, { ...body, incidentId: params.id, side }),
    });
  }
  programRoute(app, 'review.read', {
    method: 'GET',
    path: '/reviews/waiting',
    summary: 'Incidents that wait for the caller’s answer, by when they are due',
    query: waitingQuerySchema,
    answer: waitingListSchema,
    handle: ({ caller, query }) => listWaiting(service, caller, query),
  });
  programRoute(app, 'review.disagreements', {
    method: 'GET',
    path: '/reviews/overdue',
    summary: 'Answers of either side that are past due',
    query: waitingQuerySchema,
    answer: waitingListSchema,
    handle: ({ caller, query }) => listOverdue(service, caller, query),
  });
  programRoute(app, 'review.disagreements', {
    method: 'GET',
    path: '/reviews/half-year',
    summary: 'What the twice-yearly meeting of both sides looks at',
    query: halfYearQuerySchema,
    answer: halfYearSchema,
    handle: ({ caller, query }) => halfYearList(service, caller, query),
  });
  programRoute(app, 'review.school', {
    method: 'GET',
    path: '/school/summary',
    summary: 'A school’s week and month',
    query: z.object({ schoolId: idSchema }),
    answer: schoolSummarySchema,
    handle: ({ caller, query }) => schoolSummary(service, caller, query.schoolId),
  });
  programRoute(app, 'review.police', {
    method: 'GET',
    path: '/reviews/officers',
    summary: 'Each officer’s last thirty days, by name',
    answer: officerRowsSchema,
    handle: ({ caller }) => officerRows(service, caller),
  });
}
