// The server under the browser tests: the real start script on a fresh data directory, with a real SMTP server beside
// it whose mails are kept in MAIL_FILE, one JSON object a line. Everything is removed when it is told to stop.
//
// Loading the demonstration takes most of the start. Who runs browser tests again and again loads it once
// (`OPENSRO_DATA=<folder> npm run --silent opensro -- demo load`) and names the folder in OPENSRO_TEST_DEMO: each run
// then begins with a copy of it.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMailServer } from './mail-server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mailFile = process.env.MAIL_FILE;
if (!mailFile) throw new Error('MAIL_FILE is not set; start this through playwright.config.ts.');
writeFileSync(mailFile, '');

const dataDirectory = await mkdtemp(path.join(tmpdir(), 'opensro-e2e-'));
await chmod(dataDirectory, 0o711);
// For the tests that run a command beside the server.
writeFileSync(`${mailFile}.data`, path.join(dataDirectory, 'data'));
const loaded = process.env.OPENSRO_TEST_DEMO;
// Owners and times stay: PostgreSQL refuses a data directory that is not its own.
if (loaded) execFileSync('cp', ['-a', loaded, path.join(dataDirectory, 'data')]);
const mail = await startMailServer((received) => appendFileSync(mailFile, `${JSON.stringify(received)}\n`));
const server = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    OPENSRO_DATA: path.join(dataDirectory, 'data'),
    SMTP_URL: mail.url,
    // The tests' own provider of single sign-on is on this machine.
    SSO_ADDRESSES: 'loopback',
    // All tests come from one address.
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_PER_MINUTE: '1000000',
  },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => server.kill('SIGTERM'));
server.once('exit', async (code, signal) => {
  await mail.stop();
  await rm(dataDirectory, { recursive: true, force: true });
  process.exit(code ?? (signal ? 1 : 0));
});
