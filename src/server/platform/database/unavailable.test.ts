import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { unavailable, waitForDatabase } from './unavailable.ts';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

test('[P7.8] tells a database that is away or full from a fault of the program', () => {
  for (const code of ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300', '57014']) {
    expect(unavailable(withCode(code)), code).toBe('away');
  }
  for (const code of ['53100', 'ENOSPC', '58030']) expect(unavailable(withCode(code)), code).toBe('noRoom');
  for (const code of ['23505', '42P01', '42501', 'ENOENT', 'XX000'])
    expect(unavailable(withCode(code)), code).toBeNull();
  expect(unavailable(new Error('Connection terminated unexpectedly'))).toBe('away');
  expect(unavailable(new Error('rolled back', { cause: withCode('53100') }))).toBe('noRoom');
  expect(unavailable(new AggregateError([withCode('ECONNREFUSED')], 'no address answered'))).toBe('away');
  expect(unavailable('a string')).toBeNull();
});

test('[P7.8] waits for a database that is not there yet, says so once, and gives up with the remedy', async () => {
  const said: string[] = [];
  const probe = createServer().listen(0, '127.0.0.1');
  const port = await new Promise<number>((resolve) =>
    probe.once('listening', () => resolve((probe.address() as { port: number }).port)),
  );
  await new Promise((resolve) => probe.close(resolve));
  await expect(
    waitForDatabase(`postgres://a:secret@127.0.0.1:${port}/x`, (sentence) => said.push(sentence), 1),
  ).rejects.toThrow(/127\.0\.0\.1:\d+ did not answer for 1 seconds.*DATABASE_URL/);
  expect(said).toEqual([expect.stringContaining('does not answer yet')]);
  expect(said.join()).not.toContain('secret');
});
