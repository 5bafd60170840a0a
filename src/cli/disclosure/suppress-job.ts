import { intervals } from '../../disclosure/audit/intervals.ts';
import { auditPrivate } from '../../disclosure/audit/private.ts';
import type { PublicTable } from '../../disclosure/audit/public-table.ts';
import type { AuditReport } from '../../disclosure/audit/report.ts';
import { guardsOf } from '../../disclosure/output/guards.ts';
import { privateRows } from '../../disclosure/output/private.ts';
import { publicJson, publicRows } from '../../disclosure/output/public.ts';
import { type Coarser, coarserProducts } from '../../disclosure/product/coarsen.ts';
import type { Product } from '../../disclosure/product/product.ts';
import { systemOf } from '../../disclosure/product/system-of.ts';
import { loadSolver } from '../../disclosure/solver.ts';
import type { Hand } from '../../disclosure/suppress/ahead.ts';
import { suppressPeople } from '../../disclosure/suppress/people.ts';
import type { Suppression } from '../../disclosure/suppress/suppress.ts';
import type { System } from '../../disclosure/system.ts';
import { csvOfRows } from './csv.ts';
import type { Written } from './files.ts';
import { withHands } from './hands.ts';
import { marksOfFile, productOfFile } from './inputs.ts';
import { refused, type SuppressJob, type Tell } from './job.ts';
import { figuresOf, problemsOf, sealedText, watchFor } from './published-audit.ts';
import { type Done, peakMemoryMB, type Report, secondsSince } from './report.ts';

/** From a file of detailed counts to the texts of the files that may be given away, and of those that must not. */
export function suppressFile(job: SuppressJob, tell: Tell): Promise<Done> {
  return withHands(job.threads - 1, (hands) => suppressed(job, hands, tell));
}

async function suppressed(job: SuppressJob, hands: readonly Hand[], tell: Tell): Promise<Done> {
  const began = performance.now();
  tell('Reading', 0);
  // The solver is made ready while the file is read.
  const [highs, product] = await Promise.all([
    loadSolver(),
    productOfFile(job.spec, job.impossible, job.policy.threshold),
  ]);
  if (!product.ok) return refused(product.problems);
  const marks = await marksOfFile(job.mustPublish);
  if (!marks.ok) return refused(marks.problems);
  const system = systemOf(product.value, job.policy, marks.value);
  if (!system.ok) return refused(system.problems);
  const { n, people, largest, who } = product.value;
  const watch = watchFor(tell, 'Choosing');
  const chosen = suppressPeople(system.value, who === null ? null : { who }, highs, watch, hands);
  const made = { product: product.value, system: system.value, chosen };
  const stuck = cannotBeProtected(job, made);
  if (stuck !== null) return { status: 1, problems: [], sentences: stuck, report: null, files: [] };
  const table = tableOf(made);
  const truth = { n, ...(largest === null || who === null ? {} : { people, largest, who }) };
  const audited = auditPrivate(table, truth, job.policy, highs, watchFor(tell, 'Auditing'));
  const report = reportOf(made, audited, began);
  if (audited.certificate === null) {
    const failing = audited.findings.filter(({ fails }) => fails);
    const sentences = ['The audit found what stands above, so nothing was written.', ...advice(made)];
    return { status: 1, problems: problemsOf(job.out, failing), sentences, report, files: [] };
  }
  const known = job.intervals ? intervals(table, job.policy, highs, watchFor(tell, 'Intervals')) : null;
  const rows = publicRows(made.product, chosen.withheld, known);
  const published = csvOfRows(rows);
  const files: Written[] = [
    { file: job.out, text: published },
    {
      file: `${job.out}.json`,
      text: `${JSON.stringify(publicJson(made.product, job.policy, chosen.withheld, known))}\n`,
    },
    ...explanation(job.explain, made, rows),
    ...(job.certificate === null
      ? []
      : [{ file: job.certificate, text: sealedText(audited.certificate, job.policy, published) }]),
  ];
  const whole = { ...report, seconds: secondsSince(began), peakMemoryMB: peakMemoryMB() };
  return { status: 0, problems: [], sentences: summary(job, whole), report: whole, files };
}

/** What the public gets, and nothing else. */
function tableOf({ product, chosen }: Made): PublicTable {
  return {
    columns: product.columns,
    formula: product.formula.text,
    rows: product.cells.map(({ codes }, cell) => ({
      codes,
      n: chosen.withheld[cell] === 1 ? null : (product.n[cell] ?? 0),
    })),
  };
}

interface Made {
  readonly product: Product;
  readonly system: Pick<System, 'primary'>;
  readonly chosen: Suppression;
}

/** Why nothing can be published, and what to do; null where it can. */
export function cannotBeProtected(job: SuppressJob, made: Made): readonly string[] | null {
  const { product, chosen } = made;
  if (chosen.unprotected.length > 0) {
    const [first = 0] = chosen.unprotected;
    return [
      `${chosen.unprotected.length} small counts cannot be protected, whatever is withheld; the first is ` +
        `${product.cells[first]?.codes.join(' / ')}. Nothing was written.`,
      ...advice(made),
    ];
  }
  const nonzero = product.n.filter((n) => n > 0).length;
  const withheld = chosen.withheld.filter((mark) => mark === 1).length;
  if (withheld <= job.mostWithheld * nonzero) return null;
  return [
    `${withheld} of the ${nonzero} cells that count somebody would be withheld, more than the share of ` +
      `${job.mostWithheld} allowed. Nothing was written.`,
    ...advice(made),
  ];
}

function advice({ product, system }: Made): readonly string[] {
  const coarser = coarserProducts(product, system.primary);
  if (coarser.length < 2) return ['Publish coarser groups.'];
  const line = ({ column, nonzero, primary }: Coarser): string =>
    `  without "${column}" ${primary} of ${nonzero} counts would be small`;
  return ['Publish coarser groups, or leave out a column:', ...coarser.slice(0, 3).map(line)];
}

export function reportOf(
  { product, system, chosen }: Made,
  audited: Pick<AuditReport, 'figures'>,
  began: number,
): Report {
  const withheld = Array.from(chosen.withheld.keys()).filter((cell) => chosen.withheld[cell] === 1);
  const complementary = withheld.filter((cell) => system.primary[cell] !== 1);
  return {
    cells: product.cells.length,
    nonzero: product.n.filter((n) => n > 0).length,
    primary: system.primary.filter((mark) => mark === 1).length,
    complementary: complementary.length,
    withheldValue: complementary.reduce((sum, cell) => sum + (product.n[cell] ?? 0), 0),
    seconds: secondsSince(began),
    peakMemoryMB: peakMemoryMB(),
    audit: figuresOf(audited),
  };
}

export function summary({ out, explain, certificate }: SuppressJob, report: Report): readonly string[] {
  return [
    `${out}: ${report.cells} cells. Withheld: ${report.primary} small and ${report.complementary} more to guard ` +
      `them (${report.seconds} s). The audit found nothing.`,
    `${out}.json holds the same, with formula and policy.`,
    ...(certificate === null ? [] : [`${certificate} proves it, and may be given away.`]),
    ...(explain === null ? [] : [`${explain} holds the true counts: never give it away.`]),
  ];
}

export function explanation(file: string | null, made: Made, rows: readonly (readonly string[])[]): readonly Written[] {
  if (file === null) return [];
  const { product, system, chosen } = made;
  const explained = {
    primary: system.primary,
    withheld: chosen.withheld,
    protects: guardsOf(system, chosen.witnesses),
  };
  return [{ file, text: csvOfRows(privateRows(rows, product, explained)) }];
}
