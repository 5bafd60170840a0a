import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { inProgram } from '../api/hooks.ts';
import { useProgram, useSession } from '../session/session.tsx';
import { api, enterAgain, isCovered, onCover } from '../session/store.ts';
import { outboxName } from './name.ts';
import type { Outbox, OutboxState, Send, SendResult } from './outbox.ts';

const empty: OutboxState = { waiting: [], parked: [], needsSignIn: false };

type OutboxContextValue = {
  readonly state: OutboxState;
  /** Whether it is known yet what this device keeps. */
  readonly known: boolean;
  open(): Promise<Outbox>;
};
const OutboxContext = createContext<OutboxContextValue | null>(null);

/** Fetches the outbox and its database library. On its own, so that the first page does not wait for it. */
export const fetchOutbox = () => Promise.all([import('./outbox.ts'), import('./store.ts')]);

async function openFor(personId: string): Promise<Outbox> {
  const [{ openOutbox }, { OutboxDatabase }] = await fetchOutbox();
  return openOutbox({
    database: new OutboxDatabase(personId),
    api,
    now: () => Date.now(),
    owner: crypto.randomUUID(),
    locks: 'locks' in navigator ? navigator.locks : undefined,
  });
}

/** Whether this device may hold an outbox of the person. A browser that cannot tell is asked by opening it. */
async function isOnDevice(personId: string): Promise<boolean> {
  if (typeof indexedDB.databases !== 'function') return true;
  const name = outboxName(personId);
  try {
    return (await indexedDB.databases()).some((database) => database.name === name);
  } catch {
    return true;
  }
}

/** Opens the outbox of the signed-in person and keeps trying: at start, when the network is back, when looked at. */
export function OutboxProvider({ children }: { readonly children: ReactNode }) {
  const { me } = useSession();
  const queries = useQueryClient();
  const [state, setState] = useState<OutboxState>(empty);
  const opening = useRef<Promise<Outbox> | null>(null);
  const [wanted, setWanted] = useState(false);
  const [known, setKnown] = useState(false);
  const personId = me.person.id;
  const { csrfToken } = me;

  const open = useCallback((): Promise<Outbox> => {
    setWanted(true);
    opening.current ??= openFor(personId).catch((cause: unknown) => {
      // Not opened is not kept: the next try starts anew.
      opening.current = null;
      setWanted(false);
      throw cause;
    });
    return opening.current;
  }, [personId]);

  // Who never kept anything here does not wait for the database library; the first thing to send fetches it.
  useEffect(() => {
    let ended = false;
    void isOnDevice(personId).then((found) => {
      if (ended) return;
      if (found) setWanted(true);
      else setKnown(true);
    });
    return () => {
      ended = true;
    };
  }, [personId]);

  useEffect(() => {
    if (!wanted) return undefined;
    let ended = false;
    let leave = (): void => undefined;
    let waiting = 0;
    const opened = open();
    void opened.then((outbox) => {
      if (ended) return;
      const read = (): void => {
        const next = outbox.state();
        // Something kept has reached the server: what the pages show may be older than that.
        if (next.waiting.length < waiting) void queries.invalidateQueries();
        waiting = next.waiting.length;
        setState(next);
        setKnown(true);
      };
      read();
      const unsubscribe = outbox.subscribe(read);
      const wake = (): void => void outbox.drain(true);
      const look = (): void => {
        if (document.visibilityState === 'visible' && outbox.state().waiting.length > 0) wake();
      };
      window.addEventListener('online', wake);
      document.addEventListener('visibilitychange', look);
      leave = () => {
        unsubscribe();
        window.removeEventListener('online', wake);
        document.removeEventListener('visibilitychange', look);
      };
      wake();
    });
    return () => {
      ended = true;
      leave();
      opening.current = null;
      void opened.then((outbox) => outbox.close());
    };
  }, [open, queries, wanted]);

  // What waited for somebody to sign in or to unlock goes out when they have: both bring a token that holds again.
  const covered = useSyncExternalStore(onCover, isCovered);
  const door = `${csrfToken} ${covered}`;
  const lastDoor = useRef(door);
  useEffect(() => {
    if (lastDoor.current === door) return;
    lastDoor.current = door;
    if (!covered) void opening.current?.then((outbox) => outbox.drain(true));
  }, [door, covered]);

  const value = useMemo(() => ({ state, known, open }), [state, known, open]);
  return <OutboxContext value={value}>{children}</OutboxContext>;
}

export function useOutboxContext(): OutboxContextValue {
  const value = use(OutboxContext);
  if (value === null) throw new Error('useOutbox outside OutboxProvider');
  return value;
}

/** `const send = useSend(); await send<Activity>({ id, method: 'POST', url: '/activities', body, label })`; url within the program. */
export function useSend(): <T>(write: Send) => Promise<SendResult<T>> {
  const { open } = useOutboxContext();
  const { programId } = useProgram();
  return useCallback(
    async <T,>(write: Send) => {
      const outbox = await open();
      const addressed = { ...write, url: inProgram(programId, write.url) };
      const result = await outbox.send<T>(addressed);
      // The person is here and has just pressed the button: ask now, not with a line they may overlook.
      if (result.kind !== 'kept' || !outbox.state().needsSignIn || !(await enterAgain())) return result;
      return outbox.send<T>(addressed);
    },
    [open, programId],
  );
}

/** For a form's `submit`: lets 'sent' and 'kept' through, throws the refusal for the form to show at its fields. */
export function accepted<T>(result: SendResult<T>): Exclude<SendResult<T>, { kind: 'refused' }> {
  if (result.kind === 'refused') throw result.problem;
  return result;
}
