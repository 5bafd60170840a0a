import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { CustomFetch, CustomFetchOptions } from 'openid-client';
import type { ProviderReach } from '../../../domain/accounts/provider.ts';

/** A provider's documents are a few kilobytes; a key set of many keys some tens. */
const longestAnswer = 512 * 1024;

/** Networks an administrator's provider may not point this server at (RFC 6890 and the registries it names). */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  special.addSubnet(network, prefix, 'ipv6');

const inHouse = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  inHouse.addSubnet(network, prefix, 'ipv4');
inHouse.addSubnet('fc00::', 7, 'ipv6');

const thisMachine = new BlockList();
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4');
thisMachine.addAddress('::1', 'ipv6');

/** Addresses of IPv6 are given out in here; whatever lies outside is special in one way or another. */
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

/** Whether the server may connect to an address for a provider. Takes an IP address and SSO_ADDRESSES. */
export function mayReach(address: string, reach: ProviderReach): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return false;
  if (thisMachine.check(address, family)) return reach === 'loopback';
  if (inHouse.check(address, family)) return reach !== 'public';
  if (family === 'ipv6' && !globalV6.check(address, family)) return false;
  return !special.check(address, family);
}

/** The server may not connect there, or the answer was not one a provider gives. The message holds no secret. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/**
 * Resolves a name and lets through only addresses that may be reached. The connection is made to what was looked at
 * here, so that a name that answers differently the second time gains nothing.
 */
function guardedLookup(reach: ProviderReach): LookupFunction {
  return (hostname, options, callback) => {
    const all: LookupAllOptions = { ...options, all: true } as LookupAllOptions;
    lookup(hostname, all, (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => {
      const wrong = error ?? addressRefusal(hostname, addresses, reach);
      const [first] = addresses ?? [];
      if (wrong !== null || first === undefined) callback(wrong ?? new ProviderUnreachable(hostname), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function addressRefusal(hostname: string, addresses: LookupAddress[], reach: ProviderReach): Error | null {
  return addresses.every(({ address }) => mayReach(address, reach))
    ? null
    : new ProviderUnreachable(`${hostname} leads to an address that SSO_ADDRESSES=${reach} does not allow`);
}

function textBody(body: CustomFetchOptions['body']): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only text is sent to providers');
}

/** Sends one request and reads the whole answer, bounded in size; redirects are not followed. */
function send(target: URL, options: CustomFetchOptions, reach: ProviderReach): Promise<Response> {
  return new Promise((resolve, reject) => {
    const body = textBody(options.body);
    const settings: RequestOptions = {
      method: options.method,
      headers: { ...options.headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      lookup: guardedLookup(reach),
      agent: false,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, settings, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('error', reject);
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > longestAnswer) request.destroy(new ProviderUnreachable(`${target.host} answers without end`));
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        const status = answer.statusCode ?? 502;
        const type = answer.headers['content-type'];
        const empty = status === 204 || status === 304;
        resolve(
          new Response(empty ? null : Buffer.concat(chunks), {
            status,
            headers: type === undefined ? {} : { 'content-type': type },
          }),
        );
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/**
 * How the server speaks to providers: https (http only to this machine, where SSO_ADDRESSES=loopback), never to an
 * address that is not to be reached, no redirects, no endless answers. The caller's signal bounds the time.
 */
export function providerFetch(reach: ProviderReach): CustomFetch {
  return async (url, options) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const local =
      host === 'localhost' || (isIP(host) !== 0 && thisMachine.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
    if (target.protocol !== 'https:' && !(target.protocol === 'http:' && local && reach === 'loopback'))
      throw new ProviderUnreachable(`${target.host} is not asked without https`);
    // A bare address is not looked up by any name.
    if (isIP(host) !== 0 && !mayReach(host, reach))
      throw new ProviderUnreachable(`${target.host} is an address that SSO_ADDRESSES=${reach} does not allow`);
    return send(target, options, reach);
  };
}
