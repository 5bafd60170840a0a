import { z } from 'zod';
import { decide } from '../../domain/access/decide.ts';
import {
  actionAnswerSchema,
  keptAnswerSchema,
  type ReviewSide,
  reviewSideSchema,
  reviewStateSchema,
} from '../../domain/reviews/record.ts';
import { disagreement, reviewState } from '../../domain/reviews/rules.ts';
import { yesNoUnsureSchema } from '../../domain/shared/people.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { answerOf, isAsked, maySee, type ReviewRow, sideOfRow } from './load.ts';

const compared = z.enum(['agree', 'disagree', 'open']);

const givenSchema = z.object({
  version: z.number().int(),
  at: z.string(),
  by: z.string(),
  involvementAppropriate: yesNoUnsureSchema,
  actionAppropriate: actionAnswerSchema,
  comment: z.string(),
  reason: z.string(),
  incidentVersion: z.number().int(),
});

const sideViewSchema = z.object({
  side: reviewSideSchema,
  state: z.enum(['open', 'answered']),
  dueAt: z.string(),
  overdue: z.boolean(),
  /** Version of the side's last answer; 0 where it has given none. */
  version: z.number().int(),
  /** This reader is asked for it. */
  mine: z.boolean(),
  /** Given, but not to be seen before one's own side has answered. */
  hidden: z.boolean(),
  /** Newest first; the first counts while the state is 'answered'. */
  answers: z.array(givenSchema),
});

export const incidentReviewsSchema = z.object({
  incidentVersion: z.number().int(),
  state: reviewStateSchema,
  disagreement: z.object({ involvement: compared, action: compared, any: z.boolean() }).nullable(),
  sides: z.array(sideViewSchema),
});
export type IncidentReviews = z.infer<typeof incidentReviewsSchema>;

type Given = z.infer<typeof givenSchema>;

async function answersOf(tx: Tx, incidentId: string): Promise<Map<ReviewSide, Given[]>> {
  const rows = await tx
    .selectFrom('review_answer')
    .leftJoin('member', (join) =>
      join
        .onRef('member.program_id', '=', 'review_answer.program_id')
        .onRef('member.person_id', '=', 'review_answer.author_id'),
    )
    .select(['side', 'version', 'body', 'at', 'member.name'])
    .where('incident_id', '=', incidentId)
    .orderBy('version', 'desc')
    .execute();
  const given = rows.map((row) => ({
    side: sideOfRow(row),
    answer: { ...keptAnswerSchema.parse(row.body), version: row.version, at: row.at.toISOString(), by: row.name ?? '' },
  }));
  const bySide = Map.groupBy(given, ({ side }) => side);
  return new Map([...bySide].map(([side, list]) => [side, list.map(({ answer }) => answer)]));
}

/** The answer that counts now: one given to what has changed since is asked for again and does not. */
export const standing = (rows: readonly ReviewRow[], side: ReviewSide) => {
  const row = rows.find((one) => one.side === side && one.state === 'answered');
  return row === undefined ? null : answerOf(row);
};

/**
 * Both sides' answers to an incident as this reader may see them: one's own side's always, the other's once one's own
 * has been given. 404 for what is out of reach and for incidents not filed yet.
 */
export function incidentReviews(
  service: Service,
  caller: Caller,
  incidentId: string,
): Promise<Result<IncidentReviews>> {
  const { actor } = caller;
  return runQuery(service, caller, {
    action: 'review.read',
    read: async ({ tx, now }) => {
      const rows = await tx
        .selectFrom('review')
        .selectAll()
        .where('incident_id', '=', incidentId)
        .orderBy('side')
        .execute();
      const [first] = rows;
      if (first === undefined) return err(notFound);
      const allowed = decide(actor, 'review.read', { schoolId: first.school_id, ownerId: first.owner_id });
      if (!allowed.ok) return allowed;
      const incident = await tx
        .selectFrom('incident')
        .select('version')
        .where('id', '=', incidentId)
        .executeTakeFirstOrThrow();
      const answers = await answersOf(tx, incidentId);
      const police = standing(rows, 'police');
      const school = standing(rows, 'school');
      const all = [police, school].filter((answer) => answer !== null);
      const openToReader = rows.every((row) => maySee(actor, sideOfRow(row), rows));
      return ok({
        incidentVersion: incident.version,
        state: reviewState(all.map((answer) => ({ ...answer, incidentVersion: incident.version }))),
        disagreement: police !== null && school !== null && openToReader ? disagreement(police, school) : null,
        sides: rows.map((row) => {
          const side = sideOfRow(row);
          const seen = maySee(actor, side, rows);
          const list = answers.get(side) ?? [];
          return {
            side,
            state: row.state === 'answered' ? ('answered' as const) : ('open' as const),
            dueAt: row.due_at.toISOString(),
            overdue: row.state !== 'answered' && row.due_at < now,
            version: row.version,
            mine: isAsked(actor, row),
            hidden: !seen && list.length > 0,
            answers: seen ? list : [],
          };
        }),
      });
    },
  });
}
