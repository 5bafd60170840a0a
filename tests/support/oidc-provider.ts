import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider, { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

/** Someone with a login at the provider: what the provider says of them in an id_token. */
interface Login {
  readonly email?: string;
  readonly email_verified?: boolean;
  /** How the person signs in there: 'mfa' among them says that two factors were used. */
  readonly amr?: readonly string[];
  readonly [claim: string]: unknown;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Logins by their name at the provider. Tests add and change them. */
  readonly logins: Map<string, Login>;
  /**
   * Plays a browser that comes with an address of the authorization endpoint, signs in by name (null: presses Cancel)
   * and returns the address it is sent back to.
   */
  signIn(authorization: string, name: string | null): Promise<string>;
  stop(): Promise<void>;
}

/** Claims our tests put into id_tokens, those of Entra, Google and Clever among them. */
const claims = [
  'sub',
  'email',
  'email_verified',
  'amr',
  'acr',
  'hd',
  'xms_edov',
  'acct',
  'idp',
  'district',
  'user_type',
];

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** The provider's own sign-in page, as plain as can be. */
const loginPage = `<!doctype html><html lang="en"><title>District login</title><link rel="icon" href="data:,">
<h1>District login</h1><form method="post"><label>Name <input name="login"></label>
<button>Continue</button> <button name="cancel" value="yes">Cancel</button></form></html>`;

/**
 * A real OpenID provider on a free port of this machine, with PKCE required and a sign-in page.
 * @param redirectUri where our server wants people sent back to
 */
export async function startOidcProvider(redirectUri: string): Promise<OidcProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => answer(request, response));
  const issuer = await listen(server);
  const clientId = 'opensro';
  const clientSecret = randomBytes(24).toString('base64url');
  const logins = new Map<string, Login>();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // As Google and Entra do: which of my logins?
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const configuration: Configuration = {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    scopes: ['openid', 'email'],
    claims: { openid: claims, email: ['email'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, userinfo: { enabled: false } },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 120, Interaction: 600, Session: 600, Grant: 600 },
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, accountId) => {
      const login = logins.get(accountId);
      return login && { accountId, claims: () => ({ sub: accountId, ...login }) };
    },
    // Whoever signs in here has agreed: consent is not what this is about.
    loadExistingGrant: async (context: KoaContextWithOIDC) => {
      const { client, session, provider: here } = context.oidc;
      const grant = new here.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid email');
      grant.addOIDCClaims(claims);
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  const callback = provider.callback();
  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html').end(loginPage);
      return;
    }
    const form = await bodyOf(request);
    const accountId = form.get('login') ?? '';
    const amr = logins.get(accountId)?.amr;
    const result =
      form.get('cancel') === 'yes' || !logins.has(accountId)
        ? { error: 'access_denied', error_description: 'The person went back.' }
        : { select_account: {}, login: { accountId, ...(amr === undefined ? {} : { amr: [...amr] }) } };
    await provider.interactionFinished(request, response, result);
  };
  answer = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      void callback(request, response);
      return;
    }
    interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
  return {
    issuer,
    clientId,
    clientSecret,
    logins,
    signIn: (authorization, name) => walkThrough(authorization, redirectUri, name),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Follows redirects with a jar of cookies, fills in the sign-in page, stops before leaving for our server. */
async function walkThrough(from: string, until: string, name: string | null): Promise<string> {
  const jar = new Map<string, string>();
  let url = new URL(from);
  let form: string | null = null;
  for (let step = 0; step < 10; step += 1) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; '),
        ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      signal: AbortSignal.timeout(10_000),
      ...(form === null ? {} : { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get('location');
    if (location === null) {
      if (form !== null || response.status !== 200)
        throw new Error(`The provider answers ${response.status}: ${await response.text()}`);
      form = new URLSearchParams(name === null ? { cancel: 'yes' } : { login: name }).toString();
      continue;
    }
    form = null;
    url = new URL(location, url);
    if (url.href.startsWith(until)) return url.href;
  }
  throw new Error('The provider sends the browser around in circles.');
}
