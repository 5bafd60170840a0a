import { parseArgs } from 'node:util';
import { type Certificate, readCertificate } from '../../disclosure/audit/certificate.ts';
import { type Said, verifyTogether } from '../../disclosure/ledger/proof.ts';
import { relatedEntries } from '../../disclosure/ledger/release.ts';
import { readPublic } from '../../disclosure/output/public.ts';
import { fault, fine, type Outcome, type Problem, sentence } from '../../disclosure/problem.ts';
import { readTogether, verifyTables } from '../../disclosure/together/proof.ts';
import { type VerifyReport, verifyCertificate } from '../../disclosure/verify/verify.ts';
import { UsageError } from '../usage-error.ts';
import { rowsOfCsv } from './csv.ts';
import { readText } from './files.ts';
import { ledgerIn } from './ledger.ts';

/** A published table and the certificate that goes with it, as texts. */
interface Pair {
  readonly file: string;
  readonly certificate: string;
  readonly published: string;
  readonly proof: string;
  readonly report: VerifyReport;
}

/** What is found about a table beside the earlier releases. */
interface Together {
  /** Earlier releases of the first table; tables, where the certificate of all of them was named. */
  readonly releases?: number;
  readonly tables?: number;
  readonly faults: readonly string[];
}

/**
 * `opensro disclosure verify`: whether a certificate proves a published table, by addition alone; with earlier releases,
 * also whether it proves all of them together.
 */
export async function verify(args: string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ledger: { type: 'string' },
      together: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0 || positionals.length % 2 === 1)
    throw new UsageError(`name the published table and its certificate.\n\n${usage}`);
  const pairs: Pair[] = [];
  for (let at = 0; at < positionals.length; at += 2) {
    const pair = await pairOf(positionals[at] ?? '', positionals[at + 1] ?? '');
    if (!pair.ok) return wrongInput(pair.problems);
    pairs.push(pair.value);
  }
  const [own, ...earlier] = pairs;
  if (own === undefined) return 2;
  // A certificate that is none says nothing about other releases either.
  const isReadable = pairs.every(({ report }) => report.policy !== null);
  const beside =
    values.together === undefined
      ? () => togetherOf(own, earlier, values.ledger ?? null)
      : () => allOf(pairs, values.together ?? '');
  const together = isReadable ? await beside() : fine(null);
  if (!together.ok) return wrongInput(together.problems);
  return tell(pairs, together.value, isReadable && together.value === null ? leftOut(own) : 0, values.json);
}

/** How many earlier releases a certificate names. They were not looked at when neither files nor a ledger were given. */
function leftOut({ certificate, proof }: Pair): number {
  const read = readCertificate(proof, certificate);
  return read.ok ? (read.value.beside?.releases.length ?? 0) : 0;
}

function wrongInput(problems: readonly Problem[]): number {
  for (const problem of problems) console.error(sentence(problem));
  return 2;
}

async function pairOf(file: string, certificate: string): Promise<Outcome<Pair>> {
  const [published, proof] = [await readText(file), await readText(certificate)];
  if (!published.ok) return published;
  if (!proof.ok) return proof;
  const report = verifyCertificate(published.value, proof.value);
  return fine({ file, certificate, published: published.value, proof: proof.value, report });
}

/** Null where neither earlier tables nor a ledger are named. */
async function togetherOf(
  own: Pair,
  earlier: readonly Pair[],
  folder: string | null,
): Promise<Outcome<Together | null>> {
  if (earlier.length === 0 && folder === null) return fine(null);
  const said = saidBy(own);
  if (!said.ok) return said;
  const others: { name: string; said: Said }[] = [];
  for (const pair of earlier) {
    const each = saidBy(pair);
    if (!each.ok) return each;
    others.push({ name: pair.file, said: each.value.said });
  }
  if (folder !== null) {
    const entries = await entriesBefore(said.value.said, folder);
    if (!entries.ok) return entries;
    others.push(...entries.value);
  }
  const { beside } = said.value.certificate;
  const faults = verifyTogether(said.value.said, others, beside);
  return fine({ releases: beside?.releases.length ?? 0, faults });
}

