import { z } from 'zod';
import { err, ok, type Refusal, type Result } from '../shared/result.ts';

/**
 * Providers of single sign-on (OpenID Connect): what an administrator enters, and when what a provider says of a
 * person may be believed (docs/decisions/0014).
 */
export const providerKinds = ['entra', 'google', 'clever', 'other'] as const;
export type ProviderKind = (typeof providerKinds)[number];

const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'singleSignOn.domain');

const fields = {
  name: z.string().trim().min(2).max(60),
  kind: z.enum(providerKinds),
  issuer: z
    .string()
    .trim()
    .max(300)
    .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'singleSignOn.issuer'),
  clientId: z.string().trim().min(1).max(200),
  /** Domains whose addresses the provider may speak for; with none, those it calls verified. */
  emailDomains: z.array(domainName).max(50),
  /** Clever only: the id of the one district whose people may come (24 hexadecimal digits). */
  tenant: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{24}$/, 'singleSignOn.district')
    .nullable(),
  /** A second factor used at the provider counts here, where the provider says that one was used. */
  trustsMfa: z.boolean(),
  /** With `trustsMfa`: the provider never signs anybody in without a second factor, so it need not say so. */
  enforcesMfa: z.boolean(),
  active: z.boolean(),
};

const secret = z.string().min(1).max(500);

const settingsSchema = z.object(fields);
export type ProviderSettings = z.infer<typeof settingsSchema>;

export const newProviderSchema = settingsSchema
  .extend({
    id: z.uuid(),
    clientSecret: secret,
    emailDomains: fields.emailDomains.default([]),
    tenant: fields.tenant.default(null),
    trustsMfa: fields.trustsMfa.default(false),
    enforcesMfa: fields.enforcesMfa.default(false),
    active: fields.active.default(true),
  })
  .strict();
export type NewProvider = z.infer<typeof newProviderSchema>;

export const providerChangeSchema = settingsSchema.extend({ clientSecret: secret }).partial().strict();
export type ProviderChange = z.infer<typeof providerChangeSchema>;

/** Where the server may reach providers: SSO_ADDRESSES of the settings. */
export const providerReach = ['public', 'private', 'loopback'] as const;
export type ProviderReach = (typeof providerReach)[number];

/**
 * Microsoft's issuers name one tenant. `common`, `organizations` and `consumers` are refused: there anybody with an
 * account of Microsoft could claim an address of ours.
 */
const entraIssuer = /^https:\/\/login\.microsoftonline\.(com|us)\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0$/;
const fixedIssuers: Partial<Record<ProviderKind, string>> = {
  google: 'https://accounts.google.com',
  clever: 'https://clever.com',
};

const loopbackIssuer = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

/**
 * Checks what belongs together in a provider's settings. Takes the settings and where providers may be reached;
 * refuses with the field: an issuer without https, one that is not the kind's own, and a kind that says nothing by
 * which an address could be believed.
 */
export function checkProvider(settings: ProviderSettings, reach: ProviderReach): Result<ProviderSettings> {
  const refuse = (path: string, code: string): Result<ProviderSettings> =>
    err({ code: 'common.invalid', status: 422, fields: [{ path, code }] });
  const { kind, issuer } = settings;
  // A stand-in on this machine, for trying out and for tests, may play any kind.
  const standIn = reach === 'loopback' && loopbackIssuer.test(issuer);
  if (!standIn) {
    if (!issuer.startsWith('https://')) return refuse('issuer', 'singleSignOn.issuerHttps');
    if (kind === 'entra' && !entraIssuer.test(issuer)) return refuse('issuer', 'singleSignOn.issuerEntra');
    const fixed = fixedIssuers[kind];
    if (fixed !== undefined && issuer !== fixed) return refuse('issuer', `singleSignOn.issuer${titled(kind)}`);
  }
  if (kind === 'clever' && settings.tenant === null) return refuse('tenant', 'singleSignOn.districtMissing');
  if (kind === 'clever' && settings.emailDomains.length === 0)
    return refuse('emailDomains', 'singleSignOn.domainsMissing');
  if (settings.enforcesMfa && !settings.trustsMfa) return refuse('enforcesMfa', 'singleSignOn.enforcesWithoutTrust');
  return ok(settings);
}

