import { auditPrivate } from '../../disclosure/audit/private.ts';
import { type AuditReport, auditPublic } from '../../disclosure/audit/report.ts';
import { fitsFormula } from '../../disclosure/output/fits.ts';
import { type PrivateFile, readPrivate } from '../../disclosure/output/private.ts';
import { type PublicFile, readPublic } from '../../disclosure/output/public.ts';
import { fine, type Outcome } from '../../disclosure/problem.ts';
import { loadSolver } from '../../disclosure/solver.ts';
import { auditBeside } from './beside-job.ts';
import { rowsOfCsv } from './csv.ts';
import { readText } from './files.ts';
import { rowsOfFile } from './inputs.ts';
import { type AuditJob, refused, type Tell } from './job.ts';
import { figuresOf, problemsOf, sealedText, watchFor } from './published-audit.ts';
import { type Done, peakMemoryMB, type Report, secondsSince } from './report.ts';

/** What any reader of a published file can work out; with the private file, whether it concerns a small count. */
export async function auditFile(job: AuditJob, tell: Tell): Promise<Done> {
  const began = performance.now();
  tell('Reading', 0);
  const text = await readText(job.file);
  if (!text.ok) return refused(text.problems);
  const rows = rowsOfCsv(text.value, job.file);
  const published = rows.ok ? readPublic(rows.value, job.file, job.formula) : rows;
  if (!published.ok) return refused(published.problems);
  const fits = fitsFormula(published.value, job.file);
  if (!fits.ok) return refused(fits.problems);
  const truth = await truthOf(job.explain, published.value);
  if (!truth.ok) return refused(truth.problems);

  const { table } = published.value;
  const highs = await loadSolver();
  const watch = watchFor(tell, 'Auditing');
  const audited =
    truth.value === null
      ? auditPublic(table, job.policy, highs, watch)
      : auditPrivate(table, truth.value, job.policy, highs, watch);
  const beside =
    job.ledger === null
      ? null
      : await auditBeside(published.value, job.policy, { folder: job.ledger, scope: job.scope }, highs, tell);
  if (beside !== null && !beside.ok) return refused(beside.problems);
  const together = beside === null || !audited.safe ? audited : beside.value;
  const failing = together.findings.filter(({ fails }) => fails);
  const report = reportOf(published.value, truth.value, { figures: together.figures }, began);
  const { protect, threshold, zeros } = job.policy;
  const promise = `threshold ${threshold}, zeros ${zeros}, protection ${protect}`;
  if (audited.certificate === null || failing.length > 0) {
    const sentences = [`${job.file} is not safe (${promise}); findings: ${failing.length}.`];
    return { status: 1, problems: problemsOf(job.file, failing), sentences, report, files: [] };
  }
  const files =
    job.certificate === null
      ? []
      : [{ file: job.certificate, text: sealedText(audited.certificate, job.policy, text.value) }];
  const { groupSums } = report.audit;
  const sentences = [
    `${job.file} is safe${job.ledger === null ? '' : ' beside all releases'} (${promise}): ${table.rows.length} cells.`,
    // Only `exact` lets these pass: which of the group it was stays unknown.
    ...(groupSums > 0 ? [`Groups of withheld counts whose sum is known to be small: ${groupSums}.`] : []),
    ...files.map(({ file }) => `${file} proves it, and may be given away.`),
  ];
  return { status: 0, problems: [], sentences, report, files };
}

async function truthOf(file: string | null, published: PublicFile): Promise<Outcome<PrivateFile | null>> {
  if (file === null) return fine(null);
  const rows = await rowsOfFile(file);
  return rows.ok ? readPrivate(rows.value, file, published) : rows;
}

function reportOf(
  { table }: PublicFile,
  truth: PrivateFile | null,
  audited: Pick<AuditReport, 'figures'>,
  began: number,
): Report {
  const count = (reason: string): number | null =>
    truth === null ? null : truth.reason.filter((each) => each === reason).length;
  const withheld =
    truth === null
      ? null
      : truth.n.filter((_, row) => truth.reason[row] === 'complementary').reduce((a, b) => a + b, 0);
  return {
    cells: table.rows.length,
    nonzero: truth === null ? null : truth.n.filter((n) => n > 0).length,
    primary: count('primary'),
    complementary: count('complementary'),
    withheldValue: withheld,
    seconds: secondsSince(began),
    peakMemoryMB: peakMemoryMB(),
    audit: figuresOf(audited),
  };
}
