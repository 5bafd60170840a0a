import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { addKeyVersions, ensureKeys, findKeys, installKeys, keyCopy, parseKeyCopy } from './key-files.ts';
import { keyRing } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'opensro-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = '01922b8e-0000-7000-8000-000000000001';
const first = { version: 1, madeAt: new Date(0).toISOString(), key: Buffer.alloc(32, 1) };
const version = (number: number, madeAt: string) => ({ version: number, madeAt, key: Buffer.alloc(32, number) });

describe('[P7.8] versions of the master key', () => {
  it('open what any of them sealed, seal with the newest, and refuse what is altered', () => {
    const one = keyRing([first]);
    const two = keyRing([first, version(2, '2026-11-22T05:00:00.000Z')]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [old, fresh] = [one.seal(program, text), two.seal(program, text)];
        expect([two.open(program, old), two.open(program, fresh)]).toEqual([text, text]);
        expect([two.sealedVersion(old), two.sealedVersion(fresh)]).toEqual([1, 2]);
        expect(() => one.open(program, fresh)).toThrow();
        expect(() => two.open('another', fresh)).toThrow();
      }),
      { seed: 1, numRuns: 50 },
    );
    const sealed = two.seal(program, 'text');
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => two.open(program, altered), `byte ${at}`).toThrow();
    }
  });

  it('open what was sealed before keys had versions', () => {
    const marked = keyRing([first]).seal(program, 'before');
    expect(keyRing([first, version(2, '2026-01-01T00:00:00.000Z')]).open(program, marked.subarray(4))).toBe('before');
  });

  it('never change the pseudonym of a school year that has begun, whenever the keys are changed within it', () => {
    const days = fc.date({ min: new Date('2026-01-02'), max: new Date('2027-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(days, days, fc.stringMatching(/^\d{4,8}$/), (a, b, number) => {
        const [earlier, later] = [a, b].toSorted((x, y) => x.getTime() - y.getTime());
        const rotated = [first, version(2, (earlier ?? a).toISOString()), version(3, (later ?? b).toISOString())];
        for (const year of ['2025-26', '2026-27', '2026']) {
          expect(keyRing(rotated).pseudonym(program, year, number)).toEqual(
            keyRing([first]).pseudonym(program, year, number),
          );
        }
        expect(keyRing(rotated).digest(program, 'sourcedId', number)).toEqual(
          keyRing([first]).digest(program, 'sourcedId', number),
        );
        // A year after both is made with the newest.
        expect(keyRing(rotated).pseudonym(program, '2028-29', number)).not.toEqual(
          keyRing(rotated.slice(0, 2)).pseudonym(program, '2028-29', number),
        );
      }),
      { seed: 2, numRuns: 50 },
    );
  });
});

describe('the files of the keys', () => {
  it('are copied as text that tells a slip, and put back where they are missing', () => {
    const data = join(folder, 'one');
    ensureKeys(data);
    const keys = addKeyVersions(data, new Date('2026-11-22T05:00:00Z'));
    expect(keys.masters.map((key) => key.version)).toEqual([1, 2]);
    const text = keyCopy(keys);
    expect(parseKeyCopy('copy', text)).toEqual(keys);
    const slip = text.replace(/[0-9a-f](?=[0-9a-f]{40} )/, (digit) => (digit === '0' ? '1' : '0'));
    expect(() => parseKeyCopy('copy', slip)).toThrow(/copy, line \d is not a key of OpenSRO, or was mistyped/);
    expect(() => parseKeyCopy('copy', '# nothing')).toThrow('holds no key');

    const other = join(folder, 'two');
    installKeys(other, parseKeyCopy('copy', text));
    expect(findKeys(other)).toEqual(keys);
    for (const name of ['master.key', 'backup.key'])
      expect(statSync(join(other, 'secrets', name)).mode & 0o777).toBe(0o600);
    expect(() => installKeys(other, { masters: [first], backups: [] })).toThrow('holds another key already');
    expect(findKeys(other)).toEqual(keys);
  });

  it('are not made anew beside a database that was sealed with one that has gone', () => {
    const data = join(folder, 'three');
    mkdirSync(join(data, 'postgres'), { recursive: true });
    expect(() => ensureKeys(data)).toThrow(/master\.key is missing\. Put it back/);
  });

  it('are refused when damaged or open to others', () => {
    const data = join(folder, 'four');
    ensureKeys(data);
    const file = join(data, 'secrets', 'backup.key');
    const good = readFileSync(file, 'utf8');
    for (const bad of ['', 'zz', `${good}${good}`, good.slice(0, 20)]) {
      writeFileSync(file, bad);
      expect(() => ensureKeys(data), bad).toThrow('is not a key of OpenSRO');
    }
    writeFileSync(file, good);
    chmodSync(file, 0o644);
    expect(() => findKeys(data)).toThrow('chmod 600');
  });
});
