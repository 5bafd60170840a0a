import { lazy, type ReactNode, Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import { z } from 'zod';
import { Problem } from '../api/problem.ts';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { LoadingState } from '../ui/states.tsx';
import { keepBeside, readBeside } from './kept.ts';
import { markLocked, markOpen, wasLocked } from './lock-mark.ts';
import { lockNow, onOtherTabs } from './locking.ts';
import { lastHeard, lastTouch, noteTouch } from './presence.ts';
import { useRefreshSession, useSession } from './session.tsx';
import { api, cover, isCovered, onCover, personHere, restoreFocus } from './store.ts';
import type { Door } from './types.ts';

// What asks for the password is fetched when it is needed; what hides the page is here from the start.
const Lock = lazy(() => import('./lock.tsx'));

const MINUTE = 60_000;
/** The longest there is (CJIS Security Policy 6.0, AC-11), until the server tells the program's own. */
const LONGEST_MINUTES = 30;
const LOOK_EVERY_MS = 10_000;
const IDLE = 'opensro.kept.idle';
const touches = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'] as const;

const keptMinutes = (): number => readBeside(IDLE, z.number().positive()) ?? LONGEST_MINUTES;

/** Somebody who writes for long sends nothing meanwhile: the server hears now and then that they are there. */
async function sayAlive(): Promise<void> {
  try {
    const door = await api.get<Door>('/api/session', { quiet: true });
    keepBeside(IDLE, door.idleMinutes);
  } catch (thrown) {
    // Without a network the lock of this page counts alone.
    if (!(thrown instanceof Problem)) throw thrown;
  }
}

/** Locks the page when nobody has touched it, in any tab, for as long as the program says. */
function useIdleLock(fromServer: boolean): void {
  useEffect(() => {
    if (fromServer) void sayAlive();
    let saying = false;
    const look = (): boolean => {
      if (isCovered()) return true;
      if (Date.now() - lastTouch() < keptMinutes() * MINUTE) return false;
      void lockNow();
      return true;
    };
    const touch = (): void => {
      // A device that slept wakes by a touch: it must lock, not go on.
      if (look()) return;
      const now = Date.now();
      noteTouch(now);
      if (saying || now - lastHeard() < (keptMinutes() * MINUTE) / 3) return;
      saying = true;
      void sayAlive().finally(() => {
        saying = false;
      });
    };
    const seen = (): void => void look();
    for (const type of touches) window.addEventListener(type, touch, { capture: true, passive: true });
    document.addEventListener('visibilitychange', seen);
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      for (const type of touches) window.removeEventListener(type, touch, { capture: true });
      document.removeEventListener('visibilitychange', seen);
      clearInterval(timer);
    };
  }, [fromServer]);
}

/** A lock in one tab is a lock in all; another person's sign-in in one is theirs in all. */
function useOtherTabs(): void {
  const refresh = useRefreshSession();
  useEffect(
    () =>
      onOtherTabs((message) => {
        if (message.kind === 'locked') cover();
        else if (!isCovered() && message.personId !== personHere()) void refresh();
      }),
    [refresh],
  );
}

/**
 * Around all work of the signed-in person. While it is covered, nothing of it can be seen, heard or reached, and
 * nothing of it is lost: it stays mounted below.
 */
export function Cover({ children }: { readonly children: ReactNode }) {
  const { me } = useSession();
  const covered = useSyncExternalStore(onCover, isCovered);
  useIdleLock(me.csrfToken !== null);
  useOtherTabs();
  const before = useRef(false);
  useEffect(() => {
    if (!covered) {
      markOpen();
      if (before.current) {
        noteTouch(Date.now());
        restoreFocus();
      }
    } else if (!wasLocked()) markLocked(true);
    before.current = covered;
  }, [covered]);
  return (
    <>
      {covered ? (
        <ErrorBoundary>
          <Suspense fallback={<LoadingState />}>
            <Lock />
          </Suspense>
        </ErrorBoundary>
      ) : null}
      <div className="osr-work" inert={covered} aria-hidden={covered || undefined}>
        {children}
      </div>
    </>
  );
}
