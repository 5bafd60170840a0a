import i18next from 'i18next';
import { createApi } from '../api/client.ts';
import { currentLanguage } from '../i18n/index.ts';
import type { Me } from './types.ts';

type Listener = () => void;

/**
 * The little the client must know outside React: the CSRF token, and whether somebody is asked to sign in again.
 * Requests that met a 401 wait here until the dialog closes, then go on with the new token.
 */
const state: {
  csrfToken: string | null;
  personId: string | null;
  asking: boolean;
  waiting: ((signedIn: boolean) => void)[];
} = {
  csrfToken: null,
  personId: null,
  asking: false,
  waiting: [],
};
const listeners = new Set<Listener>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Remembers whose session this is and its token; null when nobody is signed in. */
export function rememberSession(me: Me | null): void {
  state.csrfToken = me?.csrfToken ?? null;
  state.personId = me?.person.id ?? null;
}

/** What was written as one person is never sent as another: a different person gets no new token. */
async function renewToken(): Promise<boolean> {
  const response = await fetch('/api/me', { credentials: 'same-origin', headers: { Accept: 'application/json' } });
  if (!response.ok) return false;
  const me = (await response.json()) as Me;
  if (me.person.id !== state.personId) return false;
  state.csrfToken = me.csrfToken;
  return true;
}

/** Subscribes to `isAskingToSignIn`, in the form useSyncExternalStore wants. */
export function onAsking(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isAskingToSignIn = (): boolean => state.asking;

/** Ends the dialog: every waiting request is sent again (true) or fails as signed out (false). */
export function answerSignIn(signedIn: boolean): void {
  const waiting = state.waiting;
  state.waiting = [];
  state.asking = false;
  for (const go of waiting) go(signedIn);
  tell();
}

/** Opens the dialog, or joins it where it is open. True when the person signed in. */
export function signInAgain(): Promise<boolean> {
  // Nobody was signed in yet: the sign-in page is already what the person sees.
  if (state.csrfToken === null) return Promise.resolve(false);
  state.asking = true;
  tell();
  return new Promise((resolve) => state.waiting.push(resolve));
}

/** The app's one client. Pages use it through `useApi`, which adds the program to the address. */
export const api = createApi({
  csrfToken: () => state.csrfToken,
  language: currentLanguage,
  signInAgain,
  renewToken,
  wording: (code) => ({
    title: i18next.t(`common:problems.${code}.reason`),
    detail: i18next.t(`common:problems.${code}.remedy`),
  }),
});
