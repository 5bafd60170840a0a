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

/** One side's answer. A 'no' is explained; a comment is welcome otherwise. */
export const reviewAnswerSchema = z
  .object({
    id: idSchema,
    incidentId: idSchema,
    /** The version of the incident that was read. */
    incidentVersion: z.number().int().min(1),
    side: reviewSideSchema,
    involvementAppropriate: yesNoUnsureSchema,
    actionAppropriate: actionAnswerSchema,
    comment: z.string().trim().max(2000),
  })
  .refine(
    (answer) =>
      (answer.involvementAppropriate !== 'no' && answer.actionAppropriate !== 'no') || answer.comment.length >= 3,
    { path: ['comment'], message: 'reviews.commentMissing' },
  );
export type ReviewAnswer = z.infer<typeof reviewAnswerSchema>;

/** An answer as kept. A side may answer again with a reason; the last one counts, the earlier stay. */
export const givenAnswerSchema = z.object({
  side: reviewSideSchema,
  incidentVersion: z.number().int().min(1),
  involvementAppropriate: yesNoUnsureSchema,
  actionAppropriate: actionAnswerSchema,
  comment: z.string(),
  answeredAt: instantSchema,
  answeredBy: idSchema,
});
export type GivenAnswer = z.infer<typeof givenAnswerSchema>;

export const reviewStates = ['waitingBoth', 'waitingPolice', 'waitingSchool', 'agreed', 'disagreed'] as const;
export const reviewStateSchema = z.enum(reviewStates);
export type ReviewState = z.infer<typeof reviewStateSchema>;

/** When each side's answer is due. */
export const reviewDueSchema = z.object({ police: dateSchema, school: dateSchema });
export type ReviewDue = z.infer<typeof reviewDueSchema>;
