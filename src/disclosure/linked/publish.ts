import type { PublicTable } from '../audit/public-table.ts';
import { auditPublic } from '../audit/report.ts';
import { fault, fine, type Outcome } from '../problem.ts';
import { defaultPolicy } from '../product/policy.ts';
import type { Highs } from '../solver.ts';
import { suppress } from '../suppress/suppress.ts';
import { Fate, relationsOf, type System } from '../system.ts';
import { checkCounts, type LinkedCounts, type Shows } from './counts.ts';

/**
 * Turns true counts into what may be shown. Deterministic. Zeros are published; counts of people from 1 to threshold - 1
 * are withheld, with as few others as it takes that nobody can rule out for any of them that it is `threshold` or more;
 * nothing leaves unless the independent audit agrees. Errors: counts that do not add up, or that the audit finds unsafe.
 * Source: 34 CFR 99.31(b); principle 7, requirement P7.9.
 */
export function publishLinked(
  counts: LinkedCounts,
  highs: Highs,
  threshold: number = defaultPolicy.threshold,
): Outcome<Shows> {
  const checked = checkCounts(counts);
  if (!checked.ok) return checked;
  const chosen = choose(counts, checked.value, highs, threshold);
  if (chosen !== null && isSafe(counts, chosen, highs, threshold)) return fine(shown(counts, chosen));
  // In doubt nothing but the zeros goes out; that looks like a table of small counts and tells as little.
  const all = new Set(counts.cells.filter(({ n }) => n > 0).map(({ key }) => key));
  if (isSafe(counts, all, highs, threshold)) return fine(shown(counts, all));
  return fault(
    'auditFailed',
    {},
    'Even with every count withheld the audit finds one that can be worked out.',
    'Publish fewer relations between the counts.',
  );
}

function shown({ cells }: LinkedCounts, withheld: ReadonlySet<string>): Shows {
  return Object.fromEntries(
    cells.map(({ key, n }) => [key, withheld.has(key) ? { status: 'withheld' } : { status: 'published', n }] as const),
  );
}

/** The keys to withhold, twins together; null where something cannot be protected. */
function choose(
  counts: LinkedCounts,
  values: ReadonlyMap<string, number>,
  highs: Highs,
  threshold: number,
): ReadonlySet<string> | null {
  const forced = new Set<string>();
  for (;;) {
    const { withheld, unprotected } = suppress(systemOf(counts, forced, threshold), highs);
    if (unprotected.length > 0) return null;
    const chosen = new Set(counts.cells.filter((_, cell) => withheld[cell] === 1).map(({ key }) => key));
    // Zeros stay published: a zero that turns up withheld would say that withheld can mean zero, and it cannot.
    const alone = counts.twins
      .flatMap(([one, other]) => [
        [one, other],
        [other, one],
      ])
      .flatMap(([one = '', other = '']) => (chosen.has(one) && !chosen.has(other) ? [other] : []))
      .filter((key) => (values.get(key) ?? 0) > 0);
    if (alone.length === 0) return chosen;
    for (const key of alone) forced.add(key);
  }
}

/** Cells in their order, then what each limit leaves: never printed, known to be at least 0. */
function systemOf(counts: LinkedCounts, forced: ReadonlySet<string>, threshold: number): System {
  const { cells, atMost } = counts;
  const n = new Map(cells.map((cell) => [cell.key, cell.n]));
  const isSmall = (count: number): boolean => count > 0 && count < threshold;
  const slack = atMost.map(({ part, whole }) => (n.get(whole) ?? 0) - (n.get(part) ?? 0));
  const each = <T>(ofCell: (cell: LinkedCounts['cells'][number]) => T, ofSlack: T): T[] => [
    ...cells.map(ofCell),
    ...slack.map(() => ofSlack),
  ];
  return {
    size: cells.length + slack.length,
    relations: relationsOf(
      sumsOf(counts).map(({ total, parts }) => [[total, 1] as const, ...parts.map((part) => [part, -1] as const)]),
    ),
    n: Float64Array.from([...cells.map((cell) => cell.n), ...slack]),
    floor: Float64Array.from(each(() => 1, 0)),
    // A twin is withheld to tell nothing of the other: it must not be worked out either.
    primary: Uint8Array.from(each(({ key, n, open }) => ((open !== true && isSmall(n)) || forced.has(key) ? 1 : 0), 0)),
    fate: Uint8Array.from(
      each<number>(
        ({ key, n }) => (n === 0 ? Fate.published : forced.has(key) ? Fate.withheld : Fate.open),
        Fate.withheld,
      ),
    ),
    cost: Float64Array.from(each(({ n }) => 1 + Math.log1p(n), 1)),
    threshold,
    protection: 'bound',
  };
}

function sumsOf({ cells, sums, atMost }: LinkedCounts): { total: number; parts: number[]; column: number }[] {
  const at = new Map(cells.map(({ key }, cell) => [key, cell]));
  const place = (key: string): number => at.get(key) ?? -1;
  return [
    ...sums.map(({ total, parts }) => ({ total: place(total), parts: parts.map(place), column: -1 })),
    // part <= whole means whole = part + slack, with a slack nobody ever sees.
    ...atMost.map(({ part, whole }, index) => ({
      total: place(whole),
      parts: [place(part), cells.length + index],
      column: -1,
    })),
  ];
}

/** What the independent audit says of what would be shown; slacks are nobody's secret. */
function isSafe(counts: LinkedCounts, withheld: ReadonlySet<string>, highs: Highs, threshold: number): boolean {
  const cells = counts.cells.map(({ key, n }) => ({ codes: [key], n: withheld.has(key) ? null : n }));
  const slacks = counts.atMost.map((_, index) => ({ codes: [`#${index}`], n: null, floor: 0 as const }));
  const hidden = new Set<readonly string[]>(slacks.map(({ codes }) => codes));
  const table: PublicTable = { columns: ['cell'], formula: '', rows: [...cells, ...slacks], sums: sumsOf(counts) };
  const { findings } = auditPublic(table, { ...defaultPolicy, threshold }, highs);
  return !findings.some(({ fails, cells: about }) => fails && !about.every((codes) => hidden.has(codes)));
}
