/**
 * Yes or no as people and systems write it, in English and Spanish. `null` = said to be unknown or left blank;
 * `undefined` = a word this reader does not know, which is a problem to be shown and never a guess.
 */
export function readYesNo(cell: string): boolean | null | undefined {
  const word = cell
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\s._?\p{M}]/gu, '');
  if (yesWords.has(word)) return true;
  if (noWords.has(word)) return false;
  return unknownWords.has(word) ? null : undefined;
}

const yesWords = new Set(['yes', 'y', 'true', 't', '1', 'x', 'si', 's', 'verdadero', 'active', 'current']);
const noWords = new Set(['no', 'n', 'false', 'f', '0', 'falso', 'exited', 'inactive']);
const unknownWords = new Set([
  '',
  'unknown',
  'unk',
  'u',
  'na',
  'n/a',
  '-',
  '--',
  'null',
  'notcollected',
  'desconocido',
  'nosesabe',
]);

/** 'YYYY-MM-DD' that is a real day, else null. A time after the day (some systems write one) falls away. */
export function readDay(cell: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(cell);
  if (match === null) return null;
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}
