import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, inject, test } from 'vitest';
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
  // Somebody is there and hangs up: a port that was free a moment ago may be another program's by now.
  const away = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(away, 'listening');
  const { port } = away.address() as AddressInfo;
  await expect(
    waitForDatabase(`postgres://a:secret@127.0.0.1:${port}/x`, (sentence) => said.push(sentence), 1),
  ).rejects.toThrow(/127\.0\.0\.1:\d+ did not answer for 1 seconds.*DATABASE_URL/);
  expect(said).toEqual([expect.stringContaining('does not answer yet')]);
  expect(said.join()).not.toContain('secret');
  away.close();
});

test('[P7.8] does not wait for a database that refuses the address, and names the setting', async () => {
  const url = new URL(inject('clusterUrl'));
  url.pathname = '/nowhere';
  const said: string[] = [];
  await expect(waitForDatabase(url.href, (sentence) => said.push(sentence))).rejects.toThrow(
    /does not take DATABASE_URL: database "nowhere" does not exist\. Correct DATABASE_URL/,
  );
  expect(said).toEqual([]);
});
