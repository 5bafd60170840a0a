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