function titled(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** What an id_token says of a person, already checked for its signature, issuer, audience, nonce and time. */
export type IdClaims = Readonly<Record<string, unknown>>;

type Speaker = Pick<ProviderSettings, 'kind' | 'tenant'> & { readonly emailDomains: readonly string[] };

const yes = (value: unknown): boolean => value === true || value === 1 || value === 'true' || value === '1';
const said = (value: unknown): boolean => value !== undefined && value !== null;

const refusal = (name: string): Refusal => ({ code: `singleSignOn.${name}`, status: 403 });

/** Whether a kind of provider has itself made sure that the address is the person's. Null: yes. */
function doubtOf(provider: Speaker, claims: IdClaims, domain: string): Refusal | null {
  const listed = provider.emailDomains.includes(domain);
  switch (provider.kind) {
    case 'entra':
      // Guests bring addresses of organizations that this tenant cannot speak for.
      if (yes(claims.acct) || (said(claims.idp) && claims.idp !== claims.iss)) return refusal('guest');
      // Entra has no email_verified and lets a tenant write any address; xms_edov says whose domain it is.
      if (said(claims.xms_edov)) return yes(claims.xms_edov) ? null : refusal('addressUnverified');
      return listed ? null : refusal('addressUnverified');
    case 'google':
      if (!yes(claims.email_verified)) return refusal('addressUnverified');
      // Without a hosted domain Google has verified an address of somebody else's once, long ago perhaps.
      return said(claims.hd) || domain === 'gmail.com' ? null : refusal('addressUnverified');
    case 'clever':
      // One client serves many districts, each writing addresses of its own choice: the district decides.
      if (claims.district !== provider.tenant) return refusal('otherDistrict');
      if (claims.user_type === 'student') return refusal('stranger');
      return listed ? null : refusal('addressElsewhere');
    case 'other':
      return yes(claims.email_verified) ? null : refusal('addressUnverified');
  }
}

/**
 * The address of a person for whom the provider may speak, in small letters. Takes the provider's kind, domains and
 * district and the claims of the id_token. Refuses (403) an address that is missing, not verified, a guest's, or of
 * a domain the administrator did not name.
 */
export function verifiedAddress(provider: Speaker, claims: IdClaims): Result<string> {
  const address = typeof claims.email === 'string' ? claims.email.trim().toLowerCase() : '';
  const [, domain] = /^[^\s@]+@([^\s@]+)$/.exec(address) ?? [];
  if (domain === undefined) return err(refusal('addressMissing'));
  const doubt = doubtOf(provider, claims, domain);
  if (doubt !== null) return err(doubt);
  if (provider.emailDomains.length > 0 && !provider.emailDomains.includes(domain))
    return err(refusal('addressElsewhere'));
  return ok(address);
}

/** Authentication context classes that mean more than one factor (OpenID EAP ACR Values 1.0; PAPE; NIST SP 800-63B). */
const strongClasses: readonly string[] = [
  'phr',
  'phrh',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'http://idmanagement.gov/ns/assurance/aal/2',
  'http://idmanagement.gov/ns/assurance/aal/3',
];

/** Whether the id_token says that more than one factor was used (`amr` of RFC 8176, or `acr`). */
function saysMfa(claims: IdClaims): boolean {
  if (Array.isArray(claims.amr) && claims.amr.includes('mfa')) return true;
  return typeof claims.acr === 'string' && strongClasses.includes(claims.acr);
}

/**
 * Whether a sign-in through the provider counts as both factors: only where the program trusts it for that, and it
 * says so in this id_token or never signs anybody in otherwise.
 */
export function countsAsStrong(
  provider: Pick<ProviderSettings, 'trustsMfa' | 'enforcesMfa'>,
  claims: IdClaims,
): boolean {
  return provider.trustsMfa && (provider.enforcesMfa || saysMfa(claims));
}
