import { z } from 'zod';
import {
  correctiveStateSchema,
  correctiveStepSchema,
  flagFiguresSchema,
  flaggedDisparitySchema,
} from '../../domain/disparities/record.ts';
import { correctiveStepsTaken } from '../../domain/disparities/transitions.ts';

/** A corrective action as those who answer for it read it (P1.4). What it is about stands in codes. */
export const correctiveAnswer = z.object({
  id: z.string(),
  rule: z.string(),
  citation: z.string(),
  about: flaggedDisparitySchema,
  /** What the flag rested on when it was opened; null where that was not kept or is not for this reader. */
  figures: flagFiguresSchema.nullable(),
  /** True where it rests on the school's record and the reader answers for the police. */
  figuresHidden: z.boolean(),
  /** Null: the whole program. */
  schoolName: z.string().nullable(),
  ownerId: z.string(),
  ownerName: z.string().nullable(),
  dueOn: z.string(),
  overdue: z.boolean(),
  steps: z.array(correctiveStepSchema),
  note: z.string(),
  state: correctiveStateSchema,
  openedAt: z.string(),
  openedByName: z.string().nullable(),
  /** What came of it, and each time it was opened again, the oldest first. */
  history: z.array(
    z.object({
      step: z.enum(correctiveStepsTaken),
      words: z.string(),
      at: z.string(),
      byName: z.string().nullable(),
    }),
  ),
  actions: z.array(z.enum(correctiveStepsTaken)),
});
export type CorrectiveAnswer = z.infer<typeof correctiveAnswer>;

/** Who can be made to answer for a corrective action. */
export const ownersAnswer = z.object({ owners: z.array(z.object({ id: z.string(), name: z.string() })) });

export const correctiveListAnswer = z.object({ actions: z.array(correctiveAnswer), total: z.number().int() });
export type CorrectiveListAnswer = z.infer<typeof correctiveListAnswer>;
