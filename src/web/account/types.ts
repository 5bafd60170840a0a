/** What the routes under /api/account answer (src/server/platform/http). */

export type Security = {
  /** A second factor is required by the person's roles or a program's rules. */
  readonly required: boolean;
  readonly password: { readonly set: boolean; readonly changedAt: string | null };
  readonly totp: { readonly confirmedAt: string | null };
  readonly recoveryCodesLeft: number;
  readonly passkeys: readonly PasskeyLine[];
  readonly links: readonly { readonly id: string; readonly providerName: string; readonly linkedAt: string }[];
  readonly rules: { readonly passwordMinLength: number };
};

type PasskeyLine = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
};

export type SessionLine = {
  readonly id: string;
  readonly device: string;
  readonly origin: string | null;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
};

export type NewTotp = { readonly secret: string; readonly uri: string; readonly qrSvg: string };
export type RecoveryCodes = { readonly recoveryCodes: readonly string[] };
