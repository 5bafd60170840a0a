import pg from 'pg';

/** One statement of a batch. `name`: what the database keeps it planned by. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What one statement answered. `command` is PostgreSQL's own word, such as 'INSERT' or 'ROLLBACK'. */
export interface Answer {
  readonly command: string;
  readonly rowCount: number;
  readonly rows: readonly unknown[];
}

/** A column of an answer: its name, and what makes a value of its text. */
type Column = readonly [name: string, read: (text: string) => unknown];

/** The statements a connection has planned, with the columns each answers with. */
type Planned = Map<string, readonly Column[]>;

const plannedOn = new WeakMap<pg.Connection, Planned>();

/** A value as the driver sends it: bytes as they are, all else as PostgreSQL reads it in text, lists as lists of texts. */
function sendable(value: unknown): Buffer | string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `{${value.map((each) => `"${String(each).replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
  throw new TypeError('A prepared statement was given a value that has no text');
}

/** Makes a row of the texts of its columns. */
function rowOf(columns: readonly Column[], texts: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at += 1) {
    const [name, read] = columns[at] as Column;
    const text = texts[at] ?? null;
    row[name] = text === null ? null : read(text);
  }
  return row;
}

/**
 * Several prepared statements as one message, answered by one: each of the driver's own queries has an answer of its
 * own, and every message costs a system call and a wake-up at both ends. Where one fails, the database skips those after
 * it.
 *
 * The driver lets only its own class of query share a connection with others on their way; what it calls of a query is
 * what stands here. A batch has no `name`: which statements a connection has planned is kept here, and all that are
 * prepared go this way.
 */
export class Batch extends pg.Query {
  readonly statements: readonly Statement[];
  /** Of the statements that were run, in their order. */
  readonly answers: Answer[] = [];
  readonly #values: (Buffer | string | null)[][];
  readonly #done: (answers: readonly Answer[]) => void;
  readonly #failed: (error: unknown) => void;
  #planned: Planned = new Map();
  #columns: readonly Column[] | undefined;
  #rows: unknown[] = [];
  #unreadable: unknown;

  constructor(
    statements: readonly Statement[],
    done: (answers: readonly Answer[]) => void,
    failed: (error: unknown) => void,
  ) {
    super('');
    this.statements = statements;
    // Here, where a value that cannot be sent has not yet taken the connection.
    this.#values = statements.map(({ values }) => values.map(sendable));
    this.#done = done;
    this.#failed = failed;
  }

  override readonly submit = (connection: pg.Connection): void => {
    this.#planned = plannedOn.get(connection) ?? new Map();
    plannedOn.set(connection, this.#planned);
    for (const [at, { name, text }] of this.statements.entries()) {
      const known = this.#planned.has(name);
      if (!known) {
        // Whether an earlier try got as far as this is not known where it failed; closing what is not there is no error.
        connection.close({ type: 'S', name }, true);
        connection.parse({ name, text, types: [] }, true);
      }
      connection.bind({ statement: name, values: this.#values[at] }, true);
      if (!known) connection.describe({ type: 'P' }, true);
      connection.execute(null, true);
    }
    connection.sync();
  };

  handleRowDescription({ fields }: { readonly fields: readonly { name: string; dataTypeID: number }[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => [name, pg.types.getTypeParser(dataTypeID, 'text')]);
  }

  /** The columns of the statement that is being answered. */
  #answering(): readonly Column[] {
    const { name } = this.statements[this.answers.length] as Statement;
    this.#columns ??= this.#planned.get(name) ?? [];
    return this.#columns;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.#rows.push(rowOf(this.#answering(), fields));
    } catch (error) {
      // Thrown on, it would end the process: nobody is above us but the connection.
      this.#unreadable ??= error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const { name } = this.statements[this.answers.length] as Statement;
    // It got as far as an answer, so it is planned; of one that failed before, nobody knows.
    this.#planned.set(name, this.#answering());
    this.#columns = undefined;
    this.answers.push({
      command: text.split(' ', 1)[0] ?? '',
      rowCount: Number(text.slice(text.lastIndexOf(' ') + 1)) || 0,
      rows: this.#rows,
    });
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    if (this.#unreadable === undefined) this.#done(this.answers);
    else this.#failed(this.#unreadable);
  }

  handleError(error: unknown): void {
    this.#failed(error);
  }
}

/**
 * Runs prepared statements on a connection, in their order, as one message. Resolves with an answer for each; rejects
 * with the error of the first that failed, those after it not having been run.
 */
export function runBatch(client: pg.ClientBase, statements: readonly Statement[]): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    client.query(new Batch(statements, resolve, reject));
  });
}
