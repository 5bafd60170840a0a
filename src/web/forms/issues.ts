import type { z } from 'zod';
import { type TextKey, textOfIssue } from '../../domain/shared/issues.ts';
import type { FieldError, Problem } from '../api/problem.ts';

/** The text of a field problem: a catalog key with its values, or words that are ready. */
export type Message = TextKey | { readonly text: string };

export type FieldMessages = ReadonlyMap<string, Message>;

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
    if (!messages.has(path)) messages.set(path, textOfIssue(issue, path === '' ? issue : read(path)));
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
