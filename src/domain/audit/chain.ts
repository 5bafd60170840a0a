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

/** A lane being proven, entry by entry. */
export interface LaneProof {
  /** Takes the next entry in order of seq. After a fault was found nothing more is looked at. */
  add(entry: Pick<ChainedEntry, 'seq' | 'payload' | 'hash'>): void;
  /** Takes the lane's head; returns the first fault, or null when every link holds and nothing is missing at the end. */
  end(head: Pick<LaneHead, 'seq' | 'hash'>): ChainFault | null;
}

/** Begins to prove one lane. Takes its number and a hash function (previous hash, text) -> hash. */
export function laneProof(lane: number, hash: (previous: string, text: string) => string): LaneProof {
  let previous = genesis;
  let seq = 0;
  let fault: ChainFault | null = null;
  return {
    add: (entry) => {
      if (fault !== null) return;
      if (entry.seq !== seq + 1) fault = { lane, seq: seq + 1, fault: 'missing' };
      else if (hash(previous, linkText(entry.seq, entry.payload)) !== entry.hash)
        fault = { lane, seq: entry.seq, fault: 'altered' };
      previous = entry.hash;
      seq = entry.seq;
    },
    end: (head) =>
      fault ?? (seq === head.seq && previous === head.hash ? null : { lane, seq: seq + 1, fault: 'cutOff' }),
  };
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
  const proof = laneProof(head.lane, hash);
  for (const entry of entries) proof.add(entry);
  return proof.end(head);
}
