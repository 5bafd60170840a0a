import { z } from 'zod';
import { dateSchema, instantSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';
import { yesNoUnsureSchema } from '../shared/people.ts';

/** The two sides that each answer for their part (P7.6). */
export const reviewSides = ['police', 'school'] as const;
export const reviewSideSchema = z.enum(reviewSides);
export type ReviewSide = z.infer<typeof reviewSideSchema>;

export const actionAnswers = ['yes', 'no', 'unsure', 'notApplicable'] as const;
export const actionAnswerSchema = z.enum(actionAnswers);
export type ActionAnswer = z.infer<typeof actionAnswerSchema>;

const judgementShape = {
  involvementAppropriate: yesNoUnsureSchema,
  actionAppropriate: actionAnswerSchema,
  comment: z.string().trim().max(2000),
};

/**
 * What a side sends: its answer to the version it has read, and over which of its own answers it was written.
 * A 'no' is explained; a comment is welcome otherwise.
 */
export const reviewFormSchema = z
  .object({
    ...judgementShape,
    incidentVersion: z.number().int().min(1),
    /** Version of one's own side's answer that this follows; 0 for the first. */
    baseVersion: z.number().int().min(0),
    /** Needed to change an answer that stands. */
    reason: z.string().trim().max(500),
    /** The words that read like a name were looked at and are none. */
    wordsChecked: z.boolean(),
  })
  .refine(
    (answer) =>
      (answer.involvementAppropriate !== 'no' && answer.actionAppropriate !== 'no') || answer.comment.length >= 3,
    { path: ['comment'], message: 'reviews.commentMissing' },
  );
export type ReviewForm = z.infer<typeof reviewFormSchema>;

/** What is kept of one version of a side's answer; earlier versions stay. */
export const keptAnswerSchema = z.object({
  ...judgementShape,
  incidentVersion: z.number().int().min(1),
  reason: z.string(),
});
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;

/** An answer as kept. A side may answer again with a reason; the last one counts, the earlier stay. */
const givenAnswerSchema = z.object({
  side: reviewSideSchema,
  incidentVersion: z.number().int().min(1),
  involvementAppropriate: yesNoUnsureSchema,
  actionAppropriate: actionAnswerSchema,
  comment: z.string(),
  answeredAt: instantSchema,
  answeredBy: idSchema,
});
export type GivenAnswer = z.infer<typeof givenAnswerSchema>;

const reviewStates = ['waitingBoth', 'waitingPolice', 'waitingSchool', 'agreed', 'disagreed'] as const;
export const reviewStateSchema = z.enum(reviewStates);
export type ReviewState = z.infer<typeof reviewStateSchema>;

/** When each side's answer is due. */
const reviewDueSchema = z.object({ police: dateSchema, school: dateSchema });
export type ReviewDue = z.infer<typeof reviewDueSchema>;
