import { Dexie, type Table } from 'dexie';
import type { Method } from '../api/client.ts';
import { outboxName } from './name.ts';

/** Why a kept write was refused, in the words the server gave. */
type ParkedProblem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
};

/** One write, kept from before it is first tried until the server has acknowledged it. */
export type OutboxItem = {
  /** Made on the device, and the id of the record itself: the same id sent twice is one record. */
  readonly id: string;
  readonly method: Exclude<Method, 'GET'>;
  readonly url: string;
  readonly body: unknown;
  /** What the person calls it: 'Talk with students, 10 min'. */
  readonly label: string;
  /** Items of one record wait for one another; by default an item stands alone. */
  readonly group: string;
  /** Where to open it again when it is refused, and the form values to put there. */
  readonly reopen: Reopen | null;
  readonly keptAt: number;
  readonly attempts: number;
  /** Not tried before this instant (ms). */
  readonly notBefore: number;
  readonly parked: ParkedProblem | null;
};

export type Reopen = { readonly path: string; readonly formId: string; readonly values: unknown };

/** `seq` is the order of the device. */
export type KeptItem = OutboxItem & { readonly seq: number };
type Lease = { readonly name: string; readonly owner: string; readonly until: number };

export class OutboxDatabase extends Dexie {
  readonly items!: Table<KeptItem, number, OutboxItem & { readonly seq?: number }>;
  readonly leases!: Table<Lease, string>;

  constructor(personId: string) {
    super(outboxName(personId));
    this.version(1).stores({ items: '++seq, &id', leases: 'name' });
  }
}

/**
 * Runs `work` in one tab at a time. The browser's own locks do this well; where they are missing, a lease in the
 * database does, which a killed tab loses after a minute.
 */
export async function inOneTab(
  database: OutboxDatabase,
  owner: string,
  now: () => number,
  work: () => Promise<void>,
  locks: LockManager | undefined,
): Promise<boolean> {
  if (locks !== undefined) {
    return locks.request(database.name, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await work();
      return true;
    });
  }
  const taken = await database.transaction('rw', database.leases, async () => {
    const lease = await database.leases.get('drain');
    if (lease !== undefined && lease.owner !== owner && lease.until > now()) return false;
    await database.leases.put({ name: 'drain', owner, until: now() + 60_000 });
    return true;
  });
  if (!taken) return false;
  try {
    await work();
  } finally {
    await database.leases.delete('drain');
  }
  return true;
}
