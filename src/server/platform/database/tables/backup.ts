import type { Generated } from 'kysely';
import type { Timestamp } from './common.ts';

/** Keys and backups of the installation itself. */
export interface BackupTables {
  installation_key: { version: number; fingerprint: string; made_at: Timestamp };
  backup_run: { id: Generated<number>; snapshot_at: Timestamp; finished_at: Timestamp; bytes: number; rows: number };
}
