import type { Location } from 'react-router';
import type { Door } from './types.ts';

/** The address of each step of signing in. A locked session is asked at the address it was locked at. */
export const pathOfDoor: Readonly<Record<Door['state'], string | null>> = {
  signedOut: '/sign-in',
  secondFactor: '/sign-in/code',
  enrol: '/enrol',
  newPassword: '/new-password',
  locked: null,
  open: null,
};

export const doorPaths: readonly string[] = Object.values(pathOfDoor).filter((path) => path !== null);

/** Where the person wanted to go before they were asked who they are; the first page when nowhere else. */
export function wantedBefore({ pathname, search, hash, state }: Location<unknown>): string {
  if (typeof state === 'object' && state !== null && 'wanted' in state && typeof state.wanted === 'string') {
    return state.wanted;
  }
  return doorPaths.includes(pathname) ? '/' : `${pathname}${search}${hash}`;
}
