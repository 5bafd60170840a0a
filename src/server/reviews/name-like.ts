import { markNameLike } from '../../domain/incidents/names.ts';
import type { Tx } from '../platform/database/tenancy.ts';

/** Words of a free text that read like a name and belong to no school, officer or member of staff of the program (P7.8). */
export async function nameLikeWords(tx: Tx, text: string): Promise<string[]> {
  if (text === '') return [];
  const schools = await tx.selectFrom('school').select('name').execute();
  const members = await tx.selectFrom('member').select('name').execute();
  const officers = await tx.selectFrom('officer').select('name').execute();
  const allowed = [...schools, ...members, ...officers].map((row) => row.name);
  return [...new Set(markNameLike(text, allowed).map((span) => span.words))];
}
