import { Problem } from '../api/problem.ts';
import { lockIsUntold, markLocked } from './lock-mark.ts';
import { api, cover } from './store.ts';
import type { Door } from './types.ts';

/** The lock of a page that nobody touches: covered here, told to the server, told to the other tabs. */

/** Locks the session on the server. Throws Problem. */
export async function lockSession(): Promise<Door> {
  const door = await api.post<Door>('/api/session/lock', {}, { quiet: true });
  markLocked(true);
  return door;
}

/** Covers the page and locks the session; without a network the server is told later. */
export async function lockNow(): Promise<void> {
  cover();
  markLocked(false);
  await tellLock();
}

/** Tells the server of a lock it has not heard of. Returns what kept it from hearing; null when it knows. */
export async function tellLock(): Promise<Problem | null> {
  if (!lockIsUntold()) return null;
  try {
    await lockSession();
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    if (thrown.status !== 401) return thrown;
    // A session that is over, or locked by another tab, has nothing to lock.
    markLocked(true);
  }
  send({ kind: 'locked' });
  return null;
}

/** What tabs of one browser tell each other: their session is one. */
export type TabMessage =
  | { readonly kind: 'locked' }
  /** Who has signed in or unlocked; null when somebody left. */
  | { readonly kind: 'arrived'; readonly personId: string | null };

const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('opensro.session') : null;

function send(message: TabMessage): void {
  channel?.postMessage(message);
}

export const announceArrival = (personId: string | null): void => send({ kind: 'arrived', personId });

/** Hears the other tabs. A browser without channels finds out when the tab is looked at. Returns how to stop. */
export function onOtherTabs(hear: (message: TabMessage) => void): () => void {
  const listen = (event: MessageEvent<TabMessage>): void => hear(event.data);
  channel?.addEventListener('message', listen);
  return () => channel?.removeEventListener('message', listen);
}
