import type { Certificate } from '../audit/certificate.ts';
import type { PublicTable } from '../audit/public-table.ts';
import { auditPublic, type Finding } from '../audit/report.ts';
import { fault, fine, type Outcome, type Problem } from '../problem.ts';
import type { Marks } from '../product/marks.ts';
import type { Policy } from '../product/policy.ts';
import type { Product } from '../product/product.ts';
import type { Table } from '../product/table.ts';
import type { Highs, Watch } from '../solver.ts';
import type { Hand } from '../suppress/ahead.ts';
import { suppressPeople } from '../suppress/people.ts';
import type { Suppression } from '../suppress/suppress.ts';
import { Fate, type System } from '../system.ts';
import { auditUnion, type UnionAudit } from './audit.ts';
import { countAll, formulaOfAll, type Wanted } from './counts.ts';
import { type Entry, type Ledger, nextEntry } from './entry.ts';
import { fewBehind } from './people.ts';
import { relatedTo } from './periods.ts';
import { togetherOf, unionOfEntries } from './proof.ts';
import { systemOfAll, unprotectable } from './system.ts';
import type { Union } from './union.ts';

/** A new release, and what it is to be seen beside. */
export interface ReleaseInput {
  readonly wanted: Wanted;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** Columns of the data. */
  readonly columns: readonly string[];
  /** Reads the data for a formula: it names every column that is needed. */
  readonly read: (formula: string) => Outcome<Table>;
  readonly structural?: Marks | null;
  readonly mustPublish?: Marks | null;
  /** Positions of cells of the product that are withheld for the sake of other tables (`together/choose.ts`). */
  readonly withhold?: readonly number[];
}

/** What is chosen from: everything together, with the true counts. Private. */
export interface ReleaseProblem {
  readonly union: Union;
  /** One entry a node of the union. */
  readonly system: System;
  /** The node of each cell of the product. */
  readonly nodes: readonly number[];
}

/** A release that may go out. */
export interface Release {
  readonly product: Product;
  /** What is small, a mark for each cell of the product. */
  readonly primary: Uint8Array;
  /** Of the cells of the product; witnesses may name cells beyond, of earlier releases. */
  readonly chosen: Suppression;
  /** Private. */
  readonly problem: ReleaseProblem;
  /** The new publication alone. */
  readonly table: PublicTable;
  /** Proves the new publication alone, and together with the releases before it. */
  readonly certificate: Certificate;
  readonly union: Union;
  /** Of everything together. */
  readonly audit: UnionAudit;
  /** For the ledger, once it is published. */
  readonly entry: Entry;
}

/** The entries about the same counts and overlapping periods, in their order. Errors: what a release does not say. */
export function relatedEntries(ledger: Ledger, wanted: Pick<Wanted, 'counts' | 'scope'>): Outcome<readonly Entry[]> {
  const same = ledger.entries.filter(({ counts }) => counts === wanted.counts);
  const related = relatedTo(
    wanted.scope,
    same.map(({ scope }) => scope),
  );
  return related.ok ? fine(related.value.flatMap((index) => same[index] ?? [])) : related;
}

/**
 * Protects a release against everything that was published before about the same counts, and audits the whole from what is
 * public. Errors: input that does not fit, other promises than before, corrections that expose, counts that cannot be
 * protected any more, what the audit finds. `hands` as for `suppress`. Throws `Stopped` when told to end.
 */
export function releaseBeside(
  input: ReleaseInput,
  highs: Highs,
  watch?: Watch,
  hands: readonly Hand[] = [],
): Outcome<Release> {
  const { wanted, policy, ledger } = input;
  const related = relatedEntries(ledger, wanted);
  if (!related.ok) return related;
  const differing = otherPromises(policy, related.value);
  if (differing !== null) return { ok: false, problems: [differing] };
  const formula = formulaOfAll(wanted, related.value, input.columns);
  const table = formula.ok ? input.read(formula.value) : formula;
  if (!table.ok) return table;
  const counted = countAll(table.value, wanted, policy, related.value, input.structural ?? null);
  if (!counted.ok) return counted;
  const { product, union, last } = counted.value;
  const system = systemOfAll(counted.value, policy, input.mustPublish ?? null);
  if (!system.ok) return system;
  const { people, outdated } = system.value;
  const problem = withholding(system.value.system, union, union.nodeOf[last] ?? [], input.withhold ?? []);
  const chosen = suppressPeople(problem.system, people, highs, watch, hands);
  if (chosen.unprotected.length > 0) {
    return { ok: false, problems: unprotectable(counted.value, problem.system, chosen.unprotected) };
  }
  const own = ownCells(problem.nodes, product, policy, chosen);
  const few = (now: Union): readonly Finding[] =>
    people === null ? [] : fewBehind(now, counted.value, people, policy);
  return audited({ input, related: related.value, product, problem, outdated, few, ...own }, highs, watch);
}

/** Has these cells of the product withheld, but for those that are out and empty ones. */
function withholding(system: System, union: Union, nodes: readonly number[], cells: readonly number[]): ReleaseProblem {
  const fate = system.fate.slice();
  for (const cell of cells) {
    const node = nodes[cell] ?? -1;
    if (fate[node] === Fate.open) fate[node] = Fate.withheld;
  }
  return { union, system: { ...system, fate }, nodes };
}

