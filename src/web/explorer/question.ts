import { useSearchParams } from 'react-router';

/** What a question's address holds; codes and ids only, nothing of a student. */
const asked = ['measure', 'rows', 'columns', 'source', 'year', 'from', 'to', 'schools', 'filters'] as const;
type Name = (typeof asked)[number];
export type Question = Readonly<Partial<Record<Name, string>>> & { readonly measure: string };

/** What the page asks when nobody has chosen yet: incidents by school. */
const first = { measure: 'incidents', rows: 'school' } as const;

/** The question in the address, and how to change parts of it (empty takes one away). */
export function useQuestion(): {
  readonly question: Question;
  readonly change: (part: Readonly<Partial<Record<Name, string>>>) => void;
} {
  const [search, setSearch] = useSearchParams();
  const question = questionOf(search);
  const change = (part: Readonly<Partial<Record<Name, string>>>): void =>
    setSearch(addressOf({ ...question, ...part }), { replace: true });
  return { question, change };
}

export function questionOf(search: URLSearchParams): Question {
  const found = Object.fromEntries(
    asked.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value] as const];
    }),
  );
  return typeof found.measure === 'string' ? { ...found, measure: found.measure } : { ...first, ...found };
}

/** The query of an address that asks a question. */
export function addressOf(question: Readonly<Partial<Record<string, string>>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) if (value !== undefined && value !== '') query.set(name, value);
  return query.toString();
}

/** Only records of some members of a dimension. */
export type Filter = { readonly dimension: string; readonly members: readonly string[] };

/** As many as the server takes. */
export const mostFilters = 5;

/** Reads `sex:F,X~grade:09`. */
export function filtersOf({ filters }: Question): readonly Filter[] {
  return (filters ?? '').split('~').flatMap((part) => {
    const [dimension = '', list = ''] = part.split(':');
    return list === '' ? [] : [{ dimension, members: list.split(',') }];
  });
}

/** Whether a question tells students apart, so that it matters who says what they are. */
export function tellsStudents(
  question: Question,
  dimensions: readonly { readonly id: string; readonly aboutStudents: boolean }[],
): boolean {
  const told = [question.rows, question.columns, ...filtersOf(question).map(({ dimension }) => dimension)];
  return dimensions.some(({ id, aboutStudents }) => aboutStudents && told.includes(id));
}

/** The filters as they stand in an address, with those of one dimension set anew (none: taken away). */
export function withFilter(filters: readonly Filter[], { dimension, members }: Filter): string {
  const isThere = filters.some((one) => one.dimension === dimension);
  const all = isThere ? filters : [...filters, { dimension, members }];
  return all
    .map((one) => (one.dimension === dimension ? { dimension, members } : one))
    .filter((one) => one.members.length > 0)
    .map((one) => `${one.dimension}:${one.members.join(',')}`)
    .join('~');
}
