import type { Socket } from 'node:net';
import {
  CompiledQuery,
  createQueryId,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
  Transaction,
} from 'kysely';
import type pg from 'pg';
import type { Database } from './tables/index.ts';

export type Tx = Transaction<Database>;

/**
 * A statement the database keeps planned on each connection, by its name. Only for statements whose best plan is the
 * same in a small program and in a large one: by primary key, or plain inserts.
 */
export interface Prepared<Row> extends CompiledQuery<Row> {
  readonly preparedAs: string;
  /** What a row of the answer looks like; there only for the types. */
  readonly row?: Row;
}

/** Makes the queries of one prepared statement: takes its values, in the order of its `$1, $2 ...`. */
export function prepared<Row>(name: string, sql: string): (...values: readonly unknown[]) => Prepared<Row> {
  return (...values) => ({ ...CompiledQuery.raw(sql, [...values]), preparedAs: name }) as Prepared<Row>;
}

const compiler = new PostgresQueryCompiler();

/** As `prepared`, from a template of kysely that names the places of its values itself (`$1, $2 ...`). */
export function preparedFrom<Row>(name: string, template: RawBuilder<unknown>): ReturnType<typeof prepared<Row>> {
  const { sql, parameters } = compiler.compileQuery(template.toOperationNode(), createQueryId());
  if (parameters.length > 0) throw new Error(`The prepared statement ${name} has values of its own`);
  return prepared<Row>(name, sql);
}

/** Asks one prepared statement outside any transaction. */
export type Ask = <Row>(query: Prepared<Row>) => Promise<readonly Row[]>;

export function askOn(pool: pg.Pool): Ask {
  return async <Row>(query: Prepared<Row>): Promise<readonly Row[]> => {
    const { sql: text, parameters, preparedAs: name } = query;
    return (await pool.query<Row & pg.QueryResultRow>({ name, text, values: [...parameters] })).rows;
  };
}

/** The connection of one transaction, for statements that need not wait for each other. */
export interface Line {
  /** Sends a statement at once, in the order of the calls, without waiting for the answers of those before. */
  send<Row>(query: Prepared<Row>): Promise<readonly Row[]>;
  /** Sends a statement together with the COMMIT, in one message. Fails it, nothing is committed. */
  withCommit(query: CompiledQuery): void;
}

/**
 * Makes a socket send all that is written to it within one turn of the event loop as one message: a system call costs
 * more than most statements cost here.
 */
export function oneMessageATurn(socket: Socket): Socket {
  // Only once it is connected: connecting sets `write` anew.
  socket.once('connect', () => {
    const write = socket.write.bind(socket);
    let held = false;
    socket.write = ((...what: Parameters<typeof write>) => {
      if (!held) {
        held = true;
        socket.cork();
        process.nextTick(() => {
          held = false;
          socket.uncork();
        });
      }
      return write(...what);
    }) as Socket['write'];
  });
  return socket;
}

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

class PipelinedConnection implements DatabaseConnection, Line {
  readonly #client: pg.PoolClient;
  readonly atCommit: CompiledQuery[] = [];
  ended = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async #ask<Row>(query: CompiledQuery): Promise<pg.QueryResult<Row & pg.QueryResultRow>> {
    if (this.ended) throw new Error('The transaction has ended');
    const name = (query as Partial<Prepared<Row>>).preparedAs;
    return this.#client.query({
      text: query.sql,
      values: query.parameters as unknown[],
      ...(name === undefined ? {} : { name }),
    });
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.#ask<Row>(query);
    return changing.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows };
  }

  async send<Row>(query: Prepared<Row>): Promise<readonly Row[]> {
    return (await this.#ask<Row>(query)).rows;
  }

  withCommit(query: CompiledQuery): void {
    this.atCommit.push(query);
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed inside a transaction');
  }

  /** Sends what waits for the commit, and the commit behind it; a statement that fails makes it a rollback. */
  async commit(): Promise<void> {
    const last = this.atCommit.map((query) => this.#ask(query));
    const commit = this.#client.query('COMMIT');
    const failed = (await Promise.allSettled([...last, commit])).find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if ((await commit).command !== 'COMMIT') throw new Error('The database undid the transaction');
  }
}

/** Opens a transaction and runs work in it. `opening` is SQL sent together with BEGIN; the work's first statement goes with it. */
export type Transactions = <T>(opening: string, work: (tx: Tx, line: Line) => Promise<T>) => Promise<T>;

/**
 * Transactions on a pool whose connections answer many statements on their way at once (`pipeline: true`). What kysely's
 * own transactions wait for one by one goes out together: BEGIN with the first statement, the last writes with COMMIT.
 */
export function pipelinedTransactions(pool: pg.Pool): Transactions {
  const dialect: Dialect = new PostgresDialect({ pool });
  const driver: Driver = dialect.createDriver();
  const adapter = new PostgresAdapter();
  return async (opening, work) => {
    const client = await pool.connect();
    const line = new PipelinedConnection(client);
    const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: (use) => use(line) });
    let broken = false;
    const begun = client.query(`BEGIN; ${opening}`);
    try {
      const [, result] = await Promise.all([
        begun,
        work(new Transaction<Database>({ config: { dialect }, dialect, driver, executor }), line),
      ]);
      await line.commit();
      return result;
    } catch (error) {
      // Behind everything still on its way: when this is answered, all is.
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      line.ended = true;
      client.release(broken);
    }
  };
}
