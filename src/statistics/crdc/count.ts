/**
 * A cell of the Civil Rights Data Collection. Negative numbers are reserve codes that say why there is no count; a blank or
 * absent cell was not collected. Neither is ever 0 (CRDC Public-Use Data File User's Manual, 5.1.1).
 */
export type Count =
  | { kind: 'count'; n: number }
  | { kind: 'reserve'; code: number; meaning: ReserveMeaning }
  | { kind: 'notCollected' };

type ReserveMeaning =
  | 'skipLogic'
  | 'actionPlan'
  | 'forceCertified'
  | 'edfactsMissing'
  | 'notApplicable'
  | 'suppressed'
  | 'undocumented';

/** -7, -12 and -13 stand in files without an entry in the manual's table; they are kept and shown as undocumented. */
const meanings: ReadonlyMap<number, ReserveMeaning> = new Map([
  [-3, 'skipLogic'],
  [-5, 'actionPlan'],
  [-6, 'forceCertified'],
  [-7, 'undocumented'],
  [-8, 'edfactsMissing'],
  [-9, 'notApplicable'],
  [-11, 'suppressed'],
  [-12, 'undocumented'],
  [-13, 'undocumented'],
]);

export const notCollected: Count = { kind: 'notCollected' };

const known = new Map<string, Count>();
/** Most cells hold one of few values; sharing them keeps a national file in memory small. */
const sharedAtMost = 5_000;

/**
 * Reads one cell. `whole` for numbers of students, `decimal` for full-time equivalents (which print codes as '-9.0').
 * Returns null for what is no number and no code.
 */
export function readCount(cell: string | undefined, kind: 'whole' | 'decimal'): Count | null {
  if (cell === undefined || cell === '') return notCollected;
  const key = `${kind[0]}${cell}`;
  const hit = known.get(key);
  if (hit !== undefined) return hit;
  const read = parseCount(cell, kind);
  if (read !== null && known.size < sharedAtMost) known.set(key, read);
  return read;
}

function parseCount(cell: string, kind: 'whole' | 'decimal'): Count | null {
  if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(cell)) return null;
  const n = Number(cell);
  if (n < 0)
    return Number.isInteger(n) ? { kind: 'reserve', code: n, meaning: meanings.get(n) ?? 'undocumented' } : null;
  if (kind === 'whole' && !Number.isInteger(n)) return null;
  return { kind: 'count', n };
}

/** True for a negative code no collection in the manual's table or in the released files uses. */
export function isUnknownReserve(count: Count): boolean {
  return count.kind === 'reserve' && !meanings.has(count.code);
}
