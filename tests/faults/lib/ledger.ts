/** Kinds of records that are written while faults happen. */
export type RecordKind = 'activity' | 'call' | 'incident';

/** What the server has acknowledged (2xx), and nothing else. */
export interface Acknowledged {
  readonly kind: RecordKind;
  /** The content of each acknowledged version, oldest first: a text that is written once in the whole run. */
  readonly versions: string[];
  /** An incident that is still a draft: the acknowledged saves of it. Null once it is filed, and for other kinds. */
  draft: { revision: number; mark: string | null } | null;
}

/** Keeps what a phone would believe: each write sent under an id of its own, and which of them were acknowledged. */
export class Ledger {
  readonly records = new Map<string, Acknowledged>();
  /** Writes acknowledged so far. */
  acknowledged = 0;
  /** Requests sent again because no acknowledgement came. */
  retries = 0;
  /** Answers by status, apart from acknowledgements; 0: none came. */
  readonly refusals = new Map<number, number>();
  /** 503 answers that were no readable problem with a time to try again, and anything else that must not happen. */
  readonly faults: string[] = [];
  /** Milliseconds of the slowest answer to one request. */
  slowestMs = 0;

  of(id: string, kind: RecordKind): Acknowledged {
    const known = this.records.get(id) ?? { kind, versions: [], draft: null };
    this.records.set(id, known);
    return known;
  }

  refused(status: number): void {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
  }

  fault(what: string): void {
    if (this.faults.length < 20) this.faults.push(what);
  }
}
