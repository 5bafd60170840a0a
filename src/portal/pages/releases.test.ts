import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SignedRelease } from '../door.ts';
import type { ReleaseDocument } from '../release-view.ts';
import { textsIn } from '../texts.ts';
import type { PublicProgram } from '../view.ts';
import { downloadPrefix, releasePage } from './releases.ts';

const folder = mkdtempSync(join(tmpdir(), 'release-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const document = {
  number: 7,
  kind: 'year',
  period: '2025-26',
  schoolYear: '2025-26',
  from: '2025-08-25',
  to: '2026-06-12',
  asOf: '2026-07-01',
  schools: [],
  tables: [],
  files: [],
  changes: null,
} as unknown as ReleaseDocument;
const program = { slug: 'riverbend' } as PublicProgram;
const text = `${JSON.stringify(document, null, 2)}\n`;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const signed: SignedRelease = {
  number: 7,
  kind: 'year',
  period: '2025-26',
  publishedAt: '2026-07-02T10:00:00.000Z',
  publishedOn: '2026-07-02',
  digest: 'a1b2',
  text,
  signature: sign(null, Buffer.from(text), privateKey).toString('base64'),
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  document,
};

/** The scripts of the page as a reader copies them, and the files under the names they are downloaded by. */
const scripts = [...releasePage(textsIn('en'), program, signed).matchAll(/<pre[^>]*><code>([\s\S]*?)<\/code>/g)].map(
  ([, shown = '']) => shown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
);
const put = (name: string, content: string): void =>
  writeFileSync(join(folder, `${downloadPrefix(program, 7)}${name}`), content);

describe('[P7.9] a reader checks a release with what its page says, names and all', () => {
  const [openssl = '', node = ''] = scripts;
  const run = (): { node: string; openssl: number | null } => ({
    node: execFileSync(process.execPath, ['-e', node], { cwd: folder, encoding: 'utf8' }).trim(),
    openssl: spawnSync('sh', ['-ec', openssl], { cwd: folder }).status,
  });
  // LibreSSL, which a Mac brings, cannot check these signatures; the page says which program can.
  const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
  const good = version.startsWith('OpenSSL 3') ? 0 : expect.anything();

  it('as it was signed', () => {
    put('signature.txt', `${signed.signature}\n`);
    put('public-key.pem', signed.publicKey);
    put('release.json', text);
    expect(run()).toEqual({ node: 'true', openssl: good });
  });

  it('not with a single letter changed', () => {
    put('release.json', text.replace('2025-08-25', '2025-08-26'));
    const changed = run();
    expect(changed.node).toBe('false');
    expect(changed.openssl).not.toBe(0);
  });
});
