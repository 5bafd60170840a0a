import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

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
