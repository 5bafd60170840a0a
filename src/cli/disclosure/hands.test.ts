import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { contacts } from '../../../tests/support/contacts.ts';

const main = new URL('../main.ts', import.meta.url).pathname;

/** Large enough for further threads to be asked at all. */
const formula = '(zone > school) * event * (race + sex + dis)';

/** What a run with so many threads writes, all files one after the other. */
async function written(folder: string, threads: number): Promise<string> {
  const files = ['public.csv', 'private.csv', 'proof.json'];
  await promisify(execFile)(
    process.execPath,
    [
      ...[main, 'disclosure', 'suppress', 'in.csv', '--publish', formula, '--count', 'n', '--protect', 'exact'],
      ...['--out', 'public.csv', '--explain', 'private.csv', '--certificate', 'proof.json', '--threads', `${threads}`],
    ],
    { cwd: folder },
  );
  return (await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))).join('\n');
}

test('[P7.9] one thread, two and three write the same bytes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'opensro-threads-'));
  try {
    await writeFile(path.join(folder, 'in.csv'), contacts(12, 7));
    const one = await written(folder, 1);
    expect(await written(folder, 2)).toBe(one);
    expect(await written(folder, 3)).toBe(one);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
