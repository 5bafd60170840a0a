import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { type Config, ConfigError } from './config.ts';

// Settings that are well formed and still cannot be used on this machine: each is named with the reason and the remedy.

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isFolder = (at: string): boolean | null => {
  try {
    return statSync(at, { throwIfNoEntry: false })?.isDirectory() ?? null;
  } catch {
    // What may not even be looked at: its parent tells that.
    return null;
  }
};

/**
 * Throws ConfigError where the data directory is none, or cannot be made. With a database of one's own it may be one
 * that is only read (a mounted one). Changes nothing.
 */
export function checkDataDirectory({ dataDirectory, databaseUrl }: Config): void {
  let at = dataDirectory;
  while (isFolder(at) === null && at !== path.dirname(at)) at = path.dirname(at);
  if (isFolder(at) !== true)
    throw new ConfigError(`OPENSRO_DATA is "${dataDirectory}", but ${at} is no folder. Name a folder for the data.`);
  if (at === dataDirectory && databaseUrl !== null) return;
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(
      `OPENSRO_DATA is "${dataDirectory}", and this user may not write to ${at}. Name another folder, or give the user the right.`,
      { cause: error },
    );
  }
}

/** Where to listen, and the settings that say so. */
interface ListeningAt {
  readonly port: number;
  readonly host: string;
  readonly portSetting: 'PORT' | 'METRICS_PORT';
  readonly hostSetting: 'HOST' | 'METRICS_HOST';
}

const noAddress: readonly string[] = ['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'EAI_NONAME', 'EINVAL'];

/** Listens; rejects with ConfigError where the port is taken or not allowed, or the address not this machine's. */
export async function listenAt<T>(at: ListeningAt, listen: () => Promise<T>): Promise<T> {
  const { port, host, portSetting, hostSetting } = at;
  try {
    return await listen();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE')
      throw new ConfigError(
        `${portSetting} is "${port}", which another program uses at ${host}. Stop that program, or choose another port.`,
        { cause: error },
      );
    if (code === 'EACCES')
      throw new ConfigError(
        `${portSetting} is "${port}", which this user may not use. Choose a port above 1023, with a proxy in front (docs/operators.md).`,
        { cause: error },
      );
    if (noAddress.includes(code))
      throw new ConfigError(
        `${hostSetting} is "${host}", which is no address of this machine. It should be one, such as 127.0.0.1.`,
        { cause: error },
      );
    throw error;
  }
}
