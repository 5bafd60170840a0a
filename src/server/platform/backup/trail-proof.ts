import { type ChainFault, genesis, type LaneProof, laneProof } from '../../../domain/audit/chain.ts';
import { linkHash } from '../audit/verify.ts';
import type { BackedUpTrail } from './format.ts';
import { type Table, tableName } from './tables.ts';

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The value of one field of PostgreSQL's COPY text, which stands for characters of its own with a backslash. */
function unescaped(field: string): string {
  return field.includes('\\') ? field.replace(/\\(.)/gs, (_, next: string) => escapes[next] ?? next) : field;
}

interface Lane {
  readonly lane: number;
  readonly proof: LaneProof;
  entries: number;
}

/** Proves the audit trails of all programs from the rows of a backup, entries in the order of their chains. */
export class TrailProof {
  readonly #programs = new Map<string, Map<number, Lane>>();
  readonly #heads = new Map<string, Map<number, { seq: number; hash: string }>>();

  /** Takes a row of any table; looks at those of the trail. */
  add(table: Table, row: Buffer): void {
    const name = tableName(table);
    if (name !== 'public.audit_entry' && name !== 'public.audit_head') return;
    const fields = row.toString('utf8').split('\t');
    const field = (column: string): string => unescaped(fields[table.columns.indexOf(column)] ?? '');
    const [programId, lane, seq] = [field('program_id'), Number(field('lane')), Number(field('seq'))];
    const hash = field('hash').slice(2);
    if (name === 'public.audit_head') {
      const heads = this.#heads.get(programId) ?? new Map<number, { seq: number; hash: string }>();
      this.#heads.set(programId, heads.set(lane, { seq, hash }));
      return;
    }
    const lanes = this.#programs.get(programId) ?? new Map<number, Lane>();
    this.#programs.set(programId, lanes);
    const at = lanes.get(lane) ?? { lane, proof: laneProof(lane, linkHash), entries: 0 };
    lanes.set(lane, at);
    at.proof.add({ seq, payload: field('payload'), hash });
    at.entries += 1;
  }

  /** What was found, by program. */
  result(): BackedUpTrail[] {
    const programs = [...new Set([...this.#programs.keys(), ...this.#heads.keys()])].sort();
    return programs.map((programId) => {
      const lanes = this.#programs.get(programId) ?? new Map<number, Lane>();
      const heads = this.#heads.get(programId) ?? new Map<number, { seq: number; hash: string }>();
      const faults: ChainFault[] = [];
      let entries = 0;
      for (const lane of [...new Set([...lanes.keys(), ...heads.keys()])].sort((a, b) => a - b)) {
        const at = lanes.get(lane);
        entries += at?.entries ?? 0;
        const head = heads.get(lane) ?? { seq: 0, hash: genesis };
        const fault = (at?.proof ?? laneProof(lane, linkHash)).end(head);
        if (fault !== null) faults.push(fault);
      }
      return { programId, entries, faults };
    });
  }
}
