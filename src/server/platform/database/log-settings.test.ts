import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { leakyLogSettings } from './log-settings.ts';

const database = await testDatabase();

function withSettings(...settings: string[]): string {
  const url = new URL(database.adminUrl);
  url.searchParams.set('options', settings.map((setting) => `-c ${setting}`).join(' '));
  return url.href;
}

test('[P7.8] the built-in database logs no values', async () => {
  expect(await leakyLogSettings(database.adminUrl)).toEqual([]);
});

test('[P7.8] a database that would is named with what to set', async () => {
  // As PostgreSQL comes out of the box.
  const url = withSettings('log_error_verbosity=default', 'log_min_error_statement=error', 'log_min_messages=warning');
  expect(await leakyLogSettings(url)).toEqual([
    'log_error_verbosity = terse',
    'log_min_error_statement = panic',
    'log_min_messages = log',
  ]);
  expect(await leakyLogSettings(withSettings('log_statement=all', 'log_min_duration_statement=100'))).toEqual([
    'log_min_duration_statement = -1',
    'log_statement = none',
  ]);
});
