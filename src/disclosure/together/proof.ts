import { z } from 'zod';
import { digestOf, type Said, unionOfEntries, verifyUnion } from '../ledger/proof.ts';
import { unreadOf } from '../ledger/union.ts';
import { fault, fine, type Outcome } from '../problem.ts';
import { joined } from './join.ts';

// Proof that several tables together tell no small count, and its check: additions and comparisons, no solver.

const atShape = z.strictObject({ table: z.string(), codes: z.record(z.string(), z.string()) });

const proofShape = z.strictObject({
  format: z.literal('opensro-together-certificate'),
  version: z.literal(1),
  policy: z.strictObject({
    threshold: z.int().min(2),
    zeros: z.enum(['published', 'complement']),
    protect: z.enum(['exact', 'bound', 'full']),
  }),
  /** Codes of all periods that a table without periods is of. */
  periods: z.array(z.string()),
  /** The tables: what they count, and what each of their releases says, as digests (`ledger/proof.ts`), in their order. */
  tables: z.array(z.strictObject({ table: z.string(), counts: z.string(), releases: z.array(z.string()).min(1) })),
  /** What everybody knows: in every period `less` is never more than all of `most` together. */
  known: z.array(z.strictObject({ less: atShape, most: z.array(atShape) })),
  /** values[k][j]: what table k says of the j-th count of all tables together that nobody can read. */
  values: z.array(z.array(z.int().min(0))).min(1),
});

/**
 * Whole-number tables that agree with everything published in several tables, and with what is known of how they hang
 * together, and between them give each withheld count the values that the policy promises.
 */
export type TogetherProof = z.infer<typeof proofShape>;

/** The file's text, byte for byte the same for the same proof: one line a table. */
export function togetherText({ values, ...rest }: TogetherProof): string {
  const head = JSON.stringify(rest, null, 1).slice(0, -2);
  return `${head},\n "values": [\n${values.map((table) => `  [${table.join(',')}]`).join(',\n')}\n ]\n}\n`;
}

/** Reads what `togetherText` wrote. Errors: what is no such certificate. */
export function readTogether(text: string, file: string): Outcome<TogetherProof> {
  const remedy = 'Name the file together-certificate.json that came with the release.';
  try {
    const read = proofShape.safeParse(JSON.parse(text));
    if (read.success) return fine(read.data);
    const [issue] = read.error.issues;
    const reason = `This is no certificate of several tables: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
    return fault('notACertificate', { file }, reason, remedy);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fault('notACertificate', { file }, `This is no JSON: ${error.message}.`, remedy);
  }
}

/**
 * Checks by addition alone that nobody who has all these tables, and knows what the certificate says is known, can work
 * out a withheld count. `given`: the tables with their names for the sentences, in any order. Returns what is wrong; empty:
 * it holds.
 */
export function verifyTables(
  { policy, periods, tables, known, values }: TogetherProof,
  given: readonly { readonly name: string; readonly said: Said }[],
): readonly string[] {
  const byDigest = new Map(given.map((each) => [digestOf(each.said), each]));
  const listed = new Set(tables.flatMap(({ releases }) => releases));
  const lost = [...listed].filter((digest) => !byDigest.has(digest)).length;
  const wrong = [...byDigest].flatMap(([digest, { name }]) =>
    listed.has(digest) ? [] : [`it was not made beside what ${name} says`],
  );
  if (lost > 0)
    wrong.push(`it was made for ${listed.size} tables and releases, and ${lost} of them is not here as it was`);
  wrong.push(...tables.flatMap((each) => mixed(each, tables, policy, byDigest)));
  if (wrong.length > 0) return wrong;
  const unions = tables.map(({ table, releases }) => ({
    table,
    union: unionOfEntries(releases.flatMap((digest) => byDigest.get(digest)?.said ?? [])),
  }));
  const { union } = joined(unions, periods, known);
  return verifyUnion(union, policy, { values, nodes: unreadOf(union) });
}

/** Everything that counts the same must stand in one place, or nobody compares it; and all promise the same. */
function mixed(
  { table, counts, releases }: TogetherProof['tables'][number],
  all: TogetherProof['tables'],
  { threshold, zeros, protect }: TogetherProof['policy'],
  byDigest: ReadonlyMap<string, { readonly name: string; readonly said: Said }>,
): readonly string[] {
  const wrong = all.filter((other) => other.counts === counts).length > 1 ? [`${table} stands there twice`] : [];
  for (const digest of releases) {
    const found = byDigest.get(digest);
    if (found === undefined) continue;
    const { name, said } = found;
    if (said.counts !== counts) wrong.push(`${name} is none of ${table}`);
    const own = said.policy;
    if (own.threshold !== threshold || own.zeros !== zeros || own.protect !== protect)
      wrong.push(`${name} promises something else`);
  }
  return wrong;
}
