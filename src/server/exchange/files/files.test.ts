import { Buffer } from 'node:buffer';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codes } from '../testing/support.ts';
import { makeZip, type ZipItem } from '../testing/zip.ts';
import { type BundleResult, defaultLimits, findFile, type Limits } from './bundle.ts';
import { openPath, openUploads } from './open.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exchange-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function zipResult(items: readonly ZipItem[], limits: Limits = defaultLimits): Promise<string[]> {
  const opened = await openUploads([{ name: 'up.zip', bytes: makeZip(items) }], limits);
  if (!opened.ok) return codes(opened.problems);
  const reads = await Promise.all(opened.bundle.files.map((file) => file.read()));
  opened.bundle.close();
  return codes(reads.flatMap((read) => (read.ok ? [] : [read.problem])));
}

const refused = (result: BundleResult): string[] => (result.ok ? [] : codes(result.problems));

describe('files: a ZIP', () => {
  it('gives its files with their bytes and leaves out what systems leave behind', async () => {
    const zip = makeZip([
      { name: 'a/Enrollment.csv', text: 'x,y\n' },
      { name: '__MACOSX/a/._Enrollment.csv', text: '?' },
      { name: 'documentation/Enrollment.csv', text: '?' },
    ]);
    const opened = await openUploads([{ name: 'up.zip', bytes: zip }]);
    if (!opened.ok) throw new Error('refused');
    const hit = findFile(opened.bundle, 'enrollment');
    expect(hit.kind === 'found' && (await hit.file.read())).toEqual({ ok: true, bytes: Buffer.from('x,y\n') });
    expect(opened.bundle.files).toHaveLength(2);
  });

  it.each<[string, ZipItem[], string[]]>([
    ['climbs out of its folder', [{ name: '../../etc/cron.csv', text: 'x' }], ['zipPathUnsafe']],
    ['has an absolute path', [{ name: '/etc/passwd.csv', text: 'x' }], ['zipPathUnsafe']],
    ['has a drive path', [{ name: 'C:\\x.csv', text: 'x' }], ['zipPathUnsafe']],
    ['holds a symbolic link', [{ name: 'a.csv', text: '/etc/passwd', mode: 0o120777 }], ['symlink']],
    ['is locked', [{ name: 'a.csv', text: 'x', flags: 0x801 }], ['zipEncrypted']],
    [
      'holds one name twice',
      [
        { name: 'a.csv', text: 'x' },
        { name: 'a.csv', text: 'y' },
      ],
      ['duplicateFile'],
    ],
    ['was changed after packing', [{ name: 'a.csv', text: 'x', badCrc: true }], ['fileChecksum']],
    ['lies about its size', [{ name: 'a.csv', text: 'x'.repeat(9_000), claimSize: 10 }], ['zipBroken']],
    ['holds nothing', [], ['noFiles']],
  ])('is refused when it %s', async (_why, items, expected) => {
    expect(await zipResult(items)).toEqual(expected);
  });

  it('is refused when it grows beyond all measure', async () => {
    const zeros = { name: 'a.csv', text: Buffer.alloc(20 * 1024 * 1024) };
    expect(await zipResult([zeros])).toEqual(['zipBomb']);
  });

  it('is bounded in number, size and sum', async () => {
    const items = [1, 2, 3].map((n) => ({ name: `${n}.csv`, text: 'x'.repeat(100) }));
    expect(await zipResult(items, { ...defaultLimits, files: 2 })).toEqual(['tooManyFiles']);
    expect(await zipResult(items, { ...defaultLimits, fileBytes: 99 })).toEqual(['fileTooLarge']);
    expect(await zipResult(items, { ...defaultLimits, readBytes: 250 })).toEqual(['bundleTooLarge']);
  });

  it('cut short anywhere never throws', async () => {
    const zip = makeZip([{ name: 'a.csv', text: 'x,y\n1,2\n' }]);
    for (let length = 1; length < zip.length; length += 1) {
      const opened = await openUploads([{ name: 'up.zip', bytes: zip.subarray(0, length) }]);
      if (length >= 4) expect(refused(opened)).toEqual(['zipBroken']);
    }
  });
});

describe('files: a folder or path', () => {
  it('reads a folder and a single file, and refuses links', async () => {
    await writeFile(path.join(folder, 'Users.CSV'), 'a\n');
    const opened = await openPath(folder);
    expect(opened.ok && findFile(opened.bundle, 'users').kind).toBe('found');
    const single = await openPath(path.join(folder, 'Users.CSV'));
    expect(single.ok && single.bundle.files.map((file) => file.name)).toEqual(['Users.CSV']);
    await symlink('/etc/passwd', path.join(folder, 'orgs.csv'));
    expect(refused(await openPath(folder))).toEqual(['symlink']);
  });

  it('names a path that is not there', async () => {
    expect(refused(await openPath(path.join(folder, 'nowhere')))).toEqual(['pathNotFound']);
  });

  it('refuses uploads with unsafe or repeated names', async () => {
    const bytes = Buffer.from('x');
    expect(refused(await openUploads([{ name: '../a.csv', bytes }]))).toEqual(['zipPathUnsafe']);
    expect(
      refused(
        await openUploads([
          { name: 'a.csv', bytes },
          { name: 'a.csv', bytes },
        ]),
      ),
    ).toEqual(['duplicateFile']);
    expect(refused(await openUploads([]))).toEqual(['noFiles']);
  });
});
