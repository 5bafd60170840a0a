import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { loadKeyRing } from './keys.ts';
import { gatherSettings, loadConfig } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'opensro-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const silent = (): void => undefined;
let files = 0;

function file(text: string, mode = 0o600): string {
  files += 1;
  const path = join(folder, `file-${files}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function complaintOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('settings from a file', () => {
  it('reads NAME=value lines with comments and quotes, and JSON', () => {
    const lines = file('# the port\nPORT=9000\r\n\nMAIL_FROM="SRO <sro@example.gov>"\nSMTP_URL=smtp://u:a=b@mail\n');
    expect(gatherSettings({ OPENSRO_CONFIG: lines }, silent)).toMatchObject({
      PORT: '9000',
      MAIL_FROM: 'SRO <sro@example.gov>',
      SMTP_URL: 'smtp://u:a=b@mail',
    });
    const json = file('{"PORT": 9001, "HOST": "0.0.0.0"}');
    expect(loadConfig({ OPENSRO_CONFIG: json }, silent)).toMatchObject({ port: 9001, host: '0.0.0.0' });
  });

  it('gives way to the environment, for a secret in either form', () => {
    const secret = file('postgres://from-secret/db\n');
    const config = file('PORT=9000\nDATABASE_URL=postgres://from-config/db');
    expect(loadConfig({ OPENSRO_CONFIG: config, PORT: '1' }, silent).port).toBe(1);
    const both = loadConfig({ OPENSRO_CONFIG: config, DATABASE_URL_FILE: secret }, silent);
    expect(both.databaseUrl).toBe('postgres://from-secret/db');
    const named = file(`DATABASE_URL_FILE=${secret}`);
    expect(loadConfig({ OPENSRO_CONFIG: named }, silent).databaseUrl).toBe('postgres://from-secret/db');
    expect(
      loadConfig({ OPENSRO_CONFIG: named, DATABASE_URL: 'postgres://from-environment/db' }, silent).databaseUrl,
    ).toBe('postgres://from-environment/db');
  });

  it('[P7.8] names what is wrong and never a value of a file', () => {
    const complaints = [
      complaintOf(() => gatherSettings({ OPENSRO_CONFIG: file('PORTS=hush-1') }, silent)),
      complaintOf(() => gatherSettings({ OPENSRO_CONFIG: file('hush-1 without a name') }, silent)),
      complaintOf(() => gatherSettings({ OPENSRO_CONFIG: file('{"SMTP_URL": hush-1}') }, silent)),
      complaintOf(() => gatherSettings({ OPENSRO_CONFIG: file('{"PORT": {"hush-1": 1}}') }, silent)),
      complaintOf(() => gatherSettings({ OPENSRO_CONFIG: join(folder, 'nowhere') }, silent)),
      complaintOf(() => gatherSettings({ SMTP_URL: 'smtp://hush-1', SMTP_URL_FILE: file('smtp://hush-1') }, silent)),
      complaintOf(() => loadConfig({ DATABASE_URL_FILE: file('mysql://hush-1') }, silent)),
    ];
    expect(complaints).toEqual([
      expect.stringContaining('settings there are none of: PORTS'),
      expect.stringContaining('line 1: a setting is written NAME=value'),
      expect.stringContaining('begins like JSON and is none'),
      expect.stringContaining('PORT should be a text or a number'),
      expect.stringContaining('cannot be read (ENOENT)'),
      expect.stringContaining('SMTP_URL and SMTP_URL_FILE are both set'),
      expect.stringContaining('DATABASE_URL is no such address'),
    ]);
    expect(complaints.join()).not.toContain('hush-1');
  });

  it('refuses secrets that others can change and says of those that others can read', () => {
    const said: string[] = [];
    const say = (sentence: string): void => {
      said.push(sentence);
    };
    const changeable = file('SMTP_URL=smtp://u:p@mail', 0o660);
    expect(complaintOf(() => gatherSettings({ OPENSRO_CONFIG: changeable }, say))).toContain('chmod 600');
    expect(said).toEqual([]);
    gatherSettings({ DATABASE_URL_FILE: file('postgres://u:p@db/x', 0o644) }, say);
    expect(said).toEqual([expect.stringContaining('every user of this machine can read it (mode 644)')]);
    // Without a secret in it, who may read the file does not matter.
    gatherSettings({ OPENSRO_CONFIG: file('PORT=9000', 0o666) }, say);
    expect(said).toHaveLength(1);
  });
});

describe('the keys of an installation', () => {
  const data = join(folder, 'data');
  const secrets = join(data, 'secrets');
  const key = join(secrets, 'master.key');

  it('are made at the first start for this user alone, and stay', () => {
    const umask = process.umask(0);
    try {
      const made = loadKeyRing(data).databasePassword('opensro_app');
      expect(statSync(secrets).mode & 0o777).toBe(0o700);
      expect(statSync(key).mode & 0o777).toBe(0o600);
      expect(loadKeyRing(data).databasePassword('opensro_app')).toBe(made);
    } finally {
      process.umask(umask);
    }
  });

  it.each([
    ['folder', secrets, 0o750, 0o700],
    ['key', key, 0o640, 0o600],
    ['database password', join(secrets, 'database-password'), 0o604, 0o600],
  ])('stop the start where others have rights on the %s', (_, path, loose, tight) => {
    mkdirSync(secrets, { recursive: true });
    if (path.endsWith('password')) writeFileSync(path, 'x');
    chmodSync(path, loose);
    expect(() => loadKeyRing(data)).toThrow(`chmod ${tight.toString(8)} ${path}`);
    chmodSync(path, tight);
    expect(() => loadKeyRing(data)).not.toThrow();
  });
});
