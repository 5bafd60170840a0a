import {
  allowInsecureRequests,
  type ClientMetadata,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  getJwksCache,
  type ServerMetadata,
  setJwksCache,
} from 'openid-client';
import type { Service } from '../service.ts';
import { providerFetch } from './provider-fetch.ts';

/** What a provider says of itself is asked for again after an hour; after a failure soon, but not at every click. */
const freshMs = 3_600_000;
const failedMs = 10_000;
/** Issuers remembered at once; an installation has a handful. */
const most = 100;
const timeoutSeconds = 5;
/** Seconds by which a provider's clock may be off. */
const toleranceSeconds = 60;

/** One client at one provider, as the database has it, its secret opened. */
interface ProviderClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Its own description does not fit what the administrator entered, or asks for what we do not do. */
export class ProviderMismatch extends Error {
  override readonly name = 'ProviderMismatch';
}

interface Known {
  readonly metadata: Promise<ServerMetadata>;
  until: number;
  keys: ReturnType<typeof getJwksCache>;
}

export interface ProviderDirectory {
  /** A client ready to use. Throws where the provider cannot be asked or does not describe itself as entered. */
  clientOf(provider: ProviderClient): Promise<Configuration>;
  /** Keeps the provider's signing keys for the next sign-in. */
  keep(issuer: string, client: Configuration): void;
  /** Forgets what is known of an issuer, so that the next use asks it again. */
  forget(issuer: string): void;
}

function usable(metadata: ServerMetadata, issuer: string, local: boolean): ServerMetadata {
  // The library makes an exception for Entra's issuers; here one tenant is meant, so there is none.
  if (metadata.issuer !== issuer) throw new ProviderMismatch(`${issuer} calls itself ${metadata.issuer}`);
  for (const endpoint of [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]) {
    const { protocol } = new URL(endpoint ?? 'missing:');
    if (protocol !== 'https:' && !(local && protocol === 'http:'))
      throw new ProviderMismatch(`${issuer} names no endpoint by https for signing in, tokens or keys`);
  }
  return metadata;
}

function authenticationFor(metadata: ServerMetadata) {
  const methods = metadata.token_endpoint_auth_methods_supported;
  if (methods?.includes('client_secret_post')) return ClientSecretPost();
  // Basic is what a provider that names none understands (OpenID Connect Discovery 1.0, section 3).
  if (methods === undefined || methods.includes('client_secret_basic')) return ClientSecretBasic();
  throw new ProviderMismatch(`${metadata.issuer} takes no client secret`);
}

/** Descriptions and keys of providers, remembered for a while; one for the whole server. */
export function providerDirectory(service: Service): ProviderDirectory {
  const reach = service.config.ssoAddresses;
  const local = reach === 'loopback';
  const fetchGuarded = providerFetch(reach);
  const known = new Map<string, Known>();

  const describe = async ({ issuer, clientId, clientSecret }: ProviderClient): Promise<ServerMetadata> => {
    const found = await discovery(new URL(issuer), clientId, clientSecret, undefined, {
      [customFetch]: fetchGuarded,
      timeout: timeoutSeconds,
      execute: local ? [allowInsecureRequests] : [],
    });
    return usable({ ...found.serverMetadata() }, issuer, local);
  };

  const recall = (provider: ProviderClient): Known => {
    const now = Date.now();
    const there = known.get(provider.issuer);
    if (there !== undefined && there.until > now) return there;
    const entry: Known = { metadata: describe(provider), until: now + freshMs, keys: undefined };
    entry.metadata.catch(() => {
      entry.until = Date.now() + failedMs;
    });
    known.delete(provider.issuer);
    known.set(provider.issuer, entry);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return entry;
  };

  return {
    clientOf: async (provider) => {
      const entry = recall(provider);
      const metadata = await entry.metadata;
      const client: Partial<ClientMetadata> = {
        client_secret: provider.clientSecret,
        // One clock for the whole server.
        [clockSkew]: Math.round((service.clock().getTime() - Date.now()) / 1000),
        [clockTolerance]: toleranceSeconds,
      };
      const made = new Configuration(metadata, provider.clientId, client, authenticationFor(metadata));
      made[customFetch] = fetchGuarded;
      made.timeout = timeoutSeconds;
      if (local) allowInsecureRequests(made);
      // TLS alone would do by the standard; a signature checked as well withstands a proxy that breaks TLS open.
      enableNonRepudiationChecks(made);
      if (entry.keys !== undefined) setJwksCache(made, entry.keys);
      return made;
    },
    keep: (issuer, client) => {
      const entry = known.get(issuer);
      if (entry !== undefined) entry.keys = getJwksCache(client);
    },
    forget: (issuer) => {
      known.delete(issuer);
    },
  };
}