interface Made {
  readonly input: ReleaseInput;
  readonly problem: ReleaseProblem;
  readonly related: readonly Entry[];
  readonly product: Product;
  readonly outdated: readonly string[];
  readonly primary: Uint8Array;
  readonly chosen: Suppression;
  /** Groups with few people behind them, in everything that would be out. */
  readonly few: (union: Union) => readonly Finding[];
}

function audited(made: Made, highs: Highs, watch: Watch | undefined): Outcome<Release> {
  const { input, related, primary, chosen } = made;
  const { policy } = input;
  const withheld = chosen.withheld.slice();
  for (;;) {
    const entry = entryOf(made, withheld);
    const union = unionOfEntries([...related, entry]);
    const audit = auditUnion(union, policy, highs, watch);
    const needless = audit.solved.flatMap((node) => {
      const cell = (union.nodeOf[related.length] ?? []).indexOf(node);
      return cell >= 0 && primary[cell] === 0 && withheld[cell] === 1 ? [cell] : [];
    });
    const few = audit.safe ? made.few(union) : [];
    if (few.some(({ fails }) => fails)) return { ok: false, problems: auditProblems(few) };
    if (audit.safe)
      return certified({ ...made, chosen: { ...chosen, withheld } }, { entry, union, audit }, highs, watch);
    if (needless.length === 0) return { ok: false, problems: auditProblems(audit.findings) };
    // Large counts that everybody can work out hide nothing: to print them tells nobody anything.
    for (const cell of needless) withheld[cell] = 0;
  }
}

function entryOf({ input, product, outdated }: Made, withheld: Uint8Array): Entry {
  const { counts, scope } = input.wanted;
  const rows = product.cells.map(
    ({ codes }, cell) => [codes, withheld[cell] === 1 ? null : (product.n[cell] ?? 0)] as const,
  );
  const { columns, formula } = product;
  return nextEntry(input.ledger, {
    counts,
    formula: formula.text,
    columns,
    policy: input.policy,
    scope,
    outdated,
    rows,
  });
}

function certified(
  { input, related, product, primary, chosen, problem }: Made,
  { entry, union, audit }: Pick<Release, 'entry' | 'union' | 'audit'>,
  highs: Highs,
  watch: Watch | undefined,
): Outcome<Release> {
  const table: PublicTable = {
    columns: product.columns,
    formula: product.formula.text,
    rows: entry.rows.map(([codes, n]) => ({ codes, n })),
  };
  const alone = auditPublic(table, input.policy, highs, watch, knownTables(union, audit, related.length));
  if (alone.certificate === null) return { ok: false, problems: auditProblems(alone.findings) };
  const certificate = { ...alone.certificate, ...togetherOf(entry, related, audit) };
  return fine({ product, primary, chosen, problem, table, certificate, union, audit, entry });
}

/** The union's tables as tables of the new publication alone, to begin its certificate with. */
function knownTables(union: Union, { values, nodes }: UnionAudit, last: number): readonly (readonly number[])[] {
  const place = new Map(nodes.map((node, at) => [node, at]));
  const own = (union.nodeOf[last] ?? []).flatMap((node) => place.get(node) ?? []);
  return (values ?? []).map((each) => own.map((at) => each[at] ?? 0));
}

/** The choice as it concerns the product: its cells first, others after them. */
function ownCells(
  nodes: readonly number[],
  { n, people }: Product,
  { threshold }: Policy,
  chosen: Suppression,
): { readonly primary: Uint8Array; readonly chosen: Suppression } {
  const cellOf = new Map(nodes.map((node, cell) => [node, cell]));
  const beyond = nodes.length;
  return {
    primary: Uint8Array.from(n, (count, cell) => (count > 0 && (people[cell] ?? 0) < threshold ? 1 : 0)),
    chosen: {
      ...chosen,
      withheld: Uint8Array.from(nodes, (node) => chosen.withheld[node] ?? 0),
      witnesses: chosen.witnesses.map((witness) =>
        witness.map(([node, by]) => [cellOf.get(node) ?? beyond + node, by] as const),
      ),
    },
  };
}

function auditProblems(findings: readonly Finding[]): readonly Problem[] {
  return findings
    .filter(({ fails }) => fails)
    .slice(0, 20)
    .map(({ kind, cells, reason }) => ({
      code: `audit.${kind}`,
      place: { text: cells.map((codes) => codes.join(' / ')).join('; ') },
      reason: `${cells.map((codes) => codes.join(' / ')).join('; ')}: ${reason}.`,
      remedy: 'Publish coarser groups, or periods that do not cut across what is out.',
    }));
}

/** A reader compares what is promised now and what was promised then: both must be the same. */
function otherPromises({ threshold, zeros }: Policy, related: readonly Entry[]): Problem | null {
  const other = related.find(({ policy }) => policy.threshold !== threshold || policy.zeros !== zeros);
  if (other === undefined) return null;
  const refused = fault(
    'policyDiffers',
    {},
    `Release ${other.sequence} of the ledger has threshold ${other.policy.threshold} and zeros ${other.policy.zeros}.`,
    'Release with the same threshold and the same zeros.',
  );
  return refused.ok ? null : (refused.problems[0] ?? null);
}
