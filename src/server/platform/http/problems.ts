import { z } from 'zod';
import { textOfIssue } from '../../../domain/shared/issues.ts';
import type { FieldProblem, Refusal } from '../../../domain/shared/result.ts';
import { hasText, textsIn } from '../texts.ts';

/** The body of every error answer (RFC 9457, problem+json). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    rule: z.string().optional(),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          reason: z.string(),
          remedy: z.string(),
          code: z.string(),
          rule: z.string().optional(),
          // A problem in an imported file says where.
          file: z.string().optional(),
          line: z.number().int().optional(),
          column: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });

export type ProblemBody = z.infer<typeof problemSchema>;

function keyOf(code: string): string {
  const [namespace, ...name] = code.split('.');
  return `${namespace}:problems.${name.join('.')}`;
}

/** Reason and remedy of a code in a language; `form:` keys carry their remedy within. */
function wordsOf(
  code: string,
  language: string,
  params: Readonly<Record<string, string | number>>,
): { reason: string; remedy: string } {
  const t = textsIn(language);
  if (code.includes(':')) return { reason: t(code, params), remedy: '' };
  const key = keyOf(code);
  if (!hasText(`${key}.reason`))
    return { reason: t('common:problems.refused.reason'), remedy: t('common:problems.refused.remedy') };
  return { reason: t(`${key}.reason`, params), remedy: t(`${key}.remedy`, params) };
}

function fieldBody(problem: FieldProblem, language: string): NonNullable<ProblemBody['errors']>[number] {
  const words = wordsOf(problem.code, language, problem.params ?? {});
  const { file, line, column } = problem.params ?? {};
  return {
    field: problem.path,
    ...words,
    code: problem.code,
    ...(problem.rule === undefined ? {} : { rule: problem.rule }),
    ...(file === undefined ? {} : { file: String(file) }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: String(column) }),
  };
}

/** Turns a refusal into the answer's body, in the reader's language. */
export function problemBody(refusal: Refusal, language: string, requestId: string): ProblemBody {
  const words = wordsOf(refusal.code, language, refusal.params ?? {});
  return {
    type: `about:blank#${refusal.code}`,
    title: words.reason,
    status: refusal.status,
    detail: words.remedy,
    code: refusal.code,
    ...(refusal.rule === undefined ? {} : { rule: refusal.rule }),
    requestId,
    ...(refusal.fields === undefined ? {} : { errors: refusal.fields.map((field) => fieldBody(field, language)) }),
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null ? (current as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

const ownCode = /^[a-z][A-Za-z]*\.[a-z][A-Za-z0-9.]*$/;

/** The refusal for input that does not fit its schema: one problem per field. */
export function refusalOfIssues(issues: readonly z.core.$ZodIssue[], input: unknown): Refusal {
  const fields = new Map<string, FieldProblem>();
  for (const issue of issues) {
    const path = issue.path.map(String).join('.');
    if (fields.has(path)) continue;
    if (ownCode.test(issue.message)) {
      const params = issue.code === 'custom' ? ((issue.params ?? {}) as Record<string, string | number>) : {};
      fields.set(path, { path, code: issue.message, params });
    } else {
      const { key, params } = textOfIssue(issue, valueAt(input, issue.path));
      fields.set(path, { path, code: key, params });
    }
  }
  return { code: 'common.invalid', status: 422, fields: [...fields.values()] };
}
