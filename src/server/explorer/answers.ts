import { z } from 'zod';
import { calculatedWithSchema, flaggedDisparitySchema } from '../../domain/disparities/record.ts';
import { sources } from '../../statistics/disaggregation.ts';
import { dimensionIds } from '../../statistics/measures/dimensions.ts';
import { categories, measureIds } from '../../statistics/measures/measures.ts';

const count = z.number().int().min(0);
const day = z.string();
const named = z.object({ id: z.string(), name: z.string() });

/** A member of a dimension: its own name, or the key of its text; a period names itself by its id. */
const memberAnswer = z.object({ id: z.string(), name: z.string().nullable(), text: z.string().nullable() });
export type MemberAnswer = z.infer<typeof memberAnswer>;

/** What can be asked: codes, and keys of texts in the catalogs. */
export const registryAnswer = z.object({
  measures: z.array(
    z.object({
      id: z.enum(measureIds),
      category: z.enum(categories),
      unit: z.enum(['events', 'students']),
      collected: z.boolean(),
      dimensions: z.array(z.enum(dimensionIds)),
      /** Taken of which other measure, where it is a share. */
      of: z.enum(measureIds).nullable(),
      /** False: it rests on the school's record, which the reader may not count. */
      allowed: z.boolean(),
    }),
  ),
  dimensions: z.array(
    z.object({
      id: z.enum(dimensionIds),
      aboutStudents: z.boolean(),
      /** What can be counted alone; none where schools and days are chosen otherwise. */
      members: z.array(memberAnswer),
    }),
  ),
  /** By whose record students can be told apart. */
  sources: z.array(z.enum(sources)),
  years: z.array(z.object({ id: z.string(), firstDay: day, lastDay: day })),
  schools: z.array(named),
});
export type RegistryAnswer = z.infer<typeof registryAnswer>;

const cell = z.object({ n: count, of: count.nullable() });
export type Cell = z.infer<typeof cell>;

/** Why there is no number. */
const hiddenReasons = ['students', 'recorded', 'notCollected', 'periodTooLong'] as const;
const hidden = z.object({ kind: z.literal('hidden'), reason: z.enum(hiddenReasons) });

export const questionAnswer = z.discriminatedUnion('kind', [
  hidden,
  z.object({
    kind: z.literal('counted'),
    asOf: z.string(),
    period: z.object({ from: day, to: day, year: z.string().nullable() }),
    measure: z.enum(measureIds),
    unit: z.enum(['events', 'students']),
    source: z.enum(sources),
    rows: z.array(memberAnswer).nullable(),
    columns: z.array(memberAnswer).nullable(),
    /** By row, then by column. */
    cells: z.array(z.array(cell)),
    rowTotals: z.array(cell),
    columnTotals: z.array(cell),
    total: cell,
    /** Records whose student nobody has named yet: in none of the numbers. */
    unattached: count,
    /** Students enrolled in all and by row, from outside the records; null where that is not known or does not fit. */
    enrolled: z
      .object({ all: count.nullable(), rows: z.array(count.nullable()), sources: z.array(z.string()) })
      .nullable(),
    /** What a click on a number opens; null: the reader may not open records of this kind. */
    opens: z.enum(['calls', 'incidents']).nullable(),
  }),
]);
export type QuestionAnswer = z.infer<typeof questionAnswer>;

export const recordsAnswer = z.object({
  kind: z.enum(['calls', 'incidents']),
  items: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      day,
      schoolName: z.string(),
      matter: z.string().nullable(),
      matterName: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type RecordsAnswer = z.infer<typeof recordsAnswer>;

const limits = z.object({ value: z.number(), low: z.number(), high: z.number().nullable() });

export const disparityAnswer = z.discriminatedUnion('kind', [
  hidden,
  z.object({
    kind: z.literal('compared'),
    /** By whose record groups are told apart: the school's, or what officers saw. */
    source: z.enum(sources),
    period: z.object({ from: day, to: day, year: z.string().nullable() }),
    /** 'Monitoring indicator, not a legal finding', in the reader's language. */
    label: z.string(),
    calculatedWith: calculatedWithSchema,
    /** For the police side: what the newest release says of different students. Null: nothing is out, or not asked. */
    released: z.object({ period: z.object({ from: day, to: day }), sentences: z.array(z.string()) }).nullable(),
    comparisons: z.array(
      z.object({
        dimension: z.enum(dimensionIds),
        group: z.string(),
        groupText: z.string(),
        sentence: z.string(),
        beside: z.string(),
        risk: limits.nullable(),
        ratio: limits.nullable(),
        /** Smallest false discovery rate at which it would be flagged. */
        q: z.number().nullable(),
        flagged: z.boolean(),
        /** What a corrective action would be opened with; null where the schools asked for are neither one nor all. */
        flag: flaggedDisparitySchema.nullable(),
        correctiveId: z.string().nullable(),
      }),
    ),
  }),
]);
export type DisparityAnswer = z.infer<typeof disparityAnswer>;

export const viewAnswer = z.object({ id: z.string(), name: z.string(), question: z.string(), savedAt: z.string() });
export const viewsAnswer = z.object({ views: z.array(viewAnswer) });
export type ViewAnswer = z.infer<typeof viewAnswer>;
