import pg from 'pg';
import { afterAll, vi } from 'vitest';

/** Counts the statements this process sends to PostgreSQL, whichever pool they go through. */
export function countStatements(): { during<T>(work: () => Promise<T>): Promise<{ result: T; statements: number }> } {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  afterAll(() => spy.mockRestore());
  return {
    during: async (work) => {
      const before = spy.mock.calls.length;
      const result = await work();
      return { result, statements: spy.mock.calls.length - before };
    },
  };
}
