import i18next from 'i18next';
import { createApi } from '../api/client.ts';
import { currentLanguage } from '../i18n/index.ts';
import { markLocked } from './lock-mark.ts';
import { isBackground } from './presence.ts';
import type { Door, Me } from './types.ts';

type Listener = () => void;

/**
 * The little the client must know outside React: whose session this is, its CSRF token, and whether the work of this
 * page is covered until the person has shown again who they are. Requests that met a 401 wait here meanwhile.
 */
const state: {
  csrfToken: string | null;
  personId: string | null;
  covered: boolean;
  /** What had the focus when the page was covered, to give it back. */
  focused: HTMLElement | null;
  waiting: ((entered: boolean) => void)[];
} = {
  csrfToken: null,
  personId: null,
  covered: false,
  focused: null,
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

/** Remembers the token of a session that is not open yet: the next step of signing in is a change too. */
export function rememberDoor(door: Door): void {
  state.csrfToken = door.csrfToken;
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

/** Subscribes to `isCovered`, in the form useSyncExternalStore wants. */
export function onCover(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isCovered = (): boolean => state.covered;

/** Covers the work of the person on this page, with everything they typed, until `uncover`. */
export function cover(): void {
  // Nobody works here yet: the sign-in page is already what the person sees.
  if (state.covered || state.personId === null) return;
  state.covered = true;
  state.focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  tell();
}

/**
 * Takes the cover away for whoever has entered. Waiting requests go on for the person who made them, and fail as
 * signed out for anybody else.
 */
export function uncover(personId: string | null, before: string | null): void {
  const waiting = state.waiting;
  state.waiting = [];
  state.covered = false;
  for (const go of waiting) go(personId !== null && personId === before);
  tell();
}

/** Gives the focus back to where it was before the page was covered. */
export function restoreFocus(): void {
  if (state.focused?.isConnected === true) state.focused.focus();
  state.focused = null;
}

/** The id of the person whose work is on this page; null while nobody's is. */
export const personHere = (): string | null => state.personId;

/**
 * The server asks again who is there: after a long rest, or before what guards an account is changed. Either way the
 * session is locked for all its pages first, so that one answer opens them all.
 */
function sessionLocked(): void {
  if (state.covered || state.personId === null) return;
  markLocked(false);
  cover();
}

/** Covers the page, or joins where it is covered. True when the same person entered again. */
export function enterAgain(): Promise<boolean> {
  if (state.personId === null) return Promise.resolve(false);
  cover();
  return new Promise((resolve) => state.waiting.push(resolve));
}

/** The app's one client. Pages use it through `useApi`, which adds the program to the address. */
export const api = createApi({
  csrfToken: () => state.csrfToken,
  language: currentLanguage,
  isBackground: () => isBackground(Date.now()),
  enterAgain,
  sessionLocked,
  renewToken,
  wording: (code) => ({
    title: i18next.t(`common:problems.${code}.reason`),
    detail: i18next.t(`common:problems.${code}.remedy`),
  }),
});

/** After a change that gave this browser a new session token: the next change needs the token that belongs to it. */
export async function renewSessionToken(): Promise<void> {
  rememberDoor(await api.get<Door>('/api/session', { quiet: true }));
}
