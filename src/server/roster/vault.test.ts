import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from '../platform/keys.ts';
import { folded, type Identity, matches, openIdentity, sealStudent } from './vault.ts';

const keys = keyRing(Buffer.alloc(32, 3));
const program = '01922b8e-0000-7000-8000-000000000001';
const other = '01922b8e-0000-7000-8000-000000000002';

const student = {
  schoolId: '01922b8e-0000-7000-8000-000000000003',
  sourcedId: 'src-1',
  studentNumber: '0042',
  givenName: 'Zoë',
  middleName: null,
  familyName: "O'Brien-Núñez",
  grade: '09' as const,
  birthDate: '2011-04-05',
  sex: 'F' as const,
  races: ['white' as const],
  idea: 'no' as const,
  section504: 'no' as const,
  englishLearner: 'no' as const,
};

describe('[P7.8] the vault', () => {
  it('gives back what was sealed, to the same program only, and only unaltered', () => {
    const row = sealStudent(keys, program, student);
    expect(openIdentity(keys, program, row.identity)).toMatchObject({ givenName: 'Zoë', number: '0042' });
    expect(() => openIdentity(keys, other, row.identity)).toThrow();
    fc.assert(
      fc.property(fc.nat(row.identity.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const altered = Buffer.from(row.identity);
        altered[at] = (altered[at] ?? 0) ^ flip;
        expect(() => openIdentity(keys, program, altered)).toThrow();
      }),
      { seed: 1 },
    );
  });

  it('shows neither name nor number in the sealed row', () => {
    const row = sealStudent(keys, program, student);
    const text = `${row.identity.toString('latin1')}${row.source_key.toString('latin1')}${row.digest.toString('latin1')}`;
    for (const secret of ['Zoë', 'Brien', '0042', 'src-1']) expect(text).not.toContain(secret);
  });

  it('gives one student different pseudonyms in another year and another program', () => {
    const all = [
      keys.pseudonym(program, '2025-26', '0042'),
      keys.pseudonym(program, '2026-27', '0042'),
      keys.pseudonym(other, '2025-26', '0042'),
    ].map((pseudonym) => pseudonym.toString('hex'));
    expect(new Set(all).size).toBe(3);
    expect(keys.pseudonym(program, '2025-26', ' 0042 ')).toEqual(keys.pseudonym(program, '2025-26', '0042'));
  });

  it('finds by beginnings of names whatever the accents, and by the whole number only', () => {
    const identity: Identity = {
      givenName: 'Zoë',
      middleName: null,
      familyName: "O'Brien-Núñez",
      number: '0042',
      birthDate: null,
    };
    for (const search of ['zoe', 'nunez', 'brien zo', '0042']) expect(matches(identity, search), search).toBe(true);
    for (const search of ['oe', '004', '42', 'zoe x', '']) expect(matches(identity, search), search).toBe(false);
  });

  it('folds text to a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(folded(folded(text))).toBe(folded(text));
      }),
      { seed: 2 },
    );
  });
});
