import { z } from 'zod';
import { fault, fine, type Outcome } from '../problem.ts';
import { sha256 } from '../verify/sha256.ts';
import type { AuditPolicy, PublicTable } from './public-table.ts';

const policyShape = z.strictObject({
  threshold: z.int().min(2),
  zeros: z.enum(['published', 'complement']),
  protect: z.enum(['exact', 'bound', 'full']),
  cost: z.enum(['cells', 'value', 'log']).optional(),
});

const tablesShape = z.array(z.array(z.int().min(0))).min(1);

const releaseShape = z.strictObject({
  /** What is counted. */
  counts: z.string(),
  /** Codes covered, by the column that tells the period. */
  scope: z.record(z.string(), z.array(z.string()).min(1)),
  /** Names of cells printed earlier that no longer hold. */
  outdated: z.array(z.string()),
});

const besideShape = z.strictObject({
  /** What each earlier release says, as a digest (`ledger/proof.ts`), in their order. */
  releases: z.array(z.string()).min(1),
  /** values[k][j]: what table k says of the j-th count of all releases together that nobody can read. */
  values: tablesShape,
});

const certificateShape = z.strictObject({
  format: z.literal('opensro-certificate'),
  version: z.literal(1),
  /** True: one of the tables, or all around which they were made, is the truth. Never to be published. */
  private: z.boolean(),
  formula: z.string(),
  policy: policyShape,
  /** SHA-256 of the published file, 64 hexadecimal digits; empty until it is sealed. */
  publicSha256: z.string(),
  tables: z.int().min(1),
  /** What the file covers, where it is one of several about the same students. */
  release: releaseShape.optional(),
  /** Proves it together with the releases before it, where there are any. */
  beside: besideShape.optional(),
  /** values[k][j]: what table k says of the j-th withheld row of the published file. */
  values: tablesShape,
});

/**
 * Whole-number tables that agree with everything published and between them give each withheld cell the values that the
 * policy promises. Anybody can check them by addition.
 */
export type Certificate = z.infer<typeof certificateShape>;

/** The file's text, byte for byte the same for the same certificate: one line a table. */
export function certificateText({ values, beside, ...rest }: Certificate): string {
  const head = JSON.stringify({ ...rest }, null, 2).slice(0, -2);
  const together =
    beside === undefined
      ? ''
      : `  "beside": {\n    "releases": ${JSON.stringify(beside.releases)},\n    "values": ${linesOf(beside.values)}\n  },\n`;
  return `${head},\n${together}  "values": ${linesOf(values)}\n}\n`;
}

function linesOf(tables: readonly (readonly number[])[]): string {
  return `[\n${tables.map((table) => `    [${table.join(',')}]`).join(',\n')}\n  ]`;
}

/** Reads what `certificateText` wrote. Errors: what is no certificate. */
export function readCertificate(text: string, file = 'certificate'): Outcome<Certificate> {
  const remedy = 'Name the certificate that came with the published file.';
  try {
    const read = certificateShape.safeParse(JSON.parse(text));
    if (read.success) return fine(read.data);
    const [issue] = read.error.issues;
    const reason = `This is no certificate: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
    return fault('notACertificate', { file }, reason, remedy);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fault('notACertificate', { file }, `This is no JSON: ${error.message}.`, remedy);
  }
}

/** Ties a certificate to the text of the published file, whose digest it carries from now on. */
export function sealed(certificate: Certificate, publicCsv: string): Certificate {
  return { ...certificate, publicSha256: sha256(publicCsv) };
}

/**
 * A certificate made with the truth and the moves that protect it ([cell, by] each, positions in the file's rows): the
 * truth and one table a move. It contains the truth and must never leave the records office.
 */
export function privateCertificate(
  table: PublicTable,
  policy: AuditPolicy,
  truth: ArrayLike<number>,
  moves: readonly (readonly (readonly [cell: number, by: number])[])[],
): Certificate {
  const { threshold, zeros, protect } = policy;
  const withheld = table.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const values = [[], ...moves].map((move) => {
    const by = new Map(move);
    return withheld.map((row) => (truth[row] ?? 0) + (by.get(row) ?? 0));
  });
  return {
    format: 'opensro-certificate',
    version: 1,
    private: true,
    formula: table.formula,
    policy: { threshold, zeros, protect },
    publicSha256: '',
    tables: values.length,
    values,
  };
}
