import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// Rules, statistics and disclosure give the same answer for the same question, on the server and on the phone. So they
// take the time, the ids and the settings they need as arguments. Imports are checked in dependencies.test.ts; here
// stands what needs no import.

const trees = ['domain', 'statistics', 'disclosure'];

const impure: Record<string, RegExp> = {
  'the clock': /\bDate\.now\(|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.now\(|\bTemporal\.Now\b/,
  chance: /\bMath\.random\(|\bcrypto\.(random|getRandom)|\brandomUUID\(/,
  'the machine': /\bprocess\.|\bimport\.meta\.env\b|\bglobalThis\.|\blocalStorage\b/,
  'the network': /\bfetch\(|\bnew (XMLHttpRequest|WebSocket|EventSource)\b/,
  'what runs later': /\bset(Timeout|Interval|Immediate)\(|\bqueueMicrotask\(/,
};

/** What a text does that pure code must not: `line: what`. Comments may speak of it. */
function impurities(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/\/\/.*$/gm, '');
  return code
    .split('\n')
    .flatMap((line, index) =>
      Object.entries(impure).flatMap(([what, pattern]) => (pattern.test(line) ? [`${index + 1}: ${what}`] : [])),
    );
}

test.for(trees)('src/%s knows no clock, no chance, no machine and no network', (tree) => {
  const folder = new URL(`../../src/${tree}/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.test(-data)?\.ts$/.test(name),
  );
  expect(files.length).toBeGreaterThan(3);
  const found = files.flatMap((name) =>
    impurities(readFileSync(new URL(name, folder), 'utf8')).map((what) => `${tree}/${name}:${what}`),
  );
  expect(found).toEqual([]);
});

test.for([
  ['const at = Date.now();', 'the clock'],
  ['const at = new Date();', 'the clock'],
  ['const id = crypto.randomUUID();', 'chance'],
  ['const die = Math.random() * 6;', 'chance'],
  ["const port = process.env['PORT'];", 'the machine'],
  ["await fetch('/api/me');", 'the network'],
  ['setTimeout(work, 10);', 'what runs later'],
] as const)('a planted %s is found', ([line, what]) => {
  expect(impurities(`/* Date.now() */\nexport const fine = new Date(0);\n${line}`)).toContain(`3: ${what}`);
});

test('speaking of the clock is not asking it', () => {
  expect(impurities("// never Date.now()\n/** nor Math.random() */\nnew Date('2026-03-04');\n")).toEqual([]);
});
