import { html } from 'ghtml';

export { html };

/** Joins ready pieces of markup; each was escaped where it was made. */
export function join(pieces: Iterable<string>): string {
  return [...pieces].join('');
}
