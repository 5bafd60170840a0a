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
import { type Answer, runBatch, type Statement } from './batch.ts';
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
    const client = await pool.connect();
    let broken = true;
    try {
      const [answer] = await runBatch(client, [statementOf(query)]);
      broken = false;
      return (answer?.rows ?? []) as readonly Row[];
    } finally {
      client.release(broken);
    }
  };
}

function statementOf({ preparedAs: name, sql: text, parameters: values }: Prepared<unknown>): Statement {
  return { name, text, values };
}

/** The connection of one transaction, for statements that need not wait for each other. */
export interface Line {
  /** Sends a statement at once, in the order of the calls, without waiting for the answers of those before. */
  send<Row>(query: Prepared<Row>): Promise<readonly Row[]>;
  /** Sends a statement together with the COMMIT, in one message. Fails it, nothing is committed. */
  withCommit(query: Prepared<unknown>): void;
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
const begin = prepared<never>('begin', 'BEGIN')();
const commit = prepared<never>('commit', 'COMMIT')();

interface Asked {
  readonly query: Prepared<unknown>;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}

class PipelinedConnection implements DatabaseConnection, Line {
  readonly #client: pg.PoolClient;
  readonly #atCommit: Prepared<unknown>[] = [];
  /** Prepared statements of this turn of the event loop: they go out together. */
  #asked: Asked[] = [];
  ended = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  ask(query: Prepared<unknown>): Promise<Answer> {
    if (this.ended) return Promise.reject(new Error('The transaction has ended'));
    return new Promise((answered, failed) => {
      if (this.#asked.length === 0) process.nextTick(() => this.sendAsked());
      this.#asked.push({ query, answered, failed });
    });
  }

  /** Sends what was asked so far; at the latest it goes out by itself at the end of the turn. */
  sendAsked(): void {
    const asked = this.#asked;
    if (asked.length === 0) return;
    this.#asked = [];
    runBatch(
      this.#client,
      asked.map(({ query }) => statementOf(query)),
    ).then(
      (answers) => {
        for (const [at, answer] of answers.entries()) asked[at]?.answered(answer);
      },
      (error) => {
        for (const { failed } of asked) failed(error);
      },
    );
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = isPrepared(query) ? await this.ask(query) : await this.#askOnce(query);
    const found = rows as Row[];
    return changing.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0), rows: found } : { rows: found };
  }

  async #askOnce(query: CompiledQuery): Promise<pg.QueryResult> {
    if (this.ended) throw new Error('The transaction has ended');
    // What was asked before goes before.
    this.sendAsked();
    return this.#client.query({ text: query.sql, values: query.parameters as unknown[] });
  }

  async send<Row>(query: Prepared<Row>): Promise<readonly Row[]> {
    return (await this.ask(query)).rows as readonly Row[];
  }

  withCommit(query: Prepared<unknown>): void {
    this.#atCommit.push(query);
  }

  /** Sends what waits for the commit, and the commit behind it; a statement that fails makes it a rollback. */
  async commit(): Promise<void> {
    const answers = await Promise.all([...this.#atCommit, commit].map((query) => this.ask(query)));
    if (answers.at(-1)?.command !== 'COMMIT') throw new Error('The database undid the transaction');
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed inside a transaction');
  }
}

function isPrepared(query: CompiledQuery): query is Prepared<unknown> {
  return 'preparedAs' in query;
}

/** Opens a transaction and runs work in it. `opening` goes out together with BEGIN; the work's first statements go with it. */
export type Transactions = <T>(opening: Prepared<unknown>, work: (tx: Tx, line: Line) => Promise<T>) => Promise<T>;

/**
 * Transactions on a pool whose connections answer many statements on their way at once (`pipeline: true`). What kysely's
 * own transactions wait for one by one goes out together: BEGIN with the first statements, the last writes with COMMIT.
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
    try {
      const [, , result] = await Promise.all([
        line.ask(begin),
        line.ask(opening),
        work(new Transaction<Database>({ config: { dialect }, dialect, driver, executor }), line),
      ]);
      await line.commit();
      return result;
    } catch (error) {
      // Behind everything asked so far: when this is answered, all is.
      line.sendAsked();
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
