import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Language } from '../../catalogs/languages.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Role } from '../../domain/access/roles.ts';
import { Problem } from '../api/problem.ts';
import { forgetDrafts } from '../forms/drafts.ts';
import { switchLanguage } from '../i18n/index.ts';
import { forgetKept, keepMe, readKept } from './kept.ts';
import { lockIsUntold, wasLocked } from './lock-mark.ts';
import { announceArrival, lockSession } from './locking.ts';
import { api, cover, personHere, rememberDoor, rememberSession } from './store.ts';
import type { Door, Me, Membership } from './types.ts';

export type Session = {
  readonly me: Me;
  /** The program the person is working in; null for a system administrator outside every program. */
  readonly membership: Membership | null;
  readonly roles: readonly Role[];
  /** Whether to show a page or button. The server decides again. */
  can(action: Action): boolean;
  chooseProgram(programId: string): void;
  chooseLanguage(language: Language): Promise<void>;
  signOut(): Promise<void>;
  refresh(): Promise<boolean>;
};

export type SessionState =
  | { readonly kind: 'loading' }
  /** Nobody's work is open: how far signing in has come. */
  | { readonly kind: 'outside'; readonly door: Door }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly retry: () => void }
  | { readonly kind: 'signedIn'; readonly session: Session };

type Here = { readonly me: Me; readonly door: null } | { readonly me: null; readonly door: Door };

/** What the server says to nobody; known without asking when somebody has just left. */
const signedOut: Door = {
  state: 'signedOut',
  factors: [],
  csrfToken: null,
  name: null,
  idleMinutes: 30,
  demonstrationCode: null,
  recoveryByMail: true,
};

const SessionContext = createContext<SessionState>({ kind: 'loading' });
const ME = ['me'] as const;
const programKey = (personId: string): string => `opensro.program.${personId}`;

function chooseMembership(me: Me, wanted: string | null): Membership | null {
  return me.memberships.find((one) => one.programId === wanted) ?? me.memberships[0] ?? null;
}

/** With somebody remembered on this device, no page waits longer for a network that does not answer. */
const PATIENCE_MS = 6_000;
/** How often the server is asked again who is here, while only the device has told. */
const ASK_AGAIN_MS = 20_000;

type ReadOptions = { readonly signal?: AbortSignal; readonly timeoutMs?: number };

/** Asks the server who is here: a person with an open session, or how far signing in has come. */
async function readHere(options: ReadOptions = {}): Promise<Here> {
  try {
    const me = await api.get<Me>('/api/me', { quiet: true, ...options });
    rememberSession(me);
    keepMe(me, Date.now());
    return { me, door: null };
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 401) throw thrown;
    const door = await api.get<Door>('/api/session', { quiet: true, ...options });
    // Somebody else's sign-in, or nobody's: what this device kept is not theirs.
    if (door.state !== 'locked') forgetKept();
    rememberDoor(door);
    return { me: null, door };
  }
}

/** Who is here at the start of the app: told by the server or, where it cannot be reached, by this device. */
async function readAtStart(signal: AbortSignal): Promise<Here> {
  const kept = readKept(Date.now());
  if (kept === null) return readHere({ signal });
  try {
    const here = await readHere({ signal, timeoutMs: PATIENCE_MS });
    if (here.me !== null) announceArrival(here.me.person.id);
    // Locked where there was no network: the server hears of it now.
    if (here.me !== null && lockIsUntold()) return { me: null, door: await lockSession() };
    return here;
  } catch (thrown) {
    if (!(thrown instanceof Problem) || !thrown.neverAnswered) throw thrown;
    rememberSession(kept);
    // A page that was locked does not open by being loaded again.
    if (wasLocked()) cover();
    return { me: kept, door: null };
  }
}

/** Reads again who is here. Work that is open stays: where its session is over or locked, it is covered instead. */
async function readAgain(queries: QueryClient, signal?: AbortSignal): Promise<Here> {
  const before = queries.getQueryData<Here>(ME) ?? null;
  const here = await readHere(signal === undefined ? {} : { signal });
  if (here.me === null) {
    if (before?.me == null || personHere() === null) return here;
    cover();
    return before;
  }
  if (before?.me != null && before.me.person.id !== here.me.person.id) forgetAnswers(queries);
  announceArrival(here.me.person.id);
  return here;
}

