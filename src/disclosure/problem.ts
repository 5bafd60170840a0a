/** Where a problem stands. All parts are optional: a problem of a whole product has no place. */
export interface Place {
  /** Name of the file or of the option. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** Name of the column. */
  readonly column?: string;
  /** Character within a formula, from 1. */
  readonly at?: number;
  /** What stands there. */
  readonly text?: string;
}

/** Something that whoever gave the input can mend. */
export interface Problem {
  readonly code: string;
  readonly place: Place;
  /** What is wrong, one plain sentence. */
  readonly reason: string;
  /** What to do, one plain sentence. */
  readonly remedy: string;
}

/** A value, or everything found wrong (at least one problem). */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function fine<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** A single problem as the outcome. */
export function fault(code: string, place: Place, reason: string, remedy: string): Outcome<never> {
  return { ok: false, problems: [{ code, place, reason, remedy }] };
}

/** As compilers write it, so that editors can jump to the place: `file:line: column "x": reason remedy`. */
export function sentence({ place, reason, remedy }: Problem): string {
  const file = [place.file, place.line].filter((part) => part !== undefined).join(':');
  const column = place.column === undefined ? '' : `column "${place.column}": `;
  const at = place.at === undefined ? '' : `at character ${place.at}: `;
  return `${file === '' ? '' : `${file}: `}${column}${at}${reason} ${remedy}`;
}

/** What was most likely meant, or undefined where nothing is near. Deterministic: the first of the nearest. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const reach = Math.max(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = reach + 1;
  for (const candidate of known) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

/** Letters to insert, drop or change to come from one word to the other (Levenshtein). */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      here.push(Math.min(change, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1));
    }
    above = here;
  }
  return above[b.length] ?? 0;
}

/** A list of names for a sentence, cut short where it is long. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  return `${shown.join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
}
