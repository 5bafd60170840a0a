import { resolve } from 'node:path';
import { z } from 'zod';
import { type ProviderReach, providerReach } from '../../domain/accounts/provider.ts';

/** What the operator can set (from the environment or a file, settings.ts), checked once at start. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  OPENSRO_DATA: z.string().min(1).default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).default('OpenSRO <opensro@localhost>'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  TRUST_PROXY: z.enum(['yes', 'no']).default('no'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(10).default(1_200),
  SIGN_IN_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(20),
  SSO_ADDRESSES: z.enum(providerReach).default('public'),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
});

const meaning: Record<string, string> = {
  PORT: 'a port number from 0 to 65535, such as 8080',
  HOST: 'an address to listen on, such as 127.0.0.1',
  OPENSRO_DATA: 'a folder for the data, such as ./data',
  DATABASE_URL: 'a PostgreSQL address, such as postgres://user:password@host:5432/database',
  PUBLIC_URL: 'the address people reach this server at, such as https://sro.example.gov',
  SMTP_URL: 'a mail server, such as smtp://user:password@host:587',
  MAIL_FROM: 'a sender, such as OpenSRO <sro@example.gov>',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, silent',
  TRUST_PROXY: 'yes or no',
  RATE_LIMIT_PER_MINUTE: 'requests per minute and address, at least 10',
  SIGN_IN_LIMIT_PER_MINUTE: 'sign-in attempts per minute and address, at least 1',
  SSO_ADDRESSES: 'one of public, private, loopback',
  METRICS_PORT: 'a port number from 0 to 65535, such as 9464',
  METRICS_HOST: 'an address to listen on, such as 127.0.0.1',
};

/** Every setting there is. */
export const settingNames: readonly string[] = Object.keys(meaning);

/** These can hold a password, and what is said about a wrong setting ends up in a log. */
export const secretSettings: readonly string[] = ['DATABASE_URL', 'SMTP_URL'];

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDirectory: string;
  readonly databaseUrl: string | null;
  readonly publicUrl: string;
  readonly secureCookies: boolean;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly logLevel: string;
  readonly trustProxy: boolean;
  readonly rateLimitPerMinute: number;
  readonly signInLimitPerMinute: number;
  /** Where providers of single sign-on may be: on public addresses only, in the house's network too, on this machine too. */
  readonly ssoAddresses: ProviderReach;
  /** Where figures for monitoring are answered, apart from everything else; null: nowhere. */
  readonly metrics: { readonly port: number; readonly host: string } | null;
}

/** The settings are unusable; `message` names each wrong one with what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Checks the settings. Takes them as texts by name; an empty one counts as not set.
 * Throws ConfigError naming every wrong variable.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([key, value]) => key in meaning && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new ConfigError(
      names
        .map((name) => {
          const shown = secretSettings.includes(name) ? 'is no such address' : `is "${given[name] ?? ''}"`;
          return `${name} ${shown}; it should be ${meaning[name] ?? 'something else'}.`;
        })
        .join('\n'),
    );
  }
  const settings = parsed.data;
  const publicUrl =
    settings.PUBLIC_URL ??
    `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`;
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataDirectory: resolve(settings.OPENSRO_DATA),
    databaseUrl: settings.DATABASE_URL ?? null,
    publicUrl: publicUrl.replace(/\/$/, ''),
    secureCookies: publicUrl.startsWith('https:'),
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.MAIL_FROM,
    logLevel: settings.LOG_LEVEL,
    trustProxy: settings.TRUST_PROXY === 'yes',
    rateLimitPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    signInLimitPerMinute: settings.SIGN_IN_LIMIT_PER_MINUTE,
    ssoAddresses: settings.SSO_ADDRESSES,
    metrics: settings.METRICS_PORT === undefined ? null : { port: settings.METRICS_PORT, host: settings.METRICS_HOST },
  };
}
