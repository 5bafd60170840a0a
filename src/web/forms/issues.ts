import type { z } from 'zod';
import type { FieldError, Problem } from '../api/problem.ts';

/** The text of a field problem: a catalog key with its values, or words that are ready. */
export type Message =
  | { readonly key: string; readonly params: Readonly<Record<string, string | number>> }
  | { readonly text: string };

export type FieldMessages = ReadonlyMap<string, Message>;

/** Our own refusals are written `<namespace>.<name>`; their reason stands in that area's catalog. */
const ownCode = /^([a-z][A-Za-z]*)\.([a-z][A-Za-z0-9.]*)$/;

const isMissing = (input: unknown): boolean => input === undefined || input === null || input === '';

function sized(issue: { readonly origin: string; readonly code: 'too_small' | 'too_big' }, limit: number): Message {
  const small = issue.code === 'too_small';
  if (issue.origin === 'string') {
    if (small && limit <= 1) return { key: 'common:form.required', params: {} };
    return { key: small ? 'common:form.tooShort' : 'common:form.tooLong', params: { count: limit } };
  }
  if (issue.origin === 'array' || issue.origin === 'set') {
    return { key: small ? 'common:form.chooseSome' : 'common:form.tooMany', params: { count: limit } };
  }
  return small
    ? { key: 'common:form.tooSmall', params: { min: limit } }
    : { key: 'common:form.tooBig', params: { max: limit } };
}

const formats: Readonly<Record<string, string>> = {
  date: 'common:form.date',
  datetime: 'common:form.date',
  time: 'common:form.time',
  email: 'common:form.email',
};

function messageOf(issue: z.core.$ZodIssue, input: unknown): Message {
  const own = ownCode.exec(issue.message);
  if (own !== null) {
    const params = issue.code === 'custom' ? ((issue.params ?? {}) as Record<string, string | number>) : {};
    return { key: `${own[1]}:problems.${own[2]}.reason`, params };
  }
  if (isMissing(input)) return { key: 'common:form.required', params: {} };
  switch (issue.code) {
    case 'too_small':
      return sized(issue, Number(issue.minimum));
    case 'too_big':
      return sized(issue, Number(issue.maximum));
    case 'invalid_type':
      if (issue.expected === 'int') return { key: 'common:form.wholeNumber', params: {} };
      return { key: issue.expected === 'number' ? 'common:form.number' : 'common:form.required', params: {} };
    case 'invalid_value':
    case 'invalid_union':
      return { key: 'common:form.choose', params: {} };
    case 'invalid_format':
      return { key: formats[issue.format] ?? 'common:form.pattern', params: {} };
    case 'not_multiple_of':
      return { key: 'common:form.wholeNumber', params: {} };
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return { key: 'common:form.notKnown', params: {} };
  }
}

/**
 * One message per field from what zod found, keyed by dotted path ('' for the form as a whole). The first issue of a
 * field wins. `read` gives the typed value at a path: an empty one is always 'needs an answer', whatever zod calls it.
 */
export function messagesFromIssues(
  issues: readonly z.core.$ZodIssue[],
  read: (path: string) => unknown,
): FieldMessages {
  const messages = new Map<string, Message>();
  for (const issue of issues) {
    const path = issue.path.map(String).join('.');
    if (!messages.has(path)) messages.set(path, messageOf(issue, path === '' ? issue : read(path)));
  }
  return messages;
}

const sentence = (error: FieldError): string =>
  error.remedy === undefined ? error.reason : `${error.reason} ${error.remedy}`;

/** The server's field errors, by path; `rename` maps the server's path to the form's where they differ. */
export function messagesFromProblem(
  problem: Problem,
  rename: (path: string) => string = (path) => path,
): FieldMessages {
  const messages = new Map<string, Message>();
  for (const error of problem.errors) {
    const path = rename(error.field.replace(/^body\./, ''));
    if (!messages.has(path)) messages.set(path, { text: sentence(error) });
  }
  return messages;
}
