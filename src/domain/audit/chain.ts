import type { AuditEvent } from './events.ts';

/** One audit entry before it is chained: who, in what role, what, which record, why, when, from where. */
export interface AuditFacts {
  readonly at: string;
  readonly personId: string | null;
  readonly role: string;
  readonly event: AuditEvent;
  readonly recordType: string;
  readonly recordId: string;
  readonly purpose: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly origin: string | null;
}

/** A chained entry as the database keeps it. Hashes are lower-case hex. */
export interface ChainedEntry {
  readonly lane: number;
  readonly seq: number;
  readonly payload: string;
  readonly hash: string;
}

/** The last position of a lane as the database keeps it, to notice entries cut off at the end. */
export interface LaneHead {
  readonly lane: number;
  readonly seq: number;
  readonly hash: string;
}

export interface ChainFault {
  readonly lane: number;
  readonly seq: number;
  readonly fault: 'missing' | 'altered' | 'cutOff';
}

/** Where every lane starts. */
export const genesis = '00'.repeat(32);

/** JSON with sorted keys, so that equal facts always give equal bytes. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The text whose SHA-256, after the 32 bytes of the previous hash, is the entry's hash. */
export function linkText(seq: number, payload: string): string {
  return `${seq}:${payload}`;
}

/**
 * Proves one lane. Takes its entries in order of seq, its head and a hash function (previous hash, text) -> hash;
 * returns the first fault, or null when every link holds and nothing is missing at the end.
 */
export function verifyLane(
  entries: Iterable<ChainedEntry>,
  head: LaneHead,
  hash: (previous: string, text: string) => string,
): ChainFault | null {
  let previous = genesis;
  let seq = 0;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) return { lane: head.lane, seq: seq + 1, fault: 'missing' };
    if (hash(previous, linkText(entry.seq, entry.payload)) !== entry.hash) {
      return { lane: head.lane, seq: entry.seq, fault: 'altered' };
    }
    previous = entry.hash;
    seq = entry.seq;
  }
  return seq === head.seq && previous === head.hash ? null : { lane: head.lane, seq: seq + 1, fault: 'cutOff' };
}
