import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import fc from 'fast-check';
import { authorizationCodeGrant, buildAuthorizationUrl } from 'openid-client';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import type { Service } from '../service.ts';
import { providerProblem } from './oidc.ts';
import { providerDirectory } from './provider-directory.ts';
import { mayReach, providerFetch } from './provider-fetch.ts';

const request = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

describe('[P7.8] the addresses a provider may have', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.0.0.7', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::7', 'private'],
    ['::ffff:10.0.0.7', 'private'],
    ['169.254.169.254', null],
    ['fe80::1', null],
    ['0.0.0.0', null],
    ['::', null],
    ['224.0.0.1', null],
    ['255.255.255.255', null],
    ['198.18.0.1', null],
    ['203.0.113.9', null],
    ['2001:db8::1', null],
    ['2002:7f00:1::', null],
    ['64:ff9b::7f00:1', null],
    ['::ffff:169.254.169.254', null],
    ['ff02::1', null],
    ['localhost', null],
    ['', null],
    ['8.8.8.8', 'public'],
    ['172.32.0.1', 'public'],
    ['2606:4700::1111', 'public'],
  ] as const)('%s is reached from %s on', (address, from) => {
    const order = ['public', 'private', 'loopback'] as const;
    const least = from === null ? order.length : order.indexOf(from);
    expect(order.map((reach) => mayReach(address, reach))).toEqual(order.map((_, index) => index >= least));
  });

  it('are asked by name too, whatever the name, and not without https', async () => {
    const publicOnly = providerFetch('public');
    for (const url of [
      'https://localhost:1/',
      'https://127.0.0.1:1/',
      'https://[::1]:1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://2130706433:1/',
      'https://0x7f.1:1/',
      'http://example.org/',
      'http://localhost:1/',
    ])
      await expect(publicOnly(url, request), url).rejects.toThrow(/does not allow|without https/);
    await expect(providerFetch('private')('http://localhost:1/', request)).rejects.toThrow(/without https/);
    await expect(providerFetch('loopback')('http://10.0.0.1/', request)).rejects.toThrow(/without https/);
  });

  it('are none of this machine’s for any way of writing it', async () => {
    const publicOnly = providerFetch('public');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 0xffffff }), async (rest) => {
        const decimal = 0x7f000000 + rest;
        await expect(publicOnly(`https://${decimal}:1/`, request)).rejects.toThrow(/does not allow/);
        await expect(
          publicOnly(`https://[::ffff:${decimal.toString(16).replace(/(.{4})$/, ':$1')}]:1/`, request),
        ).rejects.toThrow(/does not allow/);
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  it('do not lead on, nor answer without end or time', async () => {
    const elsewhere = await serve((_, response) =>
      response.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
    );
    const local = providerFetch('loopback');
    expect((await local(elsewhere, request)).status).toBe(302);
    const endless = await serve((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await expect(local(endless, request)).rejects.toThrow(/without end/);
    const silent = await serve(() => undefined);
    await expect(local(silent, { ...request, signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort/i);
  });
});

/** A provider whose id_tokens say what a test wants, signed by which key it wants. */
async function falseProvider() {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const token: { claims: Record<string, unknown>; key: KeyObject; alg: string } = {
    claims: {},
    key: own.privateKey,
    alg: 'RS256',
  };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const idToken = (): string => {
    const body = `${encode({ alg: token.alg, kid: 'one' })}.${encode(token.claims)}`;
    if (token.alg === 'none') return `${body}.`;
    return `${body}.${createSign('sha256').update(body).sign(token.key).toString('base64url')}`;
  };
  const answers: Record<string, () => object> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'],
    }),
    '/keys': () => ({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }),
    '/token': () => ({ access_token: 'x', token_type: 'Bearer', id_token: idToken() }),
  };
  const issuer = await serve((from, response) => {
    const body = answers[from.url ?? '']?.();
    response
      .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));
  });
  return { issuer, token };
}

describe('[P7.8] an id_token', () => {
  const service = {
    config: readConfig({ SSO_ADDRESSES: 'loopback' }),
    clock: () => new Date(),
  } as Service;

  it('is believed only with the provider’s signature, for us, of now, for this sign-in', async () => {
    const { issuer, token } = await falseProvider();
    const directory = providerDirectory(service);
    const own = token.key;
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: issuer, sub: randomUUID(), aud: 'opensro', nonce: 'n', iat: now, exp: now + 60 };
    /** The problem a token meets; null: none. */
    const problem = async (change: object, how: Partial<typeof token> = {}): Promise<string | null> => {
      Object.assign(token, { key: own, alg: 'RS256' }, how, { claims: { ...good, ...change } });
      const client = await directory.clientOf({ issuer, clientId: 'opensro', clientSecret: 's'.repeat(40) });
      expect(buildAuthorizationUrl(client, {}).href).toContain(`${issuer}/authorize`);
      try {
        await authorizationCodeGrant(
          client,
          new URL(`${service.config.publicUrl}/api/sign-in/callback?code=c&state=s`),
          {
            expectedState: 's',
            expectedNonce: 'n',
            pkceCodeVerifier: 'v'.repeat(43),
            idTokenExpected: true,
          },
        );
        return null;
      } catch (error) {
        return providerProblem(error).code;
      }
    };
    expect(await problem({})).toBeNull();
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(await problem({}, { key: stranger }), 'another key').toBe('singleSignOn.notTrusted');
    expect(await problem({}, { alg: 'none' }), 'no signature').toBe('singleSignOn.notTrusted');
    expect(await problem({}, { alg: 'HS256' }), 'a shared secret').toBe('singleSignOn.notTrusted');
    expect(await problem({ aud: 'another client' })).toBe('singleSignOn.notTrusted');
    expect(await problem({ iss: 'https://login.example.org' })).toBe('singleSignOn.notTrusted');
    expect(await problem({ nonce: 'of another sign-in' })).toBe('singleSignOn.notTrusted');
    expect(await problem({ nonce: undefined })).toBe('singleSignOn.notTrusted');
    expect(await problem({ iat: now - 600, exp: now - 300 }), 'expired').toBe('singleSignOn.clock');
    expect(await problem({ nbf: now + 600 }), 'of tomorrow').toBe('singleSignOn.clock');
  });

  it('is asked for only at a provider that calls itself by the issuer entered', async () => {
    const { issuer } = await falseProvider();
    const named = await serve((_, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ issuer, authorization_endpoint: 'javascript:alert(1)' })),
    );
    const client = { issuer: named, clientId: 'opensro', clientSecret: 's' };
    const failed = await providerDirectory(service).clientOf(client).catch(providerProblem);
    expect(failed).toMatchObject({ code: 'singleSignOn.misconfigured' });
  });

  it('throws on what is no fault of a provider', () => {
    expect(() => providerProblem(new RangeError('ours'))).toThrow('ours');
  });
});
