import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Language } from '../../catalogs/languages.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Role } from '../../domain/access/roles.ts';
import { Problem } from '../api/problem.ts';
import { forgetDrafts } from '../forms/drafts.ts';
import { switchLanguage } from '../i18n/index.ts';
import { forgetKept, keepMe, readKept } from './kept.ts';
import { api, rememberSession } from './store.ts';
import type { Me, Membership } from './types.ts';

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
  refresh(): Promise<void>;
};

export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly retry: () => void }
  | { readonly kind: 'signedIn'; readonly session: Session };

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

/** Asks the server who is here. Null means nobody; every other failure is a Problem. */
async function readMe(options: { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<Me | null> {
  try {
    const me = await api.get<Me>('/api/me', { quiet: true, ...options });
    rememberSession(me);
    keepMe(me, Date.now());
    return me;
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 401) throw thrown;
    forgetKept();
    return null;
  }
}

/** Who is here at the start of the app: told by the server or, where it cannot be reached, by this device. */
async function readMeAtStart(signal: AbortSignal): Promise<Me | null> {
  const kept = readKept(Date.now());
  if (kept === null) return readMe({ signal });
  try {
    return await readMe({ signal, timeoutMs: PATIENCE_MS });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || !thrown.neverAnswered) throw thrown;
    rememberSession(kept);
    return kept;
  }
}

const isKept = (me: Me | null | undefined): boolean => me?.csrfToken === null;

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ME,
    queryFn: ({ signal }) => readMeAtStart(signal),
    staleTime: ({ state }) => (isKept(state.data) ? 0 : Number.POSITIVE_INFINITY),
    refetchInterval: ({ state }) => (isKept(state.data) ? ASK_AGAIN_MS : false),
    refetchOnReconnect: true,
  });
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
    if (data === null || data === undefined) return null;
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
        queries.setQueryData(ME, null);
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
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
    return data === null ? { kind: 'signedOut' } : { kind: 'loading' };
  }, [session, error, data, refetch]);

  return (
    <SessionContext value={state} key={personId ?? 'nobody'}>
      {children}
    </SessionContext>
  );
}

/** Asks the server again who is here: after signing in, and when rights have changed. */
export function useRefreshSession(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await queries.fetchQuery({ queryKey: ME, queryFn: () => readMe(), staleTime: 0 });
  }, [queries]);
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

/** Signs in and reads who is here. Throws Problem (401 for a wrong password, 429 when tried too often). */
export async function signIn(email: string, password: string): Promise<void> {
  await api.post('/api/session', { email, password }, { quiet: true });
}
