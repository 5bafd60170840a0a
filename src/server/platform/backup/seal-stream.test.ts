import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VersionedKey } from '../key-files.ts';
import { RowDigest, RowSplitter } from './row-digest.ts';
import { BackupFileError, chunkBytes, openStream, sealStream } from './seal-stream.ts';

const key: VersionedKey = { version: 1, madeAt: '2026-08-01T00:00:00.000Z', key: Buffer.alloc(32, 5) };
const other: VersionedKey = { ...key, key: Buffer.alloc(32, 6) };

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = Math.max(1, sizes[index % sizes.length] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function gather(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

const seal = (bytes: Buffer, sizes: readonly number[] = [bytes.length]) =>
  gather(sealStream(key.key, cut(bytes, sizes)));
const open = (file: Buffer, sizes: readonly number[] = [file.length], keys = [key]) =>
  gather(openStream(keys, cut(file, sizes)));

const lengths = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: -2, max: 2 }).map((by) => chunkBytes + by),
  fc.integer({ min: -2, max: 2 }).map((by) => 2 * chunkBytes + by),
);
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 200_000 })), {
  minLength: 1,
  maxLength: 5,
});

describe('[P7.8] the encrypted file of a backup', () => {
  it('gives back what was written, however it was cut into pieces on both ways', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, sizes, sizes, async (length, writing, reading) => {
        const text = randomBytes(length);
        expect((await open(await seal(text, writing), reading)).equals(text)).toBe(true);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('is refused with any bit flipped, in its first line too', async () => {
    const files = await Promise.all([0, 40, chunkBytes, chunkBytes + 100].map((length) => seal(randomBytes(length))));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat(7), async (file, place, bit) => {
        const altered = Buffer.from(file);
        const at = place % file.length;
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        await expect(open(altered)).rejects.toThrow(BackupFileError);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('is refused cut off anywhere, with something added, a chunk doubled, left out or moved', async () => {
    const file = await seal(randomBytes(3 * chunkBytes + 10));
    const header = file.indexOf('\n') + 1;
    const sealed = chunkBytes + 16;
    const [first, second, third, last] = [0, 1, 2, 3].map((at) =>
      file.subarray(header + at * sealed, header + (at + 1) * sealed),
    ) as [Buffer, Buffer, Buffer, Buffer];
    const start = file.subarray(0, header);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
        await expect(open(file.subarray(0, length))).rejects.toThrow(BackupFileError);
      }),
      { seed: 3, numRuns: 100 },
    );
    await expect(open(Buffer.concat([start, first, second, third]))).rejects.toThrow('is cut off');
    for (const parts of [
      [start, first, second, third, last, Buffer.of(0)],
      [start, first, first, second, third, last],
      [start, first, third, last],
      [start, second, first, third, last],
      [start, last],
    ])
      await expect(open(Buffer.concat(parts))).rejects.toThrow(BackupFileError);
  });

  it('says which key it wants when it is not at hand, and what it is when it is no backup', async () => {
    const file = await seal(Buffer.from('text'));
    await expect(open(file, [1], [other])).rejects.toThrow(/made with the backup key [0-9a-f]{16}.*--keys FILE/);
    expect((await open(file, [1], [other, key])).toString()).toBe('text');
    await expect(open(Buffer.from('PK'.repeat(200)))).rejects.toThrow('no backup file of OpenSRO');
    await expect(open(Buffer.alloc(0))).rejects.toThrow('is empty');
  });

  it('shows nothing of what is in it', async () => {
    const file = await seal(Buffer.from('Lincoln High '.repeat(100)));
    expect(file.includes('Lincoln')).toBe(false);
  });
});

describe('the count and digest of a table', () => {
  it('is the same in any order and cut anywhere, and another when a row is lost, doubled or altered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ' ')),
          { minLength: 1, maxLength: 9 },
        ),
        sizes,
        async (rows, pieces) => {
          const count = async (list: readonly string[], cuts: readonly number[]) => {
            const [splitter, digest] = [new RowSplitter(), new RowDigest()];
            for await (const piece of cut(Buffer.from(list.map((row) => `${row}\n`).join('')), cuts))
              for (const row of splitter.push(piece)) digest.add(row);
            expect(splitter.whole).toBe(true);
            return digest.result();
          };
          const whole = await count(rows, [1_000]);
          expect(whole.rows).toBe(rows.length);
          expect(await count(rows.toReversed(), pieces)).toEqual(whole);
          expect(await count(rows.slice(1), [1_000])).not.toEqual(whole);
          expect(await count([...rows, rows[0] ?? ''], [1_000])).not.toEqual(whole);
          expect(await count([`${rows[0]}x`, ...rows.slice(1)], [1_000])).not.toEqual(whole);
        },
      ),
      { seed: 4, numRuns: 60 },
    );
  });
});
