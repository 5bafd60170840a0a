import { z } from 'zod';
import { dateSchema } from '../../domain/shared/dates.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, type FieldProblem, ok, type Result } from '../../domain/shared/result.ts';
import { schoolYearIdSchema } from '../../domain/shared/school-year.ts';
import { type Source, sources } from '../../statistics/disaggregation.ts';
import { type DimensionId, dimensionIds, isAboutStudents } from '../../statistics/measures/dimensions.ts';
import { type MeasureId, measureIds, measures } from '../../statistics/measures/measures.ts';

/** Only records of one of these members. */
interface Filter {
  readonly dimension: DimensionId;
  readonly members: readonly string[];
}

const member = /^[A-Za-z0-9.-]{1,40}$/;
const mostFilters = 5;

/** `sex:F,X~grade:09`: codes and ids only, so that an address with a question in it tells of no student. */
const filtersSchema = z
  .string()
  .max(2000)
  .default('')
  .transform((text, context): readonly Filter[] => {
    const filters = text === '' ? [] : text.split('~').map((part) => part.split(':'));
    const read = filters.map(([name, list = '', ...more]): Filter | null => {
      const dimension = dimensionIds.find((id) => id === name);
      const members = list.split(',');
      const sound = more.length === 0 && members.length <= 60 && members.every((one) => member.test(one));
      return dimension === undefined || !sound ? null : { dimension, members };
    });
    if (read.length <= mostFilters && read.every((filter) => filter !== null)) return read;
    context.addIssue({ code: 'custom', message: 'explorer.filter' });
    return z.NEVER;
  });

const schoolsSchema = z
  .string()
  .max(8000)
  .default('')
  .transform((text, context): readonly string[] => {
    const ids = text === '' ? [] : text.split(',');
    if (ids.every((id) => idSchema.safeParse(id).success)) return [...new Set(ids)];
    context.addIssue({ code: 'custom', message: 'explorer.schools' });
    return z.NEVER;
  });

/** Which days and which schools (none named: all within reach). */
export const whereQuery = {
  year: schoolYearIdSchema.optional(),
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  schools: schoolsSchema,
} as const;

/** A question as it stands in an address (P7.3, P7.4). */
export const questionSchema = z.object({
  measure: z.enum(measureIds),
  rows: z.enum(dimensionIds).optional(),
  columns: z.enum(dimensionIds).optional(),
  source: z.enum(sources).default('perceived'),
  ...whereQuery,
  filters: filtersSchema,
});
export type Question = z.output<typeof questionSchema>;

/** By what a question tells records apart, in any way. */
const dimensionsOf = ({ rows, columns, filters }: Pick<Question, 'rows' | 'columns' | 'filters'>): DimensionId[] => [
  ...(rows === undefined ? [] : [rows]),
  ...(columns === undefined ? [] : [columns]),
  ...filters.map(({ dimension }) => dimension),
];

/** Refuses (422, at the field) what the registry does not allow: a dimension the measure has not, the same one twice. */
export function checkQuestion(question: Question): Result<Question> {
  const fields: FieldProblem[] = [];
  const allowed = measures[question.measure].dimensions;
  const isAllowed = (id: DimensionId | undefined): boolean => id === undefined || allowed.includes(id);
  if (!isAllowed(question.rows)) fields.push({ path: 'rows', code: 'explorer.dimension' });
  if (!isAllowed(question.columns)) fields.push({ path: 'columns', code: 'explorer.dimension' });
  if (question.columns !== undefined && question.columns === question.rows) {
    fields.push({ path: 'columns', code: 'explorer.twice' });
  }
  if (question.filters.some(({ dimension }) => !isAllowed(dimension))) {
    fields.push({ path: 'filters', code: 'explorer.dimension' });
  }
  return fields.length === 0 ? ok(question) : err({ code: 'common.invalid', status: 422, fields });
}

/**
 * By which source students are told apart. What an officer saw tells no student from another, so that different
 * students are always counted by the school's record.
 */
export function sourceOf({ measure, source }: Pick<Question, 'measure' | 'source'>): Source {
  return measures[measure].unit === 'students' ? 'recorded' : source;
}

/** Why a reader may not have the answer: it rests on what the school recorded (decision 0006). Null: nothing does. */
export function restsOnRecords(question: Question): 'students' | 'recorded' | null {
  if (measures[question.measure].unit === 'students') return 'students';
  if (question.source !== 'recorded') return null;
  return dimensionsOf(question).some(isAboutStudents) ? 'recorded' : null;
}

/** The measure a share is taken of, counted from the same rows; null where there is none. */
export function wholeOf(id: MeasureId): MeasureId | null {
  const { denominator, numerator } = measures[id];
  if (denominator.kind !== 'measure') return null;
  return measures[denominator.measure].numerator?.grain === numerator?.grain ? denominator.measure : null;
}
