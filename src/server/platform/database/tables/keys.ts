import type { Timestamp } from './common.ts';

/** Keys of the installation itself. */
export interface KeyTables {
  installation_key: { version: number; fingerprint: string; made_at: Timestamp };
}
