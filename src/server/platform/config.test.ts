import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { checkDataDirectory, listenAt } from './places.ts';

const messageOf = (variables: Record<string, string>): string => {
  try {
    readConfig(variables);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

test('every wrong setting is named at once, with what it should be', () => {
  const message = messageOf({ PORT: 'abc', TRUST_PROXY: 'perhaps' });
  expect(message).toContain('PORT is "abc"; it should be a port number');
  expect(message).toContain('TRUST_PROXY is "perhaps"; it should be yes or no');
});

test('[P7.8] a wrong address of the database or the mail server is named without the password in it', () => {
  const message = messageOf({ DATABASE_URL: 'mysql://sro:hush@db/sro', SMTP_URL: 'http://sro:hush@mail' });
  expect(message).toContain('DATABASE_URL');
  expect(message).toContain('SMTP_URL');
  expect(message).not.toContain('hush');
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: null });
});

test('[P7.8] a folder for the data that is none, or may not be made, is named with what to do', () => {
  const check = (folder: string) => () => checkDataDirectory(readConfig({ OPENSRO_DATA: folder }));
  const file = import.meta.filename;
  expect(check(`${file}/below/it`)).toThrow(
    new ConfigError(`OPENSRO_DATA is "${file}/below/it", but ${file} is no folder. Name a folder for the data.`),
  );
  expect(check(file)).toThrow('is no folder');
  expect(check(`${import.meta.dirname}/not/made/yet`)).not.toThrow();
  if (process.getuid?.() !== 0) expect(check('/not-ours')).toThrow('may not write to /. Name another folder');
});

test('[P7.8] a port that is taken, and an address that is not of this machine, are named with what to do', async () => {
  const listen = (port: number, host: string) => {
    const server = createServer();
    const heard = Promise.withResolvers<typeof server>();
    server.once('error', heard.reject).listen(port, host, () => heard.resolve(server));
    const at = { port, host, portSetting: 'METRICS_PORT', hostSetting: 'METRICS_HOST' } as const;
    return listenAt(at, () => heard.promise);
  };
  const first = await listen(0, '127.0.0.1');
  const address = first.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await expect(listen(port, '127.0.0.1')).rejects.toThrow(
    new ConfigError(
      `METRICS_PORT is "${port}", which another program uses at 127.0.0.1. Stop that program, or choose another port.`,
    ),
  );
  // An address for documentation (RFC 5737): nobody's.
  await expect(listen(0, '192.0.2.1')).rejects.toThrow('METRICS_HOST is "192.0.2.1", which is no address of this');
  first.close();
});
