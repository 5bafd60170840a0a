import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runningDatabase } from '../../../src/server/platform/database/embedded.ts';
import { loadKeyRing } from '../../../src/server/platform/keys.ts';
import { check } from './check.ts';
import { Ledger } from './ledger.ts';
import { asAdmin, type FaultProgram, makeProgram } from './program.ts';
import { randomFrom } from './random.ts';
import { freePort, type ServerProcess, startServer } from './server-process.ts';
import { startWriters, type Writers } from './writers.ts';

/** A folder for one run; as root the database's own user must be able to pass through it. */
export async function scratch(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'opensro-faults-'));
  await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A server with its own database, people writing into it, and what they were told. */
export interface Installation {
  readonly data: string;
  readonly log: string;
  readonly url: string;
  readonly program: FaultProgram;
  readonly ledger: Ledger;
  readonly writers: Writers;
  readonly random: () => number;
  /** The server as it runs now. */
  server: ServerProcess;
  /** Starts the server again, at the same address on the same data. */
  start(): ServerProcess;
  /** The superuser's address of the database that runs now. */
  adminUrl(): Promise<string>;
  /** Compares what is stored with what was acknowledged, with all writers still. */
  check(): ReturnType<typeof check>;
}

export interface InstallationOptions {
  /** Where the data directory is to be. */
  readonly folder: string;
  readonly seed: number;
  readonly officers: number;
  readonly serverStays: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  /** A database of one's own, past whatever stands in front of it; otherwise the server runs its own. */
  readonly adminUrl?: string;
}

/** Sets up a server on an empty data directory, lets `work` do its harm, and stops everything it started. */
export async function withInstallation<T>(
  options: InstallationOptions,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const data = path.join(options.folder, 'data');
  const log = path.join(options.folder, 'server.log');
  const port = await freePort();
  const start = (): ServerProcess => startServer(port, { OPENSRO_DATA: data, ...options.settings }, log);
  const adminUrl = async (): Promise<string> => {
    if (options.adminUrl !== undefined) return options.adminUrl;
    const url = await runningDatabase(data);
    if (url === null) throw new Error(`No database runs on ${data}.`);
    return url;
  };
  const first = start();
  let running: Installation | undefined;
  try {
    await first.ready();
    const program = await makeProgram(await adminUrl(), loadKeyRing(data), options.officers);
    const ledger = new Ledger();
    const random = randomFrom(options.seed);
    const { url } = first;
    const { serverStays } = options;
    const ended = (): string | null => (serverStays ? (running?.server ?? first).ended() : null);
    const writers = startWriters({ url, program, ledger, random, serverStays, ended });
    running = {
      data,
      log,
      url,
      program,
      ledger,
      writers,
      random,
      server: first,
      start,
      adminUrl,
      check: async () => {
        await writers.pause();
        const admin = asAdmin(await adminUrl());
        try {
          return await check(admin.db, program.id, ledger);
        } finally {
          await admin.close();
        }
      },
    };
    return await work(running);
  } finally {
    await running?.writers.stop();
    await (running?.server ?? first).stop();
  }
}
