import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';
import { generateSync } from 'otplib';

/** Who can sign in. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Recovery codes from setting up the second factor. Each works once, so that signing in again waits for no new code. */
  readonly recoveryCodes: string[];
}

export async function answer<T>(response: APIResponse): Promise<T> {
  expect(response.ok(), `${response.status()} ${response.url()}: ${await response.text()}`).toBe(true);
  return (await response.json()) as T;
}

interface Standing {
  readonly state: string;
  readonly csrfToken: string;
  readonly demonstrationCode: string | null;
}

/**
 * Signs a request context in as a person does: password, then the second factor where one is due; it is set up where
 * it is missing. Returns the token that belongs to every change.
 */
export async function signInWith(api: APIRequestContext, person: Person): Promise<string> {
  const { email, password } = person;
  const begun = await answer<Standing>(await api.post('/api/session', { data: { email, password } }));
  const send = async <T>(path: string, data: object): Promise<T> =>
    answer<T>(await api.post(path, { data, headers: { 'x-csrf-token': begun.csrfToken } }));
  if (begun.state === 'open') return begun.csrfToken;
  if (begun.state === 'enrol') {
    const { secret } = await send<{ secret: string }>('/api/account/totp', {});
    const made = await send<{ recoveryCodes: string[] }>('/api/account/totp/confirm', {
      code: generateSync({ secret }),
    });
    person.recoveryCodes.push(...made.recoveryCodes);
    return (await answer<Standing>(await api.get('/api/session'))).csrfToken;
  }
  const code = begun.demonstrationCode ?? person.recoveryCodes.pop();
  expect(code, `a second factor of ${email}`).toBeDefined();
  return (await send<Standing>('/api/session/second-factor', { code })).csrfToken;
}
