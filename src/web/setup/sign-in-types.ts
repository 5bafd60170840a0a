import type { ProviderSettings } from '../../domain/accounts/provider.ts';

/** What the routes under /sign-in answer. */

/** A provider of single sign-on as its administrator sees it; the client secret is never told. */
export type ProviderView = ProviderSettings & {
  readonly id: string;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
};
