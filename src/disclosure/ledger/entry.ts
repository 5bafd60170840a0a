import { z } from 'zod';
import { fault, fine, type Outcome } from '../problem.ts';
import { type Policy, policySchema } from '../product/policy.ts';
import { sha256 } from '../verify/sha256.ts';

/** Codes that a release covers, by the column that tells the period, as in { quarter: ['Q1', 'Q2'] }. */
export type Scope = Readonly<Record<string, readonly string[]>>;

const entrySchema = z.strictObject({
  format: z.literal('opensro-ledger-entry'),
  version: z.literal(1),
  /** From 1, without gaps. */
  sequence: z.int().min(1),
  /** SHA-256 of the text of the entry before; zeros in the first one. */
  before: z.string(),
  /** What is counted. Only entries of the same name are about the same counts. */
  counts: z.string(),
  formula: z.string(),
  columns: z.array(z.string()),
  policy: policySchema,
  scope: z.record(z.string(), z.array(z.string()).min(1)),
  /** Names of cells printed earlier that no longer hold since these counts were corrected, see `cellName`. */
  outdated: z.array(z.string()),
  /** All that was published: codes and count, null where withheld. */
  rows: z.array(z.tuple([z.array(z.string()), z.int().min(0).nullable()])).min(1),
});

/** One publication, as everybody can see it: nothing in it is private. */
export interface Entry {
  readonly format: 'opensro-ledger-entry';
  readonly version: 1;
  readonly sequence: number;
  readonly before: string;
  readonly counts: string;
  readonly formula: string;
  readonly columns: readonly string[];
  readonly policy: Policy;
  readonly scope: Scope;
  readonly outdated: readonly string[];
  readonly rows: readonly (readonly [codes: readonly string[], n: number | null])[];
}

/** All that was ever published about the same students, the first one first. */
export interface Ledger {
  readonly entries: readonly Entry[];
  /** SHA-256 of the last entry's text: what the next one carries. */
  readonly head: string;
}

const start = '0'.repeat(64);

/** The text that is kept, byte for byte the same for the same entry: one line a cell. */
export function entryText({ rows, ...rest }: Entry): string {
  const head = JSON.stringify(rest, null, 1).slice(0, -2);
  return `${head},\n "rows": [\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]\n}\n`;
}

/** The entry that follows all others. */
export function nextEntry(
  { entries, head }: Ledger,
  published: Omit<Entry, 'format' | 'version' | 'sequence' | 'before'>,
): Entry {
  const { counts, formula, columns, policy, scope, outdated, rows } = published;
  return {
    format: 'opensro-ledger-entry',
    version: 1,
    sequence: entries.length + 1,
    before: head,
    counts,
    formula,
    columns,
    policy,
    scope,
    outdated,
    rows,
  };
}

/**
 * Reads a ledger from the texts of its entries. Errors: a text that is no entry, one that was changed, taken out or put
 * somewhere else since: each entry names its number and the digest of the text before it.
 */
export function readLedger(texts: readonly { readonly file: string; readonly text: string }[]): Outcome<Ledger> {
  const entries: Entry[] = [];
  let head = start;
  for (const { file, text } of texts) {
    const entry = readEntry(text, file);
    if (!entry.ok) return entry;
    const { sequence, before } = entry.value;
    if (sequence !== entries.length + 1 || before !== head || entryText(entry.value) !== text) {
      const reason = 'The chain of releases is broken here: this entry, or one before it, was changed or is missing.';
      const remedy = 'Bring back the ledger from a copy that nobody has touched. Nothing can be released without it.';
      return fault('ledgerBroken', { file }, reason, remedy);
    }
    entries.push(entry.value);
    head = sha256(text);
  }
  return fine({ entries, head });
}

function readEntry(text: string, file: string): Outcome<Entry> {
  const remedy = 'Bring back the ledger from a copy that nobody has touched.';
  try {
    const read = entrySchema.safeParse(JSON.parse(text));
    if (read.success) return fine(read.data);
    const [issue] = read.error.issues;
    const reason = `This is no entry of a ledger: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
    return fault('notAnEntry', { file }, reason, remedy);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fault('notAnEntry', { file }, `This is no JSON: ${error.message}.`, remedy);
  }
}
