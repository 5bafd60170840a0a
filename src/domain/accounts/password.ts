import { err, ok, type Result } from '../shared/result.ts';
import { commonWords } from './common-words.ts';

/** Longest password taken; long sentences fit. */
export const longestPassword = 128;

/** Characters that must be left of a password once all that is easily guessed is taken out of it. */
const leastLeft = 6;

/** Letters that digits and signs are put for. */
const written: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv'];
const runs = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** Takes out runs along the alphabet, the digits or the keyboard, repetitions, years, spaces and signs. */
function withoutPatterns(text: string): string {
  let left = text.replaceAll(/(19|20)\d\d/g, '');
  for (let at = 0; at < left.length; ) {
    let length = 4;
    while (at + length <= left.length && runs.some((run) => run.includes(left.slice(at, at + length)))) length += 1;
    if (length > 4) left = left.slice(0, at) + left.slice(at + length - 1);
    else at += 1;
  }
  // The same piece again and again counts once.
  return left.replaceAll(/(.{1,8}?)\1{1,}/gu, '$1').replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}

function withoutWords(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.replaceAll(word, ''), text);
}

/** What is left of a password that somebody who knows the person and the usual choices would still have to guess. */
function unguessed(password: string, parts: readonly string[]): number {
  const words = [...parts, ...commonWords].toSorted((a, b) => b.length - a.length);
  const lower = password.normalize('NFKC').toLowerCase();
  const spoken = [...lower].map((char) => written[char] ?? char).join('');
  const left = (text: string): number => [...withoutPatterns(withoutWords(text, words))].length;
  return Math.min(left(lower), left(spoken));
}

/** Name and address in the pieces people build passwords from. */
function partsOf(person: { readonly name: string; readonly email: string }): string[] {
  return [person.name, person.email]
    .flatMap((text) => text.toLowerCase().split(/[^\p{Letter}\p{Number}]+/u))
    .filter((part) => part.length >= 3);
}

/**
 * Whether a password may be set. Takes the password, the person and the shortest length allowed; refuses with what to
 * mend. Length and a block list, no rules of composition (NIST SP 800-63B, 3.1.1.2).
 */
export function checkNewPassword(
  password: string,
  person: { readonly name: string; readonly email: string },
  minLength: number,
): Result<null> {
  const refuse = (code: string, params?: Record<string, number>) => {
    const problem = params === undefined ? { code } : { code, params };
    return err({ ...problem, status: 422 as const, fields: [{ path: 'password', ...problem }] });
  };
  const length = [...password].length;
  if (length < minLength || length > longestPassword) {
    return refuse('common.passwordLength', { min: minLength, max: longestPassword });
  }
  return unguessed(password, partsOf(person)) < leastLeft ? refuse('signIn.passwordCommon') : ok(null);
}
