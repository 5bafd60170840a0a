import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { testKeys } from '../../../../tests/support/test-keys.ts';
import { writeBackup } from './write.ts';

const database = await testDatabase();

/** A way to the database on which the last bytes of whatever it says come a moment later than the others. */
async function stutter(): Promise<{ url: string; close: () => void }> {
  const { hostname, port } = new URL(database.adminUrl);
  const way = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => void before.then(() => near.end()));
    let before = Promise.resolve();
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      // As long as what ends a statement of one figure's rows: COPY 7, ready.
      const at = Math.max(0, bytes.length - 18);
      before = before.then(async () => {
        near.write(bytes.subarray(0, at));
        await new Promise((resolve) => setTimeout(resolve, 2));
        near.write(bytes.subarray(at));
      });
    });
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.adminUrl);
  url.port = String((way.address() as AddressInfo).port);
  return { url: url.href, close: () => way.close() };
}

it('[P7.8] a backup waits for the number of rows, which may come later than the last of them', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'opensro-backup-'));
  await mkdir(path.join(folder, 'data'));
  await database.query("INSERT INTO account_event (event) VALUES ('signIn'), ('signOut')");
  const { url, close } = await stutter();
  const report = await writeBackup({
    file: path.join(folder, 'one.backup'),
    adminUrl: url,
    dataDirectory: path.join(folder, 'data'),
    keys: testKeys,
    backupKeys: [{ version: 1, madeAt: new Date(0).toISOString(), key: Buffer.alloc(32, 9) }],
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onVerifying: () => undefined,
  });
  close();
  await rm(folder, { recursive: true });
  expect(report.tables.get('public.account_event')?.rows).toBe(2);
});
