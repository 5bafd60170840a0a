import type { Api } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { inOneTab, type KeptItem, type OutboxDatabase, type OutboxItem, type Reopen } from './store.ts';

export type Send = {
  readonly id: string;
  readonly method: OutboxItem['method'];
  readonly url: string;
  readonly body: unknown;
  readonly label: string;
  readonly group?: string;
  readonly reopen?: Reopen;
  /** Called once the write is stored on this device: whatever else holds the same words may let go of them. */
  readonly onStored?: () => void;
};

/** What became of a write: acknowledged, kept for later, or refused (and parked until the person decides). */
export type SendResult<T> =
  | { readonly kind: 'sent'; readonly value: T }
  | { readonly kind: 'kept' }
  | { readonly kind: 'refused'; readonly problem: Problem };

export type OutboxState = {
  readonly waiting: readonly KeptItem[];
  readonly parked: readonly KeptItem[];
  /** The session ended: nothing more can be sent until the person signs in. */
  readonly needsSignIn: boolean;
};

export type Outbox = {
  send<T>(write: Send): Promise<SendResult<T>>;
  /** Tries everything that waits, in order. `force` ignores the back-off (the person, or the network, came back). */
  drain(force?: boolean): Promise<void>;
  state(): OutboxState;
  subscribe(listener: () => void): () => void;
  /** Gives up one parked item. Only on the person's word. */
  discard(seq: number): Promise<void>;
  /** Removes everything this person kept on this device. Only after they were told what is unsent. */
  wipe(): Promise<void>;
  close(): void;
};

type Deps = {
  readonly database: OutboxDatabase;
  readonly api: Pick<Api, 'request'>;
  readonly now: () => number;
  readonly owner: string;
  readonly locks: LockManager | undefined;
};

const BACKOFF_MS = [2_000, 5_000, 15_000, 60_000, 300_000] as const;
const backoff = (attempts: number): number => BACKOFF_MS[Math.min(attempts, BACKOFF_MS.length - 1)] ?? 300_000;

type Verdict = 'later' | 'signIn' | 'park';

/** A refusal that may pass by itself is tried again; any other is the person's to mend. */
export function verdictOn(problem: Problem): Verdict {
  if (problem.status === 401 || problem.code.toLowerCase().includes('csrf')) return 'signIn';
  if (problem.status === 0 || problem.status >= 500) return 'later';
  return problem.status === 408 || problem.status === 425 || problem.status === 429 ? 'later' : 'park';
}

/**
 * Writes that survive having no network. A write is stored before it is tried and removed only after the server
 * acknowledged it; a crash in between sends it again under the same id, which the server takes as the same record.
 */
export async function openOutbox(deps: Deps): Promise<Outbox> {
  const { database, api, now } = deps;
  const listeners = new Set<() => void>();
  const answers = new Map<string, SendResult<unknown>>();
  let current: OutboxState = { waiting: [], parked: [], needsSignIn: false };
  let draining: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

  async function publish(needsSignIn = current.needsSignIn): Promise<void> {
    if (closed) return;
    const items = await database.items();
    current = {
      waiting: items.filter((item) => item.parked === null),
      parked: items.filter((item) => item.parked !== null),
      needsSignIn: needsSignIn && items.some((item) => item.parked === null),
    };
    for (const listener of listeners) listener();
  }

  async function keep(write: Send): Promise<void> {
    const item: OutboxItem = {
      id: write.id,
      method: write.method,
      url: write.url,
      body: write.body,
      label: write.label,
      group: write.group ?? write.id,
      reopen: write.reopen ?? null,
      keptAt: now(),
      attempts: 0,
      notBefore: 0,
      parked: null,
    };
    await database.keep(item);
  }

  /** Tries one item. Returns whether the line may go on. */
  async function attempt(item: KeptItem): Promise<'next' | 'stop'> {
    try {
      const value = await api.request<unknown>(item.method, item.url, { body: item.body, quiet: true });
      await database.remove(item.seq);
      answers.set(item.id, { kind: 'sent', value });
      return 'next';
    } catch (thrown) {
      const problem = thrown instanceof Problem ? thrown : unexpected(thrown);
      const verdict = verdictOn(problem);
      if (verdict === 'park') {
        const { status, code, title } = problem;
        await database.change(item.seq, { parked: { status, code, title, detail: problem.detail ?? null } });
        answers.set(item.id, { kind: 'refused', problem });
        return 'next';
      }
      const notBefore = now() + backoff(item.attempts);
      await database.change(item.seq, { attempts: item.attempts + 1, notBefore });
      current = { ...current, needsSignIn: verdict === 'signIn' };
      return 'stop';
    }
  }

  async function drainAll(force: boolean): Promise<void> {
    current = { ...current, needsSignIn: false };
    const tried = new Set<number>();
    // Read anew each time: another write may have been kept while one was on its way.
    for (;;) {
      const items = await database.items();
      const held = new Set(items.filter((item) => item.parked !== null).map((item) => item.group));
      const item = items.find((one) => one.parked === null && !held.has(one.group) && !tried.has(one.seq));
      if (item === undefined || (!force && item.notBefore > now())) break;
      tried.add(item.seq);
      if ((await attempt(item)) === 'stop') break;
    }
  }

  /** `asked`: somebody wanted it tried now, but another page was sending. That page may be gone before it is done. */
  function planNext(asked: boolean): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const next = current.waiting[0];
    if (closed || next === undefined || current.needsSignIn) return;
    const wait = asked ? 0 : next.notBefore - now();
    timer = setTimeout(() => void drain(asked), Math.max(1_000, wait));
  }

  async function drainOnce(force: boolean): Promise<void> {
    let asked = force;
    try {
      if (await inOneTab(database, deps.owner, now, () => drainAll(force), deps.locks)) asked = false;
      await publish();
    } catch (cause) {
      // What was under way when the outbox was closed is still kept: the next page sends it.
      if (!closed) throw cause;
    } finally {
      draining = null;
      planNext(asked);
    }
  }

  async function drain(force = false): Promise<void> {
    while (draining !== null) await draining;
    if (closed) return;
    draining = drainOnce(force);
    await draining;
  }

  await publish();
  return {
    async send<T>(write: Send): Promise<SendResult<T>> {
      answers.delete(write.id);
      await keep(write);
      write.onStored?.();
      await publish();
      await drain(true);
      const answer = answers.get(write.id);
      answers.delete(write.id);
      // The type of the answer is the caller's knowledge of the route, as with any request.
      return (answer as SendResult<T> | undefined) ?? { kind: 'kept' };
    },
    drain,
    state: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async discard(seq) {
      await database.remove(seq);
      await drain(true);
    },
    async wipe() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await database.delete();
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      database.close();
    },
  };
}

const unexpected = (thrown: unknown): Problem =>
  new Problem({ status: 0, code: 'unexpected', title: thrown instanceof Error ? thrown.message : String(thrown) });
