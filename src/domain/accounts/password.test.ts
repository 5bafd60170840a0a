import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonWords } from './common-words.ts';
import { checkNewPassword } from './password.ts';

const ana = { name: 'Ana Reyes', email: 'ana.reyes@cedarbend.example' };
const codeOf = (password: string, minLength = 8): string | null => {
  const checked = checkNewPassword(password, ana, minLength);
  return checked.ok ? null : checked.error.code;
};

describe('a new password', () => {
  it.each([
    'a sentence only I know',
    'mi perro come tarde',
    'correct horse battery',
    'ñandú bajo la lluvia',
    'tr0ub4dor&3xyz',
    '8392017746213',
  ])('%s is taken', (password) => {
    expect(codeOf(password)).toBeNull();
  });

  it.each([
    'Password2026!',
    'P@ssw0rd1234',
    'qwertyuiop123',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    '123456789012',
    'iloveyou12345',
    'Summer2026Summer',
    'contraseña2024',
    'anareyes1980xk',
    'Cedarbend-Police-2026',
    'letmein letmein letmein',
  ])('%s is easily guessed', (password) => {
    expect(codeOf(password)).toBe('signIn.passwordCommon');
  });

  it('is as long as the program asks, counted in characters people see, and no longer than can be typed', () => {
    expect(codeOf('only eleven', 12)).toBe('common.passwordLength');
    expect(codeOf('just twelve!', 12)).toBeNull();
    expect(codeOf('🦆🐢🦊🐝🐳🦉🐌🦜🐡🦔🐸', 12)).toBe('common.passwordLength');
    expect(codeOf('only words '.repeat(20))).toBe('common.passwordLength');
  });

  it('is refused when a common word is dressed up with years, signs, capitals or digits for letters', () => {
    const dressed = fc.record({
      word: fc.constantFrom(...commonWords),
      year: fc.integer({ min: 1950, max: 2049 }),
      sign: fc.constantFrom('!', '.', '-', '_', '?', ' '),
      shape: fc.constantFrom(
        (word: string) => word,
        (word: string) => word.toUpperCase(),
        (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`,
        (word: string) => word.replaceAll('o', '0').replaceAll('e', '3').replaceAll('a', '@'),
      ),
    });
    fc.assert(
      fc.property(dressed, ({ word, year, sign, shape }) => {
        expect(codeOf(`${shape(word)}${year}${sign}${sign}${sign}`)).not.toBeNull();
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('needs no capitals, digits or signs: words nobody expects are enough', () => {
    const words = ['velvet', 'anchor', 'hinge', 'walnut', 'kettle', 'gravel', 'mosaic', 'lantern'];
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...words), { minLength: 3, maxLength: 5 }), (some) => {
        expect(codeOf(some.join(' '))).toBeNull();
      }),
      { seed: 2 },
    );
  });

  it('is judged in a moment, however long or odd it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 128 }), (password) => {
        checkNewPassword(password, ana, 8);
      }),
      { seed: 3, numRuns: 300 },
    );
    // The work of it, not the time: what else the machine does makes no difference.
    const began = process.threadCpuUsage();
    for (const hard of ['ab'.repeat(64), 'a'.repeat(128), 'aab'.repeat(42), '$'.repeat(128)]) codeOf(hard);
    const { user, system } = process.threadCpuUsage(began);
    expect((user + system) / 1_000, 'milliseconds of work').toBeLessThan(1_000);
  });
});
