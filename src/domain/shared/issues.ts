import type { z } from 'zod';

/** A text of the catalogs: `namespace:key` with its values. */
export interface TextKey {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Our own refusals are written `<namespace>.<name>`; their reason and remedy stand in that area's catalog. */
const ownCode = /^([a-z][A-Za-z]*)\.([a-z][A-Za-z0-9.]*)$/;

const isMissing = (input: unknown): boolean => input === undefined || input === null || input === '';

function sized(issue: { readonly origin: string; readonly code: 'too_small' | 'too_big' }, limit: number): TextKey {
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

/**
 * The words for one zod issue, the same on the phone and on the server. Takes the issue and the value it is about;
 * an empty value always 'needs an answer', whatever zod calls it.
 */
export function textOfIssue(issue: z.core.$ZodIssue, input: unknown): TextKey {
  // How a value is written can be said once there is one.
  if (isMissing(input) && issue.code === 'invalid_format') return { key: 'common:form.required', params: {} };
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
