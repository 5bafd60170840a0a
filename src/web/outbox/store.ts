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

/** Ten: what the library that kept the outbox before us made of its version one. What was kept then is still there. */
const version = 10;

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A person's kept writes on this device, in the browser's database. Opens at the first use. */
export class OutboxDatabase {
  readonly name: string;
  #opened: Promise<IDBDatabase> | null = null;
  #closed = false;

  constructor(personId: string) {
    this.name = outboxName(personId);
  }

  /** Everything kept, in the order of the device. */
  items(): Promise<KeptItem[]> {
    return this.#within('items', 'readonly', (items) => done<KeptItem[]>(items.getAll()));
  }

  /** Keeps a write. One sent again after it was mended takes the place it had, so that the order stays. */
  keep(item: OutboxItem): Promise<void> {
    return this.#within('items', 'readwrite', async (items) => {
      const before = await done<KeptItem | undefined>(items.index('id').get(item.id));
      await done(before === undefined ? items.add(item) : items.put({ ...item, seq: before.seq }));
    });
  }

  change(seq: number, changes: Partial<OutboxItem>): Promise<void> {
    return this.#within('items', 'readwrite', async (items) => {
      const before = await done<KeptItem | undefined>(items.get(seq));
      if (before !== undefined) await done(items.put({ ...before, ...changes }));
    });
  }

  remove(seq: number): Promise<void> {
    return this.#within('items', 'readwrite', (items) => done(items.delete(seq)));
  }

  /** Takes the lease on sending until a moment, unless another tab holds it. Returns whether it was taken. */
  takeLease(owner: string, now: number, until: number): Promise<boolean> {
    return this.#within('leases', 'readwrite', async (leases) => {
      const lease = await done<Lease | undefined>(leases.get('drain'));
      if (lease !== undefined && lease.owner !== owner && lease.until > now) return false;
      await done(leases.put({ name: 'drain', owner, until } satisfies Lease));
      return true;
    });
  }

  leaveLease(): Promise<void> {
    return this.#within('leases', 'readwrite', (leases) => done(leases.delete('drain')));
  }

  close(): void {
    this.#closed = true;
    void this.#opened?.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  /** Removes the database with all that is in it. */
  async delete(): Promise<void> {
    this.close();
    await this.#opened?.catch(() => undefined);
    await done(indexedDB.deleteDatabase(this.name));
  }

  /** Runs work on one store in a transaction of its own, and waits until it is kept. */
  async #within<T>(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    this.#opened ??= this.#open();
    const transaction = (await this.#opened).transaction(store, mode);
    const kept = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The device did not keep the change'));
    });
    const [result] = await Promise.all([work(transaction.objectStore(store)), kept]);
    return result;
  }

  async #open(): Promise<IDBDatabase> {
    if (this.#closed) throw new Error('The outbox is closed');
    const request = indexedDB.open(this.name, version);
    request.onupgradeneeded = () => {
      request.result
        .createObjectStore('items', { keyPath: 'seq', autoIncrement: true })
        .createIndex('id', 'id', { unique: true });
      request.result.createObjectStore('leases', { keyPath: 'name' });
    };
    const database = await done(request);
    // Another tab removes it (the person signed out): let it.
    database.onversionchange = () => database.close();
    return database;
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
  const taken = await database.takeLease(owner, now(), now() + 60_000);
  if (!taken) return false;
  try {
    await work();
  } finally {
    await database.leaveLease();
  }
  return true;
}
