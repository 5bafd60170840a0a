import { ordinaryWords, plain, shortTitles } from './ordinary-words.ts';
import type { NameCheck } from './record.ts';

/** A part of a text that reads like a name: [start, end) in UTF-16 units, and the words themselves. */
export type NameSpan = { start: number; end: number; words: string };

type Word = { text: string; start: number; end: number; capital: boolean; sentenceStart: boolean };

// Letters with inner apostrophes and hyphens (O'Brien, Jean-Luc, D’Angelo), or one initial with its point (J.).
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu;

/** Endings that make a capitalised word at the beginning of a sentence an ordinary one. */
const ordinaryEnding = /(?:ing|ly|tion|sion|ment|mente|cion|ando|iendo)$/;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let previousEnd = 0;
  for (const match of text.matchAll(wordPattern)) {
    const between = text.slice(previousEnd, match.index);
    const last = words.at(-1);
    // The point after an initial or a title ('J. Smith', 'Mr. Smith') ends no sentence.
    const abbreviation = last !== undefined && (last.text.length === 1 || shortTitles.has(plain(last.text)));
    const sentenceStart =
      words.length === 0 || /[!?\n:¿¡"“«]/.test(between) || (between.includes('.') && !abbreviation);
    words.push({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
      capital: /^\p{Lu}/u.test(match[0]),
      sentenceStart,
    });
    previousEnd = match.index + match[0].length;
  }
  return words;
}

const stem = (word: string) => plain(word).replace(/['’]s$/, '');

/**
 * Marks what reads like a person's name in a narrative, so that the officer can take it out before filing.
 * Runs on the device, asks nobody, and knows no roster: a mark says nothing about who goes to the school.
 * Takes the text and further words that are no names here (of the program's schools and places); returns spans in
 * order. Marked are: capitalised words inside a sentence, capitalised words after a short title ('Mr.', 'Sra.'), initials before a
 * capitalised word, and words at the beginning of a sentence that are no common beginning, in English and Spanish.
 * Limits: names in lower case and names that are also common words ('Grace', 'Will' at a beginning) are missed;
 * some ordinary words are marked. It helps the reader's eye and does not replace it.
 */
export function markNameLike(text: string, allowed: readonly string[] = []): NameSpan[] {
  const words = wordsOf(text);
  const extra = new Set(allowed.flatMap((phrase) => [...phrase.matchAll(wordPattern)].map((match) => plain(match[0]))));
  const known = (word: Word) => ordinaryWords.has(stem(word.text)) || extra.has(stem(word.text));
  const shouting = (word: Word) =>
    word.text.length <= 4 && word.text.length > 1 && word.text === word.text.toUpperCase();
  const reads = words.map((word, index) => {
    if (!word.capital) return false;
    const before = words[index - 1];
    const joined = before !== undefined && /^[.\s]*$/.test(text.slice(before.end, word.start));
    if (word.text.length === 1) return false;
    const afterTitle = joined && !word.sentenceStart && shortTitles.has(plain(before.text));
    if (afterTitle && !extra.has(stem(word.text))) return true;
    if (known(word) || shouting(word)) return false;
    return !(word.sentenceStart && ordinaryEnding.test(plain(word.text)));
  });
  return spansOf(text, words, reads);
}

/** Joins neighbouring marked words and takes in an initial that stands directly before. */
function spansOf(text: string, words: readonly Word[], reads: readonly boolean[]): NameSpan[] {
  const spans: NameSpan[] = [];
  for (const [index, word] of words.entries()) {
    if (!reads[index]) continue;
    let start = word.start;
    for (let back = index - 1; back >= 0; back -= 1) {
      const initial = words[back];
      if (initial === undefined || initial.text.length !== 1 || !initial.capital) break;
      if (!/^\.\s*$/.test(text.slice(initial.end, start))) break;
      start = initial.start;
    }
    const last = spans.at(-1);
    if (last !== undefined && /^\s+$/.test(text.slice(last.end, start))) last.end = word.end;
    else spans.push({ start, end: word.end, words: '' });
  }
  return spans.map((span) => ({ ...span, words: text.slice(span.start, span.end) }));
}

/**
 * Whether the check says anything about a text: it rests on capital letters, so a text in a script without them,
 * or one written all in capitals, comes out 'unchecked' and the record says so.
 */
export function nameCheckOf(text: string): NameCheck {
  const letters = text.match(/\p{L}/gu) ?? [];
  const cased = letters.filter((letter) => letter.toLowerCase() !== letter.toUpperCase());
  if (letters.length === 0) return 'checked';
  if (cased.length < letters.length * 0.8) return 'unchecked';
  const upper = cased.filter((letter) => letter === letter.toUpperCase());
  return cased.length > 20 && upper.length > cased.length * 0.7 ? 'unchecked' : 'checked';
}
