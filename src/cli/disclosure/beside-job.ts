import { intervals } from '../../disclosure/audit/intervals.ts';
import { auditUnion, type UnionAudit } from '../../disclosure/ledger/audit.ts';
import { type Entry, type Ledger, nextEntry, type Scope } from '../../disclosure/ledger/entry.ts';
import { unionOfEntries, verifyUnion } from '../../disclosure/ledger/proof.ts';
import { relatedEntries, releaseBeside } from '../../disclosure/ledger/release.ts';
import type { PublicFile } from '../../disclosure/output/public.ts';
import { publicJson, publicRows } from '../../disclosure/output/public.ts';
import { fine, type Outcome, type Problem } from '../../disclosure/problem.ts';
import type { Policy } from '../../disclosure/product/policy.ts';
import { readTable } from '../../disclosure/product/table.ts';
import { type Highs, loadSolver } from '../../disclosure/solver.ts';
import type { Hand } from '../../disclosure/suppress/ahead.ts';
import { csvOfRows } from './csv.ts';
import type { Written } from './files.ts';
import { withHands } from './hands.ts';
import { marksOfFile, rowsOfFile } from './inputs.ts';
import { refused, type SuppressJob, type Tell } from './job.ts';
import { entryFile, ledgerIn } from './ledger.ts';
import { sealedText, watchFor } from './published-audit.ts';
import { type Done, peakMemoryMB, secondsSince } from './report.ts';
import { cannotBeProtected, explanation, reportOf, summary } from './suppress-job.ts';

/** Problems that the counts bring about, not the way they were handed in. */
const unsafe = /^(audit\.|changeExposes|forcedToOnes|cannotBeProtected)/;

/** Like `suppressFile`, beside everything that a ledger holds: the release is added to it. */
export function suppressBeside(job: SuppressJob, folder: string, tell: Tell): Promise<Done> {
  return withHands(job.threads - 1, (hands) => released(job, folder, hands, tell));
}

async function released(job: SuppressJob, folder: string, hands: readonly Hand[], tell: Tell): Promise<Done> {
  const began = performance.now();
  tell('Reading', 0);
  const [ledger, rows, structural, mustPublish] = [
    await ledgerIn(folder),
    await rowsOfFile(job.spec.file),
    await marksOfFile(job.impossible),
    await marksOfFile(job.mustPublish),
  ];
  for (const read of [ledger, rows, structural, mustPublish]) if (!read.ok) return refused(read.problems);
  if (!(ledger.ok && rows.ok && structural.ok && mustPublish.ok)) return refused([]);
  const { count, contributor } = job.spec;
  const columns = (rows.value[0]?.cells ?? [])
    .map((cell) => cell.trim())
    .filter((name) => name !== count && name !== contributor);
  const highs = await loadSolver();
  const made = releaseBeside(
    {
      wanted: { counts: '', formula: job.spec.formula, scope: job.scope },
      policy: job.policy,
      ledger: ledger.value,
      columns,
      read: (formula) => readTable(rows.value, { ...job.spec, formula }),
      structural: structural.value,
      mustPublish: mustPublish.value,
    },
    highs,
    watchFor(tell, 'Protecting'),
    hands,
  );
  if (!made.ok) return { ...refused(made.problems), status: made.problems.some(isUnsafe) ? 1 : 2 };
  const { product, primary, chosen, table, certificate, audit, entry } = made.value;
  const shown = { product, system: { primary }, chosen };
  const stuck = cannotBeProtected(job, shown);
  if (stuck !== null) return { status: 1, problems: [], sentences: stuck, report: null, files: [] };
  const known = job.intervals ? intervals(table, job.policy, highs, watchFor(tell, 'Intervals')) : null;
  const lines = publicRows(product, chosen.withheld, known);
  const published = csvOfRows(lines);
  const json = `${JSON.stringify(publicJson(product, job.policy, chosen.withheld, known))}\n`;
  const files: Written[] = [
    entryFile(folder, entry),
    { file: job.out, text: published },
    { file: `${job.out}.json`, text: json },
    ...explanation(job.explain, shown, lines),
    ...(job.certificate === null
      ? []
      : [{ file: job.certificate, text: sealedText(certificate, job.policy, published) }]),
  ];
  const report = { ...reportOf(shown, audit, began), seconds: secondsSince(began), peakMemoryMB: peakMemoryMB() };
  const sentences = [...summary(job, report), `${folder} holds it as release ${entry.sequence}.`];
  return { status: 0, problems: [], sentences, report, files };
}

function isUnsafe({ code }: Problem): boolean {
  return unsafe.test(code);
}

/**
 * Audits a published file together with all that the ledger holds about the same counts, whether it is in the ledger
 * already or not. Errors: a ledger that cannot be trusted, periods that are not said.
 */
export async function auditBeside(
  published: PublicFile,
  policy: Policy,
  { folder, scope }: { readonly folder: string; readonly scope: Scope },
  highs: Highs,
  tell: Tell,
): Promise<Outcome<UnionAudit>> {
  const ledger = await ledgerIn(folder);
  if (!ledger.ok) return ledger;
  const entry = entryOf(published, policy, scope, ledger.value);
  const related = relatedEntries(ledger.value, entry);
  if (!related.ok) return related;
  const isIn = ledger.value.entries.includes(entry);
  const union = unionOfEntries(isIn ? related.value : [...related.value, entry]);
  const audit = auditUnion(union, policy, highs, watchFor(tell, 'Auditing all releases'));
  if (audit.safe) {
    const wrong = verifyUnion(union, policy, audit);
    if (wrong.length > 0) throw new Error(`The audit's own tables are wrong: ${wrong.slice(0, 3).join('; ')}`);
  }
  return fine(audit);
}

/** The entry of the published file, or one made of it. */
function entryOf({ table }: PublicFile, policy: Policy, scope: Scope, ledger: Ledger): Entry {
  const { columns, formula } = table;
  const rows = table.rows.map(({ codes, n }) => [codes, n] as const);
  const text = JSON.stringify([columns, rows]);
  const there = ledger.entries.findLast((entry) => JSON.stringify([entry.columns, entry.rows]) === text);
  return there ?? nextEntry(ledger, { counts: '', formula, columns, policy, scope, outdated: [], rows });
}
