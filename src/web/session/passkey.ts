import { api, renewSessionToken } from './store.ts';
import type { Door } from './types.ts';

/** The library that speaks with the device; fetched with the first passkey, not with the page. */
const library = () => import('@simplewebauthn/browser');

type Options = Parameters<Awaited<ReturnType<typeof library>>['startAuthentication']>[0]['optionsJSON'];
type NewOptions = Parameters<Awaited<ReturnType<typeof library>>['startRegistration']>[0]['optionsJSON'];

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential === 'function';

/** The person closed the device's dialog, or it went away by itself: nothing is wrong. */
export const wasCancelled = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown.name === 'NotAllowedError' || thrown.name === 'AbortError');

/** This device holds the passkey already. */
export const isThereAlready = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'InvalidStateError';

/**
 * Shows the server who is here by a passkey: to sign in, as the second step, or to unlock. With `autofill` the browser
 * offers it in the address field and nothing happens until the person picks it. Throws Problem, or what the device says.
 */
export async function enterWithPasskey({ autofill = false } = {}): Promise<Door> {
  const { startAuthentication } = await library();
  const optionsJSON = await api.post<Options>('/api/session/passkey/options', {}, { quiet: true });
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill: autofill });
  return api.post<Door>('/api/session/passkey', { response }, { quiet: true });
}

/** Whether the browser can offer passkeys in the address field. */
export async function canAutofill(): Promise<boolean> {
  if (!knowsPasskeys()) return false;
  return (await library()).browserSupportsWebAuthnAutofill();
}

/** Ends what `autofill` waits for: only one such question can be open. */
export async function stopAutofill(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}

/** Makes a passkey on this device (or on one the device offers) for the person signed in. Throws as above. */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await library();
  const optionsJSON = await api.post<NewOptions>('/api/account/passkeys/options', {});
  const response = await startRegistration({ optionsJSON });
  await api.post('/api/account/passkeys', { response, name });
  await renewSessionToken();
}
