import { isDeepStrictEqual } from 'node:util';
import { type KeptAnswer, keptAnswerSchema, type ReviewForm, type ReviewSide } from '../../domain/reviews/record.ts';
import { bothSidesRule } from '../../domain/reviews/rules.ts';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { answerActions, type ReviewRow } from './load.ts';
import { nameLikeWords } from './name-like.ts';

export type AnswerInput = ReviewForm & { readonly incidentId: string; readonly side: ReviewSide };

interface Asked {
  readonly schoolId: string;
  readonly ownerId: string;
  readonly review: ReviewRow;
  readonly incidentVersion: number;
}

async function targetOf(tx: Tx, incidentId: string, side: ReviewSide): Promise<Asked | null> {
  // The incident first, as an amendment does, so that the two never wait for each other crosswise. Both are asked even
  // where there is no such incident: one out of reach must take no longer than one that does not exist.
  const incident = await tx
    .selectFrom('incident')
    .select('version')
    .where('id', '=', incidentId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const review = await tx
    .selectFrom('review')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .where('side', '=', side)
    .forUpdate()
    .executeTakeFirst();
  if (review === undefined || incident === undefined) return null;
  return { schoolId: review.school_id, ownerId: review.owner_id, review, incidentVersion: incident.version };
}

async function lastAnswer(tx: Tx, review: ReviewRow): Promise<KeptAnswer | null> {
  if (review.version === 0) return null;
  const row = await tx
    .selectFrom('review_answer')
    .select('body')
    .where('incident_id', '=', review.incident_id)
    .where('side', '=', review.side)
    .where('version', '=', review.version)
    .executeTakeFirstOrThrow();
  return keptAnswerSchema.parse(row.body);
}

const refuseField = (path: string, code: string, params: Refusal['params'] = {}): Refusal => ({
  code,
  status: 422,
  rule: bothSidesRule.id,
  params,
  fields: [{ path, code, params }],
});

/**
 * Gives or changes a side's answer to an incident: was involving the police right, was what was done right (P7.6).
 * Every answer is kept; a standing one changes only by a new version with a reason. Refuses with 409 what rests on an
 * older version of the incident or of the answer, and with 422 a 'no' without words and a comment with words that read
 * like a name until the writer says they are none. The same answer again changes nothing.
 */
export function answerReview(
  service: Service,
  caller: Caller,
  input: AnswerInput,
): Promise<Result<{ version: number }>> {
  return runCommand<Asked, { version: number }>(service, caller, {
    action: answerActions[input.side],
    target: (tx) => targetOf(tx, input.incidentId, input.side),
    work: async (unit) => {
      const { tx, target } = unit;
      const { review } = target;
      const { involvementAppropriate, actionAppropriate, comment, incidentVersion, reason } = input;
      const kept: KeptAnswer = { involvementAppropriate, actionAppropriate, comment, incidentVersion, reason };
      if (target.ownerId === caller.actor.personId) return err({ code: 'reviews.ownIncident', status: 403 });
      if (review.state === 'answered' && isDeepStrictEqual(await lastAnswer(tx, review), kept)) {
        unit.unchanged();
        return ok({ version: review.version });
      }
      if (incidentVersion !== target.incidentVersion) return err({ code: 'reviews.incidentChanged', status: 409 });
      if (input.baseVersion !== review.version) return err({ code: 'common.changedMeanwhile', status: 409 });
      if (review.state === 'answered' && reason.length < 3) return err(refuseField('reason', 'reviews.reasonMissing'));
      if (!input.wordsChecked) {
        const [word] = await nameLikeWords(tx, `${comment}\n${reason}`);
        if (word !== undefined) return err(refuseField('comment', 'reviews.nameLike', { word }));
      }
      return ok({ version: await keep(unit, kept) });
    },
  });
}

async function keep(unit: Unit<Asked>, kept: KeptAnswer): Promise<number> {
  const { tx, now, caller, target } = unit;
  const { incident_id: incidentId, side } = target.review;
  const version = target.review.version + 1;
  await tx
    .insertInto('review_answer')
    .values({
      program_id: caller.actor.programId,
      incident_id: incidentId,
      side,
      version,
      body: JSON.stringify(kept),
      author_id: caller.actor.personId,
      at: now,
    })
    .execute();
  await tx
    .updateTable('review')
    .set({
      state: 'answered',
      answered_by: caller.actor.personId,
      answered_at: now,
      involvement: kept.involvementAppropriate,
      action: kept.actionAppropriate,
      comment: kept.comment,
      version,
    })
    .where('incident_id', '=', incidentId)
    .where('side', '=', side)
    .execute();
  await unit.audit({
    event: 'review.answered',
    recordType: 'incident',
    recordId: incidentId,
    detail: { side, version, involvement: kept.involvementAppropriate, action: kept.actionAppropriate },
  });
  return version;
}
