import pg from 'pg';
import { addAccountEvent } from '../accounts/events.ts';
import type { Config } from '../config.ts';
import { openDatabases } from '../database/pools.ts';
import { checkKeys } from '../installation-keys.ts';
import { ensureKeys } from '../key-files.ts';
import { keyRing } from '../keys.ts';
import { noteUpkeep } from '../upkeep.ts';
import { type BackupOptions, type BackupReport, writeBackup } from './write.ts';

/** An open database and the settings it was opened with. */
interface Installation {
  readonly config: Pick<Config, 'dataDirectory'>;
  readonly adminUrl: string;
}

/**
 * Makes a backup of an installation and notes when, for monitoring. Throws as `writeBackup` does, and
 * KeyFileError where the keys at hand are not those of the database.
 */
export async function makeBackup(
  { config, adminUrl }: Installation,
  options: Pick<BackupOptions, 'file' | 'signal' | 'onProgress' | 'onVerifying'>,
): Promise<BackupReport> {
  const { masters, backups } = ensureKeys(config.dataDirectory);
  const keys = keyRing(masters);
  await checkKeys(adminUrl, keys);
  const databases = openDatabases({
    adminUrl,
    passwordOf: keys.databasePassword,
    log: () => undefined,
    patient: true,
  });
  const note = (ok: boolean) => noteUpkeep({ databases, clock: () => new Date() }, 'backup', ok);
  try {
    const report = await writeBackup({
      ...options,
      adminUrl,
      dataDirectory: config.dataDirectory,
      keys,
      backupKeys: backups,
    });
    await addAccountEvent(databases.auth, 'backupMade', null, null);
    await note(true);
    return report;
  } catch (error) {
    // Why it failed is more to the point than that this could not be noted either.
    await note(false).catch(() => undefined);
    throw error;
  } finally {
    await databases.close();
  }
}

/** When the last backup was made that was read back whole; null when there was none. Takes the administrator's address. */
export async function lastBackupAt(adminUrl: string): Promise<Date | null> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_backup' });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date | null }>(
      "SELECT succeeded_at AS at FROM upkeep WHERE task = 'backup'",
    );
    return rows[0]?.at ?? null;
  } finally {
    await client.end();
  }
}