/** All tables of a release, and those of the releases before it, by the certificate that is for all of them. */
async function allOf(pairs: readonly Pair[], file: string): Promise<Outcome<Together>> {
  const text = await readText(file);
  const proof = text.ok ? readTogether(text.value, file) : text;
  if (!proof.ok) return proof;
  const given: { name: string; said: Said }[] = [];
  for (const pair of pairs) {
    const each = saidBy(pair);
    if (!each.ok) return each;
    given.push({ name: pair.file, said: each.value.said });
  }
  return fine({ tables: given.length, faults: verifyTables(proof.value, given) });
}

/** What a table and its certificate say of the release. Errors: a certificate that does not say what it covers. */
function saidBy({
  file,
  certificate: name,
  published,
  proof,
}: Pair): Outcome<{ said: Said; certificate: Certificate }> {
  const certificate = readCertificate(proof, name);
  if (!certificate.ok) return certificate;
  const { formula, policy, release } = certificate.value;
  if (release === undefined) {
    const remedy = 'Verify it by itself, or release it beside the others: suppress with --ledger.';
    return fault('coverUnsaid', { file: name }, 'It does not say which periods it covers.', remedy);
  }
  const rows = rowsOfCsv(published, file);
  const read = rows.ok ? readPublic(rows.value, file, formula) : rows;
  if (!read.ok) return read;
  const { columns, rows: cells } = read.value.table;
  const said = { ...release, formula, columns, policy, rows: cells.map(({ codes, n }) => [codes, n] as const) };
  return fine({ said, certificate: certificate.value });
}

/** Releases of a ledger that overlap this one and came before it. */
async function entriesBefore(own: Said, folder: string): Promise<Outcome<readonly { name: string; said: Said }[]>> {
  const ledger = await ledgerIn(folder);
  if (!ledger.ok) return ledger;
  const { entries } = ledger.value;
  const text = (said: Said): string => JSON.stringify([said.counts, said.columns, said.scope, said.rows]);
  const place = entries.findLastIndex((entry) => text(entry) === text(own));
  const before = place < 0 ? entries : entries.slice(0, place);
  const related = relatedEntries({ ...ledger.value, entries: before }, own);
  if (!related.ok) return related;
  return fine(related.value.map((said) => ({ name: `release ${said.sequence} of ${folder}`, said })));
}

function tell(pairs: readonly Pair[], together: Together | null, unseen: number, json: boolean): number {
  for (const { report, certificate } of pairs) {
    for (const { claim, faults } of report.claims) {
      for (const each of faults) console.error(`${pairs.length > 1 ? `${certificate}: ` : ''}${claim}: ${each}`);
    }
  }
  for (const each of together?.faults ?? []) console.error(`together: ${each}`);
  const [own] = pairs;
  if (own === undefined) return 2;
  const holds = pairs.every(({ report }) => report.holds) && (together?.faults ?? []).length === 0;
  if (json) console.log(JSON.stringify({ ...own.report, holds, ...(together === null ? { unseen } : { together }) }));
  else if (!holds)
    console.log(`${own.certificate} does not prove ${own.file}${together === null ? '' : ' beside the others'}.`);
  else {
    for (const { file, certificate, report } of pairs) {
      console.log(
        `${certificate} holds: ${report.tables} ${report.tables === 1 ? 'table agrees' : 'tables agree'} with every count ` +
          `and sum of ${file}, and each withheld cell is shown at the values promised${report.private ? '. It is private: never give it away' : ''}.`,
      );
    }
    const { releases = 0, tables = 0 } = together ?? {};
    if (releases > 0)
      console.log(`So do those of all ${releases + 1} releases together, and what follows from one and another.`);
    if (tables > 0)
      console.log(`So do those of all ${tables} tables together, for a reader who knows how they hang together.`);
    if (unseen > 0)
      console.log(
        `This is ${own.file} by itself. Its certificate names ${unseen} earlier ${unseen === 1 ? 'release' : 'releases'}: ` +
          'name their tables and certificates behind it, or --ledger DIR, to check them together.',
      );
  }
  return holds ? 0 : 1;
}
