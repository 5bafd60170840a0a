import { Socket } from 'node:net';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Ask, askOn, oneMessageATurn, pipelinedTransactions, type Transactions } from './pipeline.ts';
import type { Database } from './tables/index.ts';

// bigint and numeric would arrive as strings, dates as midnights of this machine's zone: set once, here.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
/** date[] has no name among the driver's types; its OID never changes. */
const dateArray = 1182 as (typeof pg.types.builtins)['DATE'];
pg.types.setTypeParser(dateArray, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',')));

/** Database roles that sign in. None owns a table, none is a superuser. */
export const loginRoles = [
  'opensro_app',
  'opensro_auth',
  'opensro_worker',
  'opensro_publisher',
  'opensro_public',
] as const;
export type LoginRole = (typeof loginRoles)[number];

export type Db = Kysely<Database>;

/** How a pool is used at this moment. */
interface PoolUse {
  readonly role: LoginRole;
  /** Connections at work. */
  readonly used: number;
  readonly idle: number;
  /** Work waiting for a connection. */
  readonly waiting: number;
}

export interface Databases {
  /** Commands and queries of signed-in people, always inside one program. */
  readonly app: Db;
  /** Transactions of the app's role. Only tenancy.ts opens them, each inside one program. */
  readonly inTransaction: Transactions;
  /** Accounts, sessions and memberships; nothing else. */
  readonly auth: Db;
  /** A prepared statement of the same role. */
  readonly authStatement: Ask;
  /** The mail queue and the list of programs. */
  readonly worker: Db;
  /** Adds releases to the public tables. */
  readonly publisher: Db;
  /** Reads releases; what the public pages run on. */
  readonly publicPages: Db;
  use(): PoolUse[];
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly adminUrl: string;
  readonly passwordOf: (role: LoginRole) => string;
  readonly log: (message: string) => void;
  readonly appConnections?: number;
  /**
   * False: a commit does not wait for the disk. Only for what can be loaded again as a whole (the demonstration);
   * never for what people enter. Default true.
   */
  readonly durable?: boolean;
  /** True: work nobody waits for at a page (loading, importing, from the command line) waits for minutes. */
  readonly patient?: boolean;
}

/** How long a connection may be waited for, one statement may take, and a connection in use may say nothing, in milliseconds. */
interface Patience {
  readonly connect: number;
  readonly statement: number;
  /** Longer than a statement: what is silent for so long has gone without saying so, such as by a cut cable. */
  readonly silence: number;
}

/** A person's browser gives up after 20 seconds; it shall have an answer before. */
const ofRequests: Patience = { connect: 5_000, statement: 15_000, silence: 18_000 };
/** The mailer holds its row while it waits for the mail server. */
const ofWorker: Patience = { connect: 5_000, statement: 30_000, silence: 120_000 };
/** A command line's work on a machine that has much else to do. */
const ofCommands: Patience = { connect: 120_000, statement: 600_000, silence: 660_000 };

/** A connection that ends itself when nothing comes back any more; idle ones the pool closes before. */
function impatientSocket(silence: number): Socket {
  const socket = oneMessageATurn(new Socket());
  socket.setTimeout(silence, () =>
    socket.destroy(Object.assign(new Error('the database has fallen silent'), { code: 'ETIMEDOUT' })),
  );
  return socket;
}

function pool(
  options: PoolOptions,
  role: LoginRole,
  max: number,
  isClosing: () => boolean,
): { connections: pg.Pool; db: Db; use: () => PoolUse } {
  const url = new URL(options.adminUrl);
  url.username = role;
  url.password = options.passwordOf(role);
  if (options.durable === false) url.searchParams.set('options', '-c synchronous_commit=off');
  const forPages = role === 'opensro_worker' ? ofWorker : ofRequests;
  const { connect, statement, silence } = options.patient ? ofCommands : forPages;
  const connections = new pg.Pool({
    connectionString: url.href,
    max,
    application_name: role,
    connectionTimeoutMillis: connect,
    keepAlive: true,
    statement_timeout: statement,
    // A server that was cut off in the middle of a change must not hold its locks for ever.
    idle_in_transaction_session_timeout: silence,
    stream: () => impatientSocket(silence),
    pipeline: true,
  });
  // One that breaks while it is in use says so twice: to its statement, which fails, and here. Unheard, the second one
  // would end the process.
  connections.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  // An idle connection that breaks (database restarted) must not end the process; the pool opens a new one.
  connections.on('error', (error) => {
    if (!isClosing()) options.log(`database connection of ${role} lost: ${error.message}`);
  });
  return {
    connections,
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool: connections }) }),
    use: () => {
      const { totalCount, idleCount, waitingCount } = connections;
      return { role, used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
    },
  };
}

/** Opens one pool a role. Nothing connects before the first query. */
export function openDatabases(options: PoolOptions): Databases {
  let closing = false;
  const uses: (() => PoolUse)[] = [];
  const pools: pg.Pool[] = [];
  const open = (role: LoginRole, max: number): { connections: pg.Pool; db: Db } => {
    const { connections, db, use } = pool(options, role, max, () => closing);
    uses.push(use);
    pools.push(connections);
    return { connections, db };
  };
  const app = open('opensro_app', options.appConnections ?? 16);
  const auth = open('opensro_auth', 8);
  const databases = {
    app: app.db,
    auth: auth.db,
    worker: open('opensro_worker', 2).db,
    publisher: open('opensro_publisher', 2).db,
    publicPages: open('opensro_public', 4).db,
  };
  return {
    ...databases,
    authStatement: askOn(auth.connections),
    inTransaction: pipelinedTransactions(app.connections),
    use: () => uses.map((use) => use()),
    close: async () => {
      if (closing) return;
      // From here on a broken connection is what we asked for.
      closing = true;
      // The pools themselves: Kysely would leave open one whose connections only the statements beside it have used, and
      // a command would then wait for ten idle seconds before it ends.
      await Promise.all(pools.map((connections) => connections.end()));
    },
  };
}
