import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('./log.ts', import.meta.url));

test.runIf(process.platform === 'linux')(
  '[P7.8] a log that cannot be written, such as on a full disk, does not end the server',
  async () => {
    // Writing to /dev/full fails as a full disk does.
    const program = `
    import { pino } from 'pino';
    const { logStream, sayAloud } = await import(${JSON.stringify(module)});
    const log = pino({}, logStream());
    for (let line = 0; line < 50; line += 1) {
      log.warn('x'.repeat(50_000));
      sayAloud('x'.repeat(50_000));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    console.log('alive');`;
    const child = spawn(
      '/bin/sh',
      ['-c', 'exec "$0" --input-type=module -e "$1" 2>/dev/full', process.execPath, program],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('alive\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);
