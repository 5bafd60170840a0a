import pg from 'pg';
import { afterAll, vi } from 'vitest';
import { Batch } from '../../src/server/platform/database/batch.ts';

/** One statement that was sent: its text, and whether it met no row. */
interface Sent {
  readonly client: unknown;
  readonly text: string;
  readonly metNothing: () => Promise<boolean>;
}

/** The statements of one call of `client.query`: one, or those of a batch. */
function statementsOf(client: unknown, query: unknown, result: unknown): Sent[] {
  if (query instanceof Batch) {
    // A statement that was not run, another before it having failed, has no answer and met nothing.
    return query.statements.map(({ text }, at) => ({
      client,
      text,
      metNothing: async () => !((query.answers[at]?.rowCount ?? 0) > 0 || isControl(text)),
    }));
  }
  const text = typeof query === 'object' && query !== null ? Reflect.get(query, 'text') : query;
  const met = Promise.resolve(result as Promise<pg.QueryResult>).catch(() => null);
  return [
    {
      client,
      text: typeof text === 'string' ? text : '',
      metNothing: async () => (await met)?.rowCount === 0,
    },
  ];
}

/** Words about the transaction itself; they meet no rows, and count all the same. */
const isControl = (text: string): boolean => /^(begin|commit|rollback)/i.test(text);

export interface Statements {
  /** How many statements this process sent to PostgreSQL meanwhile, whichever pool they went through. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; statements: number }>;
  /** The transactions that were committed meanwhile, as the texts of their statements; those that met no row left out. */
  committed(work: () => Promise<unknown>): Promise<string[][]>;
}

/** Watches every statement of this process. */
export function watchStatements(): Statements {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  afterAll(() => spy.mockRestore());
  const since = (from: number): Sent[] =>
    spy.mock.calls
      .slice(from)
      .flatMap(([query], at) => statementsOf(spy.mock.contexts[from + at], query, spy.mock.results[from + at]?.value));
  return {
    during: async (work) => {
      const from = spy.mock.calls.length;
      const result = await work();
      return { result, statements: since(from).length };
    },
    committed: async (work) => {
      const from = spy.mock.calls.length;
      await work();
      const open = new Map<unknown, string[]>();
      const done: string[][] = [];
      for (const { client, text, metNothing } of since(from)) {
        if (text === '' || (await metNothing())) continue;
        const statements = open.get(client);
        if (/^begin/i.test(text)) open.set(client, []);
        else if (/^rollback/i.test(text)) open.delete(client);
        else if (/^commit/i.test(text)) {
          if (statements) done.push(statements);
          open.delete(client);
        } else if (statements) statements.push(text);
        // A change outside any transaction is one of its own.
        else done.push([text]);
      }
      return done;
    },
  };
}

const changes =
  /\b(?:insert\s+into|delete\s+from|merge\s+into|update(?=\s+"?[a-z_.]+"?\s+set))\s+"?(?:public"?\.)?"?([a-z_]+)"?/gi;

/**
 * Changes of a program's records that committed without an entry of the trail in the same transaction. Takes committed
 * transactions and the tables that are no records: accounts, what one has read, what is queued.
 */
export function changesWithoutEntry(transactions: readonly string[][], noRecords: readonly string[]): string[] {
  return transactions.flatMap((statements) => {
    const changed = statements.flatMap((text) =>
      [...text.matchAll(changes)].map((found) => found[1]?.toLowerCase() ?? ''),
    );
    const records = changed.filter((table) => !noRecords.includes(table) && !table.startsWith('account_'));
    const audited = statements.some((text) => /append_audit\(/.test(text));
    return records.length > 0 && !audited ? [...new Set(records)] : [];
  });
}
