import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  type IDToken,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { z } from 'zod';
import type { ProviderKind } from '../../../domain/accounts/provider.ts';
import { err, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { ask, randomValue, takeAnswer } from './challenges.ts';
import { noteAccountEvent } from './events.ts';
import { type CameIn, recognise } from './links.ts';
import { type ProviderDirectory, ProviderMismatch } from './provider-directory.ts';
import { ProviderUnreachable } from './provider-fetch.ts';
import { activeProviders, callbackAddress, type Provider } from './providers.ts';

const refusal = (name: string, status: 403 | 409 | 503 = 403): Refusal => ({ code: `singleSignOn.${name}`, status });

/** Error codes of OAuth that tell of a wrong client, secret or return address. */
const wrongClient = new Set(['invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_scope']);

function problemOfCode(code: string): Refusal {
  if (wrongClient.has(code)) return refusal('misconfigured');
  if (code === 'server_error' || code === 'temporarily_unavailable') return refusal('unreachable', 503);
  // A code that was used before, or that waited too long.
  if (code === 'invalid_grant') return refusal('startAgain');
  return refusal('cancelled');
}

function problemOfClientError(error: ClientError): Refusal {
  const cause = error.cause;
  if (cause instanceof Response) return cause.status >= 500 ? refusal('unreachable', 503) : refusal('misconfigured');
  switch (error.code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return refusal('clock');
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
    case 'OAUTH_PARSE_ERROR':
      return refusal('misconfigured');
    case undefined:
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return refusal('unreachable', 503);
    default:
      return refusal('notTrusted');
  }
}

/** What went wrong between us and the provider, as a refusal. Errors that are not of that kind are thrown on. */
export function providerProblem(error: unknown): Refusal {
  if (error instanceof ProviderMismatch) return refusal('misconfigured');
  if (error instanceof ProviderUnreachable) return refusal('unreachable', 503);
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return problemOfCode(error.error);
  if (error instanceof WWWAuthenticateChallengeError) return refusal('misconfigured');
  if (error instanceof ClientError) return problemOfClientError(error);
  throw error;
}

/** Notes that a provider failed. What it says in words may name people, so only codes get into the log. */
async function noteFailure(
  service: Service,
  provider: Provider,
  error: unknown,
  origin: string | null,
): Promise<Refusal> {
  const problem = providerProblem(error);
  const { name, code, error: said } = error as { name?: unknown; code?: unknown; error?: unknown };
  service.log.warn({ provider: provider.id, problem: problem.code, name, code, said }, 'sign-in provider failed');
  await noteAccountEvent(service, 'providerFailed', null, origin);
  return problem;
}

const clientFor = (service: Service, directory: ProviderDirectory, provider: Provider) =>
  directory.clientOf({
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: service.keys.open(provider.programId, provider.sealedSecret),
  });

/**
 * What the provider is to ask the person. Computers in schools are shared: nobody should come in as whoever used the
 * browser before, least of all past a locked screen. A provider that names its prompts is asked for those only; Google
 * and Entra name none, and Google cannot be made to ask for the password.
 */
function promptFor(provider: Provider, client: Configuration, again: boolean): { prompt?: string } {
  const named = client.serverMetadata().prompt_values_supported;
  const known: Record<ProviderKind, readonly string[]> = {
    entra: ['login', 'select_account'],
    google: ['select_account'],
    clever: [],
    other: ['login'],
  };
  const can = Array.isArray(named) ? named : known[provider.kind];
  if (again && can.includes('login')) return { prompt: 'login' };
  return can.includes('select_account') ? { prompt: 'select_account' } : {};
}

/** What is remembered of a sign-in under way; the verifier of PKCE never leaves the server before the code is traded. */
const underWaySchema = z.object({ providerId: z.string(), nonce: z.string(), verifier: z.string() });

/**
 * Begins a sign-in at a provider. Takes the browser's own token, to which the answer is bound. Returns where to send
 * the browser. Refused for a provider that is not active, down or wrongly set up.
 */
export async function beginSignIn(
  service: Service,
  directory: ProviderDirectory,
  start: {
    readonly providerId: string;
    readonly browser: string;
    /** Somebody's session is locked here: whoever comes has to show anew who they are. */
    readonly again: boolean;
    readonly origin: string | null;
  },
): Promise<Result<string>> {
  const [provider] = await activeProviders(service, { id: start.providerId });
  if (provider === undefined) return err(refusal('notActive', 409));
  const [state, nonce, verifier] = [randomValue(), randomNonce(), randomPKCECodeVerifier()];
  let location: URL;
  try {
    const client = await clientFor(service, directory, provider);
    location = buildAuthorizationUrl(client, {
      redirect_uri: callbackAddress(service),
      scope: 'openid email',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...promptFor(provider, client, start.again),
    });
  } catch (error) {
    return err(await noteFailure(service, provider, error, start.origin));
  }
  const asked = { browser: start.browser };
  await ask(service, { purpose: 'singleSignOn', value: state, asked }, { providerId: provider.id, nonce, verifier });
  return ok(location.href);
}

/**
 * Ends a sign-in: trades the code for an id_token, checks it (signature, issuer, audience, nonce, time), finds the
 * account. Takes the query as it came back. No token of the provider is kept.
 */
export async function finishSignIn(
  service: Service,
  directory: ProviderDirectory,
  answer: { readonly query: string; readonly browser: string; readonly origin: string | null },
): Promise<Result<CameIn>> {
  const state = new URLSearchParams(answer.query).get('state') ?? '';
  const asked = { browser: answer.browser };
  const remembered = await takeAnswer(service, { purpose: 'singleSignOn', value: state, asked });
  if (remembered === null) return err(refusal('startAgain'));
  const { providerId, nonce, verifier } = underWaySchema.parse(remembered);
  const [provider] = await activeProviders(service, { id: providerId });
  if (provider === undefined) return err(refusal('notActive', 409));
  let claims: IDToken | undefined;
  try {
    const client = await clientFor(service, directory, provider);
    const tokens = await authorizationCodeGrant(client, new URL(`${callbackAddress(service)}?${answer.query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    directory.keep(provider.issuer, client);
    claims = tokens.claims();
  } catch (error) {
    return err(await noteFailure(service, provider, error, answer.origin));
  }
  if (claims === undefined) throw new Error('A provider was answered for without an id_token');
  const came = await recognise(service, provider, claims, answer.origin);
  if (!came.ok) {
    service.log.warn({ provider: provider.id, problem: came.error.code }, 'sign-in provider: nobody let in');
    await noteAccountEvent(service, 'providerRefused', null, answer.origin);
  }
  return came;
}
