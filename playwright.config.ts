import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/lib/chromium.mjs';

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium found: install it, or name it in CHROMIUM_PATH.');

// This file is read again in every worker; the first reading decides for all.
process.env.OPENSRO_TEST_PORT ??= String(await freePort());
process.env.MAIL_FILE ??= `${import.meta.dirname}/tests/.tmp/mails-${process.env.OPENSRO_TEST_PORT}.jsonl`;
mkdirSync(`${import.meta.dirname}/tests/.tmp`, { recursive: true });
const baseURL = `http://127.0.0.1:${process.env.OPENSRO_TEST_PORT}`;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'tests/.tmp/playwright',
  forbidOnly: true,
  // One server for all files, with the demonstration loaded once (about a minute on two cores): the public pages and the
  // numbers are tested on it. What a walk writes goes into a program of the walk's own (tests/support/program.ts), so
  // that files and projects never meet; a file's own steps may build on each other.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  // Long walks with axe on each page, on a machine that may be busy.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL,
    // A control that never comes is told by its own line, not by the end of the test.
    actionTimeout: 20_000,
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    // A trace of every test is a fifth of the whole time; who needs one asks for it: --trace on.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
    {
      name: 'desktop',
      use: { viewport: { width: 1280, height: 800 } },
      // What is kept on the device is kept at any width: the phone proves it. Every page's own width is looked at in
      // every-page.test.ts, and each walk through the work is walked at both.
      testIgnore: ['**/draft-kept.test.ts', '**/server-away.test.ts'],
    },
  ],
  webServer: {
    command: 'node scripts/with-node.mjs tests/support/serve.ts',
    url: `${baseURL}/readyz`,
    timeout: 400_000,
    // An old server must never be mistaken for the code under test.
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
    env: {
      PORT: process.env.OPENSRO_TEST_PORT,
      HOST: '127.0.0.1',
      MAIL_FILE: process.env.MAIL_FILE,
      LOG_LEVEL: 'warn',
    },
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}
