import { auditUnion } from '../../disclosure/ledger/audit.ts';
import { type Entry, readLedger } from '../../disclosure/ledger/entry.ts';
import { extentOf } from '../../disclosure/ledger/periods.ts';
import { unionOfEntries } from '../../disclosure/ledger/proof.ts';
import { cellName, type Union } from '../../disclosure/ledger/union.ts';
import { fine, type Outcome } from '../../disclosure/problem.ts';
import type { Policy } from '../../disclosure/product/policy.ts';
import type { Highs, Watch } from '../../disclosure/solver.ts';

/** A count of a table: codes by column, those left out summed over. */
export interface At {
  readonly table: string;
  readonly codes: Readonly<Record<string, string>>;
}

/** What everybody knows: in every period `less` is never more than all of `most` together. */
export interface NeverMore {
  readonly less: At;
  readonly most: readonly At[];
}

/** Everything that is out about a year, in tables that each passed the engine by themselves. */
export interface TogetherRequest {
  /** Texts of all entries of the ledger, the new ones at its end. */
  readonly ledger: readonly string[];
  /** Name in the ledger of each table's counts. */
  readonly counts: Readonly<Record<string, string>>;
  /** Codes of all periods that a table without periods is of. */
  readonly periods: readonly string[];
  readonly known: readonly NeverMore[];
  readonly policy: Policy;
}

/** Counts that readers of all tables can work out, or know to be small, although no table by itself tells them. */
export interface TogetherAudit {
  readonly cells: readonly (readonly string[])[];
}

/** Marks rows that no table has: how much more the one side of something known is. Nobody is counted in them. */
const between = '#between';

type Row = Union['table']['rows'][number];

/**
 * Audits the tables of a release together (P7.9): beside its sums, each is judged by what everybody knows of how the
 * tables hang together. What is known and not so in the public numbers, since records came late, is of no use to anybody
 * and left out.
 */
export function auditTogether(request: TogetherRequest, highs: Highs, watch?: Watch): Outcome<TogetherAudit> {
  const ledger = readLedger(request.ledger.map((text, at) => ({ file: `entry ${at + 1}`, text })));
  if (!ledger.ok) return ledger;
  const all = joined(request, ledger.value.entries);
  const judged = (known: readonly NeverMore[]) => auditUnion(all.with(known), request.policy, highs, watch);
  let audit = judged(request.known);
  if (isContradiction(audit)) audit = judged(request.known.filter((one) => !isContradiction(judged([one]))));
  if (isContradiction(audit)) return fine({ cells: [] });
  return fine({
    cells: audit.findings
      .filter(({ fails }) => fails)
      .flatMap(({ cells }) => cells.filter((title) => !title.includes(between))),
  });
}

/** No numbers fit what is known. */
function isContradiction({ findings }: { readonly findings: readonly { readonly kind: string }[] }): boolean {
  return findings.some(({ kind }) => kind === 'contradiction');
}

/** All tables in one, and the same with more that is known. */
function joined({ counts, periods }: TogetherRequest, entries: readonly Entry[]) {
  const unions = Object.entries(counts).flatMap(([table, name]) => {
    const own = entries.filter((entry) => entry.counts === name);
    return own.length === 0 ? [] : [{ table, union: unionOfEntries(own) }];
  });
  const width = unions.reduce((sum, { union }) => sum + union.table.columns.length, 0);
  const rows: Row[] = [];
  const nodes: Union['nodes'][number][] = [];
  const hidden: boolean[] = [];
  const sums: { total: number; parts: readonly number[]; column: number }[] = [];
  const places = new Map<string, number>();
  let first = 0;
  for (const { table, union } of unions) {
    const base = rows.length;
    for (const row of union.table.rows) {
      const codes = Array.from({ length: width }, (_, at) => row.codes[at - first] ?? '');
      rows.push({ ...row, codes: [table, ...codes] });
    }
    for (const { total, parts } of union.table.sums ?? []) {
      sums.push({ total: base + total, parts: parts.map((part) => base + part), column: -1 });
    }
    nodes.push(...union.nodes);
    hidden.push(...union.hidden);
    for (const [at, node] of union.nodes.entries()) places.set(`${table} ${cellName(node)}`, base + at);
    first += union.table.columns.length;
  }
  const extents = [...new Set(nodes.map(({ extent }) => extent.key))];
  const whole = extentOf(periods).key;
  const place = ({ table, codes }: At, extent: string): number | undefined => {
    const key = JSON.stringify(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
    // A table that tells no periods is of all of them.
    return places.get(`${table} ${key}@${extent}`) ?? (extent === whole ? places.get(`${table} ${key}@`) : undefined);
  };
  return {
    with: (known: readonly NeverMore[]): Union => {
      const more = { rows: [...rows], nodes: [...nodes], hidden: [...hidden], sums: [...sums] };
      const add = (): number => {
        const codes = new Map([['', between]]);
        more.nodes.push({ core: { key: between, codes }, extent: extentOf([]), prints: [] });
        more.hidden.push(true);
        const at = more.rows.length;
        return more.rows.push({ codes: [`#${at}`, ...Array<string>(width).fill('')], n: null, floor: 0 }) - 1;
      };
      for (const { less, most } of known) {
        for (const extent of extents) {
          const small = place(less, extent);
          const large = most.flatMap((at) => place(at, extent) ?? []);
          if (small === undefined || large.length < most.length) continue;
          const sum = add();
          more.sums.push({ total: sum, parts: large, column: -1 }, { total: sum, parts: [small, add()], column: -1 });
        }
      }
      const columns = ['#table', ...Array.from({ length: width }, (_, at) => `#${at}`)];
      return {
        nodes: more.nodes,
        hidden: more.hidden,
        nodeOf: [],
        table: { columns, formula: '', rows: more.rows, sums: more.sums },
      };
    },
  };
}

/** What a cell is called in a sentence. */
export function namedTogether({ cells }: TogetherAudit): string {
  return cells.map((codes) => codes.join(' / ')).join('; ');
}
