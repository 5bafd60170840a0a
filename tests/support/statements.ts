import pg from 'pg';
import { afterAll, vi } from 'vitest';

/** The text of what `client.query` was called with. */
function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text = typeof query === 'object' && query !== null ? Reflect.get(query, 'text') : undefined;
  return typeof text === 'string' ? text : '';
}

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
  return {
    during: async (work) => {
      const before = spy.mock.calls.length;
      const result = await work();
      return { result, statements: spy.mock.calls.length - before };
    },
    committed: async (work) => {
      const from = spy.mock.calls.length;
      await work();
      const open = new Map<unknown, string[]>();
      const done: string[][] = [];
      for (const [index, [query]] of spy.mock.calls.slice(from).entries()) {
        const client = spy.mock.contexts[from + index];
        const met = (await spy.mock.results[from + index]?.value?.catch(() => null)) as pg.QueryResult | null;
        const text = met?.rowCount === 0 ? '' : textOf(query);
        const statements = open.get(client);
        if (/^begin/i.test(text)) open.set(client, []);
        else if (/^rollback/i.test(text)) open.delete(client);
        else if (/^commit/i.test(text)) {
          if (statements) done.push(statements);
          open.delete(client);
        } else if (text === '') continue;
        else if (statements) statements.push(text);
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
