import { z } from 'zod';
import { dimensions, sources } from '../../statistics/disaggregation.ts';

const day = z.string();
const count = z.number().int().min(0);

const stage = z.object({
  key: z.string(),
  n: count,
  of: z.object({ key: z.string(), n: count }).nullable(),
});

const timeRow = z.object({ key: z.string(), entries: count, minutes: count, audience: count });

/** By what time is told apart on the page; 'triad' is always derived from 'role' (D3). */
const timeTables = ['role', 'triad', 'statutoryFunction', 'kind', 'school', 'officer', 'month'] as const;

const figures = z.object({
  calls: z.array(stage),
  incidents: z.array(stage),
  /** Different students; null for readers who may not count what the school has attached. */
  students: z.array(stage).nullable(),
  unattached: count.nullable(),
  contacts: z.object({ positive: count, enforcement: count, perEnforcement: z.number().nullable() }),
  time: z.object({
    all: timeRow.omit({ key: true }),
    by: z.object(
      Object.fromEntries(timeTables.map((key) => [key, z.array(timeRow)])) as Record<
        (typeof timeTables)[number],
        z.ZodArray<typeof timeRow>
      >,
    ),
  }),
});
export type Figures = z.infer<typeof figures>;

const period = z.object({ from: day, to: day, year: z.string().nullable() });
const named = z.object({ id: z.string(), name: z.string() });

export const numbersAnswer = z.object({
  asOf: z.string(),
  period,
  before: period,
  years: z.array(z.object({ id: z.string(), firstDay: day, lastDay: day })),
  schools: z.array(named),
  officers: z.array(named),
  now: figures,
  yearBefore: figures,
});
export type NumbersAnswer = z.infer<typeof numbersAnswer>;

const shown = z.discriminatedUnion('status', [
  z.object({ status: z.literal('published'), n: count }),
  z.object({ status: z.literal('withheld') }),
]);

const groupHead = { dimension: z.enum(dimensions), source: z.enum(sources) };

/** Why recorded facts are not shown to a reader of the police side. */
const hiddenReasons = ['yearNotPublished', 'onlyWholeProgramYears', 'seeRace'] as const;

export const groupsAnswer = z.discriminatedUnion('kind', [
  /** Counts in full: one's own side's record, or the school's side looking at its schools. */
  z.object({
    kind: z.literal('full'),
    ...groupHead,
    total: count,
    /** Involvements of students the school has not attached yet; in the unknown row. Null for perceived facts. */
    unattached: count.nullable(),
    rows: z.array(
      z.object({
        category: z.string(),
        involved: count,
        enforcement: count,
        diverted: count,
        formal: count,
        /** Different students; null for what an officer perceived, which tells nobody apart. */
        students: count.nullable(),
      }),
    ),
  }),
  /** Different students in the whole program and a finished year, as the disclosure engine let them out. */
  z.object({
    kind: z.literal('released'),
    ...groupHead,
    year: z.string(),
    total: shown,
    rows: z.array(z.object({ category: z.string(), students: shown })),
  }),
  z.object({ kind: z.literal('hidden'), ...groupHead, reason: z.enum(hiddenReasons) }),
]);
export type GroupsAnswer = z.infer<typeof groupsAnswer>;
