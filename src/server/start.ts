import { pino } from 'pino';
import { buildApp } from './app.ts';
import { jobs } from './jobs.ts';
import { refuseUnfinishedRestore } from './platform/backup/place.ts';
import type { Config } from './platform/config.ts';
import { DirectoryInUse } from './platform/database/directory-lock.ts';
import { type EmbeddedDatabase, runningDatabase, startEmbedded } from './platform/database/embedded.ts';
import { leakyLogSettings } from './platform/database/log-settings.ts';
import { migrateDatabase, pendingMigrations } from './platform/database/migrate.ts';
import { type Databases, openDatabases } from './platform/database/pools.ts';
import { waitForDatabase } from './platform/database/unavailable.ts';
import { checkKeys, recordKeys } from './platform/installation-keys.ts';
import { startClockwork } from './platform/jobs/clockwork.ts';
import { loadKeyRing } from './platform/keys.ts';
import { logStream } from './platform/log.ts';
import { logOptions } from './platform/logging.ts';
import { listenForMetrics, type MetricsListener } from './platform/metrics/listener.ts';
import { createMeter, type Meter } from './platform/metrics/meter.ts';
import { addServiceFigures } from './platform/metrics/service-figures.ts';
import { checkDataDirectory, listenAt } from './platform/places.ts';
import type { Service } from './platform/service.ts';
import { loadConfig } from './platform/settings.ts';

/** A running service without its web server: what the command line works with. */
export interface OpenService {
  readonly service: Service;
  readonly adminUrl: string;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Takes one plain sentence about what happens. */
  readonly say: (sentence: string) => void;
  readonly config?: Config;
  readonly clock?: () => Date;
  /** Works beside a server that uses the data directory, on the database it runs, instead of being refused. */
  readonly shareRunning?: boolean;
}

/** The embedded database: started here, or that of the server already running on the data directory. */
async function embeddedDatabase(config: Config, options: OpenOptions): Promise<EmbeddedDatabase> {
  const { dataDirectory } = config;
  try {
    return await startEmbedded({ dataDirectory, log: options.say });
  } catch (error) {
    if (!(error instanceof DirectoryInUse) || options.shareRunning !== true) throw error;
    const adminUrl = await runningDatabase(dataDirectory);
    if (adminUrl === null) throw error;
    if ((await pendingMigrations(adminUrl)).length > 0) {
      throw new Error(
        `The server running on ${dataDirectory} (process ${error.pid}) is of another version than this command. ` +
          'Stop it, start this version, and try again.',
        { cause: error },
      );
    }
    return { adminUrl, stop: async () => undefined };
  }
}

/** A database as it is: nothing of it is changed by opening it. */
export interface OpenDatabase {
  readonly config: Config;
  readonly adminUrl: string;
  close(): Promise<void>;
}

/**
 * Opens the database without bringing it to this version: for a backup. Throws where a restore into this place did not
 * finish, or the database is of another version.
 */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const config = options.config ?? loadConfig(process.env, options.say);
  checkDataDirectory(config);
  await refuseUnfinishedRestore(config.dataDirectory);
  const embedded = config.databaseUrl === null ? await embeddedDatabase(config, options) : null;
  const adminUrl = embedded?.adminUrl ?? config.databaseUrl ?? '';
  const close = async (): Promise<void> => embedded?.stop();
  try {
    const pending = await pendingMigrations(adminUrl);
    if (pending.length > 0)
      throw new Error(
        `The database is of another version than this command (${pending.join(', ')}). ` +
          'Use the version that runs it, or bring it to this one first: opensro migrate.',
      );
  } catch (error) {
    await close();
    throw error;
  }
  return { config, adminUrl, close };
}

/**
 * Opens the database (the embedded one, or DATABASE_URL), migrates it and builds the service.
 * Throws ConfigError for wrong settings, DirectoryInUse when another server uses the data directory (unless the command
 * shares its database).
 */
export async function openService(options: OpenOptions): Promise<OpenService> {
  const config = options.config ?? loadConfig(process.env, options.say);
  const log = pino(logOptions(config.logLevel), logStream());
  checkDataDirectory(config);
  await refuseUnfinishedRestore(config.dataDirectory);
  const keys = loadKeyRing(config.dataDirectory);
  const embedded = config.databaseUrl === null ? await embeddedDatabase(config, options) : null;
  const adminUrl = embedded?.adminUrl ?? config.databaseUrl ?? '';
  let databases: Databases | null = null;
  try {
    const passwordOf = (role: string): string => keys.databasePassword(role);
    if (embedded === null) {
      await waitForDatabase(adminUrl, options.say);
      const leaks = await leakyLogSettings(adminUrl);
      if (leaks.length > 0)
        options.say(
          `The database's own log may hold values of records. Set in its configuration: ${leaks.join('; ')} (docs/operators.md).`,
        );
    }
    await checkKeys(adminUrl, keys);
    const applied = await migrateDatabase({ adminUrl, passwordOf });
    await recordKeys(adminUrl, keys);
    if (applied.length > 0) options.say(`The database is up to date (${applied.length} changes made).`);
    databases = openDatabases({
      adminUrl,
      passwordOf,
      log: (message) => log.warn(message),
      // Who shares a running server's database is a command, not the server.
      patient: options.shareRunning ?? false,
    });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  const open = databases;
  return {
    service: { config, databases: open, keys, clock: options.clock ?? (() => new Date()), log },
    adminUrl,
    close: async () => {
      await open.close();
      await embedded?.stop();
    },
  };
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  readonly service: Service;
  /** The port of the figures for monitoring; null where they are off. */
  readonly metricsPort: number | null;
  close(): Promise<void>;
}

async function startFigures(service: Service, meter: Meter | undefined): Promise<MetricsListener | null> {
  const { metrics } = service.config;
  if (metrics === null || meter === undefined) return null;
  addServiceFigures(service, meter);
  return listenAt({ ...metrics, portSetting: 'METRICS_PORT', hostSetting: 'METRICS_HOST' }, () =>
    listenForMetrics(service, meter, metrics),
  );
}

/**
 * Starts listening on an open service, with mail and reminders beside it. `close` lets requests and jobs finish, then
 * closes the database. Throws ConfigError where it cannot listen.
 */
export async function startServer(open: OpenService): Promise<RunningServer> {
  const { config } = open.service;
  const meter = config.metrics === null ? undefined : createMeter();
  const logger = { ...logOptions(config.logLevel), stream: logStream() };
  const app = await buildApp(open.service, logger, meter);
  let figures: MetricsListener | null = null;
  try {
    figures = await startFigures(open.service, meter);
    const at = { port: config.port, host: config.host };
    await listenAt({ ...at, portSetting: 'PORT', hostSetting: 'HOST' }, () => app.listen(at));
  } catch (error) {
    await figures?.close();
    await app.close();
    throw error;
  }
  const clockwork = startClockwork(open.service, jobs, (run) => meter?.job(run));
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : config.port;
  return {
    url: config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl,
    service: open.service,
    metricsPort: figures?.port ?? null,
    close: async () => {
      await figures?.close();
      await app.close();
      // Mail and reminders under way still need the database.
      await clockwork.stop();
      await open.close();
    },
  };
}
