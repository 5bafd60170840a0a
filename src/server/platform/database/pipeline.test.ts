import fc from 'fast-check';
import { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { prepared } from './pipeline.ts';

const { databases, query } = await testDatabase();

const nothing = prepared('test_nothing', 'SELECT 1 AS one')();
const said = prepared<{ said: string | null; list: string[]; bytes: Buffer; here: boolean }>(
  'test_said',
  'SELECT $1::text AS said, $2::text[] AS list, $3::bytea AS bytes, $4::boolean AS here',
);
const divided = prepared<{ result: number }>('test_divided', 'SELECT 12 / $1::int AS result');
const counted = prepared<{ count: number }>('test_counted', 'SELECT count(*) FROM test_kept');
const kept = prepared('test_kept', 'INSERT INTO test_kept VALUES ($1::int)');
const makeTable = prepared('test_table', 'CREATE TEMPORARY TABLE IF NOT EXISTS test_kept (value int)')();

describe('prepared statements that go out together', () => {
  it('[P7.8] bring every text, list and byte as it was sent', async () => {
    const texts = fc.string({ unit: fc.constantFrom(...'aN0 ñ€🙂"\\\'{},;:$\n\t\u0001') });
    const everything = fc.tuple(fc.option(texts), fc.array(texts), fc.uint8Array(), fc.boolean());
    await databases.inTransaction(nothing, (_tx, line) =>
      fc.assert(
        fc.asyncProperty(everything, async ([text, list, bytes, here]) => {
          const sent = said(text, list, Buffer.from(bytes), here);
          const [[first], [second]] = await Promise.all([line.send(sent), line.send(sent)]);
          expect(first).toEqual({ said: text, list, bytes: Buffer.from(bytes), here });
          expect(second).toEqual(first);
        }),
        { numRuns: 50, examples: [[[null, ['NULL', ''], new Uint8Array([0, 255]), false]]] },
      ),
    );
  });

  it('[P7.8] undo everything where one of them fails, say why, and leave the connection fit for the next', async () => {
    const only = async <T>(work: () => Promise<T>): Promise<T> => work();
    for (let round = 0; round < 8; round += 1) {
      const failing = only(() =>
        databases.inTransaction(nothing, async (_tx, line) => {
          await line.send(makeTable);
          line.withCommit(kept(round));
          line.withCommit(divided(0));
          line.withCommit(kept(round));
        }),
      );
      await expect(failing).rejects.toMatchObject({ code: '22012' });
      const [[answer], [count]] = await databases.inTransaction(nothing, async (_tx, line) =>
        Promise.all([line.send(divided(4)), line.send(makeTable).then(() => line.send(counted()))]),
      );
      expect(answer).toEqual({ result: 3 });
      expect(count).toEqual({ count: 0 });
    }
  });

  it('[P7.8] are asked in the order of the calls, those of kysely between them', async () => {
    const result = await databases.inTransaction(makeTable, async (tx, line) => {
      const first = line.send(kept(1));
      const between = tx.executeQuery<{ count: number }>(CompiledQuery.raw('SELECT count(*) FROM test_kept'));
      const second = line.send(kept(2));
      const after = line.send(counted());
      await Promise.all([first, second]);
      return [(await between).rows[0]?.count, (await after)[0]?.count];
    });
    expect(result).toEqual([1, 2]);
  });

  it('[P7.8] a transaction that fails before its first statement went out leaves nothing open', async () => {
    const failing = databases.inTransaction(nothing, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    const open = await query(
      "SELECT state FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()",
    );
    expect(open).toEqual([]);
  });
});