/** Drops what the server told one person before another works here. */
function forgetAnswers(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
}

const isKept = (here: Here | undefined): boolean => here?.me?.csrfToken === null;

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const {
    data: here,
    error,
    refetch,
  } = useQuery<Here>({
    queryKey: ME,
    queryFn: ({ signal }) => (personHere() === null ? readAtStart(signal) : readAgain(queries, signal)),
    staleTime: ({ state }) => (isKept(state.data) ? 0 : Number.POSITIVE_INFINITY),
    refetchInterval: ({ state }) => (isKept(state.data) ? ASK_AGAIN_MS : false),
    refetchOnReconnect: true,
  });
  const data = here?.me ?? null;
  const personId = data?.person.id;
  const [wanted, setWanted] = useState<{ person: string; program: string } | null>(null);

  // A language kept on this device wins over the account's; a person new to the device gets the account's.
  const accountLanguage = data?.person.language;
  useEffect(() => {
    if (accountLanguage !== undefined && localStorage.getItem('opensro.language') === null) {
      void switchLanguage(accountLanguage);
    }
  }, [accountLanguage]);

  const refresh = useRefreshSession();

  const session = useMemo((): Session | null => {
    if (data === null) return null;
    const kept = wanted?.person === data.person.id ? wanted.program : localStorage.getItem(programKey(data.person.id));
    const membership = chooseMembership(data, kept);
    const allowed = new Set<Action>([...(membership?.actions ?? []), ...(data.actions ?? [])]);
    return {
      me: data,
      membership,
      roles: membership?.grants.map((grant) => grant.role) ?? [],
      can: (action) => allowed.has(action),
      chooseProgram(program) {
        localStorage.setItem(programKey(data.person.id), program);
        setWanted({ person: data.person.id, program });
      },
      async chooseLanguage(language) {
        await switchLanguage(language);
        await api.patch('/api/me', { language });
      },
      async signOut() {
        await api.remove('/api/session', { quiet: true });
        forgetDrafts(data.person.id);
        forgetKept();
        rememberSession(null);
        queries.setQueryData<Here>(ME, { me: null, door: signedOut });
        forgetAnswers(queries);
        announceArrival(null);
      },
      refresh,
    };
  }, [data, wanted, queries, refresh]);

  const state = useMemo((): SessionState => {
    if (session !== null) return { kind: 'signedIn', session };
    if (error !== null) {
      const problem =
        error instanceof Problem ? error : new Problem({ status: 0, code: 'unexpected', title: error.message });
      return { kind: 'failed', problem, retry: () => void refetch() };
    }
    return here?.door == null ? { kind: 'loading' } : { kind: 'outside', door: here.door };
  }, [session, error, here, refetch]);

  return (
    <SessionContext value={state} key={personId ?? 'nobody'}>
      {children}
    </SessionContext>
  );
}

/**
 * Asks the server again who is here: after signing in, and when rights have changed. True when somebody's session is
 * open.
 */
export function useRefreshSession(): () => Promise<boolean> {
  const queries = useQueryClient();
  return useCallback(async () => {
    const before = queries.getQueryData<Here>(ME);
    const here = await queries.fetchQuery({ queryKey: ME, queryFn: () => readAgain(queries), staleTime: 0 });
    return here.me !== null && here !== before;
  }, [queries]);
}

/** Goes on from a step of signing in: to the next one, or in. */
export function useEnter(): (door: Door) => Promise<void> {
  const queries = useQueryClient();
  const refresh = useRefreshSession();
  return useCallback(
    async (door) => {
      rememberDoor(door);
      if (door.state === 'open') await refresh();
      else queries.setQueryData<Here>(ME, { me: null, door });
    },
    [queries, refresh],
  );
}

export const useSessionState = (): SessionState => use(SessionContext);

/** The signed-in session. Only for components under the signed-in shell. */
export function useSession(): Session {
  const state = use(SessionContext);
  if (state.kind !== 'signedIn') throw new Error('useSession outside the signed-in app');
  return state.session;
}

/** The program in hand. Only on pages that need one (every area route unless it says `outsideProgram`). */
export function useProgram(): Membership {
  const { membership } = useSession();
  if (membership === null) throw new Error('useProgram without a program');
  return membership;
}
