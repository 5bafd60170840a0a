import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkProvider,
  countsAsStrong,
  newProviderSchema,
  type ProviderSettings,
  providerChangeSchema,
  providerKinds,
  verifiedAddress,
} from './provider.ts';

const tenant = '5e1f0c2b9a7d4e3f8a6b1c0d';
const settings: ProviderSettings = {
  name: 'District login',
  kind: 'other',
  issuer: 'https://login.district.example',
  clientId: 'opensro',
  emailDomains: [],
  tenant: null,
  trustsMfa: false,
  enforcesMfa: false,
  active: true,
};
const entra = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0';

/** The code of a refusal, or of its first field; null when there is none. */
const codeOf = (result: ReturnType<typeof checkProvider> | ReturnType<typeof verifiedAddress>): string | null =>
  result.ok ? null : (result.error.fields?.[0]?.code ?? result.error.code);

describe('[P7.8] the settings of a provider', () => {
  it('need https, except for a stand-in on this machine where the operator allows it', () => {
    const local = { ...settings, issuer: 'http://127.0.0.1:4010' };
    expect(codeOf(checkProvider({ ...settings, issuer: 'http://login.district.example' }, 'public'))).toBe(
      'singleSignOn.issuerHttps',
    );
    expect(codeOf(checkProvider(local, 'public'))).toBe('singleSignOn.issuerHttps');
    expect(codeOf(checkProvider(local, 'private'))).toBe('singleSignOn.issuerHttps');
    expect(checkProvider(local, 'loopback').ok).toBe(true);
    expect(codeOf(checkProvider({ ...settings, issuer: 'http://127.0.0.1.evil.example' }, 'loopback'))).toBe(
      'singleSignOn.issuerHttps',
    );
  });

  it('name one tenant of Entra, never everybody’s', () => {
    const of = (issuer: string): string | null =>
      codeOf(checkProvider({ ...settings, kind: 'entra', issuer }, 'public'));
    expect(of(entra)).toBeNull();
    expect(of(entra.replace('.com', '.us'))).toBeNull();
    for (const everybody of ['common', 'organizations', 'consumers'])
      expect(of(`https://login.microsoftonline.com/${everybody}/v2.0`)).toBe('singleSignOn.issuerEntra');
    expect(of(settings.issuer)).toBe('singleSignOn.issuerEntra');
  });

  it('hold Google and Clever to their own issuers, and Clever to one district and named domains', () => {
    const clever = { ...settings, kind: 'clever' as const, issuer: 'https://clever.com', tenant };
    expect(codeOf(checkProvider({ ...settings, kind: 'google' }, 'public'))).toBe('singleSignOn.issuerGoogle');
    expect(codeOf(checkProvider({ ...clever, issuer: settings.issuer }, 'public'))).toBe('singleSignOn.issuerClever');
    expect(codeOf(checkProvider(clever, 'public'))).toBe('singleSignOn.domainsMissing');
    expect(codeOf(checkProvider({ ...clever, tenant: null }, 'public'))).toBe('singleSignOn.districtMissing');
    expect(checkProvider({ ...clever, emailDomains: ['district.example'] }, 'public').ok).toBe(true);
  });

  it('do not let a provider enforce what it is not trusted for', () => {
    expect(codeOf(checkProvider({ ...settings, enforcesMfa: true }, 'public'))).toBe(
      'singleSignOn.enforcesWithoutTrust',
    );
  });

  it('are read strictly: no address with a query, no domain with an @, no unknown field', () => {
    const sent = { ...settings, id: '01922b8e-0000-7000-8000-000000000000', clientSecret: 's' };
    expect(newProviderSchema.safeParse(sent).success).toBe(true);
    for (const wrong of [
      { issuer: 'https://login.example?x=1' },
      { issuer: 'https://user@login.example' },
      { issuer: 'javascript:alert(1)' },
      { emailDomains: ['someone@district.example'] },
      { programId: 'x' },
    ])
      expect(newProviderSchema.safeParse({ ...sent, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    expect(providerChangeSchema.parse({ active: false })).toEqual({ active: false });
  });
});

describe('[P7.8] an address a provider names', () => {
  const address = (kind: ProviderSettings['kind'], claims: object, more: Partial<ProviderSettings> = {}) => {
    const result = verifiedAddress({ ...settings, kind, ...more }, { email: 'Ana.Reyes@District.example', ...claims });
    return result.ok ? result.value : result.error.code;
  };
  const listed = { emailDomains: ['district.example'] };

  it('counts, in small letters, when the provider has verified it', () => {
    expect(address('other', { email_verified: true })).toBe('ana.reyes@district.example');
    expect(address('other', { email_verified: false })).toBe('singleSignOn.addressUnverified');
    expect(address('other', {})).toBe('singleSignOn.addressUnverified');
    expect(address('other', {}, listed)).toBe('singleSignOn.addressUnverified');
  });

  it('of Entra counts by xms_edov, or by a domain the administrator named; never a guest’s', () => {
    expect(address('entra', {})).toBe('singleSignOn.addressUnverified');
    expect(address('entra', { email_verified: true })).toBe('singleSignOn.addressUnverified');
    expect(address('entra', { xms_edov: true })).toBe('ana.reyes@district.example');
    expect(address('entra', { xms_edov: '1' }, listed)).toBe('ana.reyes@district.example');
    expect(address('entra', {}, listed)).toBe('ana.reyes@district.example');
    expect(address('entra', { xms_edov: false }, listed)).toBe('singleSignOn.addressUnverified');
    expect(address('entra', { acct: 1 }, listed)).toBe('singleSignOn.guest');
    expect(address('entra', { iss: entra, idp: 'https://sts.windows.net/other/' }, listed)).toBe('singleSignOn.guest');
  });

  it('of Google counts for a Workspace account or gmail.com', () => {
    expect(address('google', { email_verified: true })).toBe('singleSignOn.addressUnverified');
    expect(address('google', { email_verified: true, hd: 'district.example' })).toBe('ana.reyes@district.example');
    expect(address('google', { email_verified: true, email: 'a@gmail.com' })).toBe('a@gmail.com');
    expect(address('google', { hd: 'district.example' })).toBe('singleSignOn.addressUnverified');
  });

  it('of Clever counts for staff of the one district, in a named domain', () => {
    const clever = { ...listed, tenant };
    expect(address('clever', { district: tenant, user_type: 'staff' }, clever)).toBe('ana.reyes@district.example');
    expect(address('clever', { district: 'f'.repeat(24) }, clever)).toBe('singleSignOn.otherDistrict');
    expect(address('clever', {}, clever)).toBe('singleSignOn.otherDistrict');
    expect(address('clever', { district: tenant, user_type: 'student' }, clever)).toBe('singleSignOn.stranger');
    expect(address('clever', { district: tenant, email_verified: true }, { tenant })).toBe(
      'singleSignOn.addressElsewhere',
    );
  });

  it('is never one of a domain that was not named, whatever is claimed', () => {
    const claim = fc.constantFrom(true, false, 1, 0, 'true', '1', null, undefined, tenant, 'district.example');
    fc.assert(
      fc.property(
        fc.constantFrom(...providerKinds),
        fc.record({ email_verified: claim, xms_edov: claim, hd: claim, district: claim, acct: claim, idp: claim }),
        fc.constantFrom('a@evil.example', 'a@district.example.evil', 'a@x@district.example', 'a@', '', 7, null),
        (kind, claims, email) => {
          expect(verifiedAddress({ kind, tenant, ...listed }, { ...claims, email }).ok).toBe(false);
        },
      ),
      { seed: 3, numRuns: 1_000 },
    );
  });
});

describe('[P7.8] a second factor at the provider', () => {
  const trusting = { trustsMfa: true, enforcesMfa: false };

  it('counts only where the program trusts it and the provider says so or enforces it', () => {
    expect(countsAsStrong(trusting, { amr: ['pwd', 'mfa'] })).toBe(true);
    expect(countsAsStrong(trusting, { acr: 'phr' })).toBe(true);
    expect(countsAsStrong(trusting, { amr: ['pwd'] })).toBe(false);
    expect(countsAsStrong(trusting, { amr: 'mfa' })).toBe(false);
    expect(countsAsStrong(trusting, {})).toBe(false);
    expect(countsAsStrong({ trustsMfa: true, enforcesMfa: true }, {})).toBe(true);
    expect(countsAsStrong({ trustsMfa: false, enforcesMfa: false }, { amr: ['mfa'] })).toBe(false);
  });
});
