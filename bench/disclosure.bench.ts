// Disclosure control on synthetic contacts: cells withheld beside the true small ones, their value, time with the proof,
// memory; beside the peer's tool (GaussSuppression 1.2.3 in R, its defaults) and the experiments that set the goals.
// A word as in `npm run bench -- disclosure` runs all; OPENSRO_BENCH_ONLY="dash 20" the tables whose name holds it,
// OPENSRO_BENCH_ONLY=seed the ten fresh seeds of all three products.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contacts } from '../tests/support/contacts.ts';
import { report } from './lib/figures.ts';
import { processorMs, scratch } from './lib/servers.ts';

const formulas = {
  dash: '(zone > school) * event * (race + sex + dis + quarter)',
  cross: '(zone > school) * race * sex * dis',
  mid: '(zone > school) * race * sex * event',
} as const;

/** What others withheld beside the small counts: number of cells and their sum; and our goals. */
interface Reference {
  readonly product: keyof typeof formulas;
  readonly schools: number;
  /** The peer's tool, zeros as complements. Unsafe as soon as zeros are published. */
  readonly peer?: readonly [cells: number, value: number];
  /** The experiment at `exact`, zeros published; the larger value where it gave two. */
  readonly exact?: readonly [cells: number, value: number];
  /** The experiment at `bound`. */
  readonly bound?: number;
  /** Goals in seconds. */
  readonly seconds?: { readonly exact?: number; readonly bound?: number };
}

const references: readonly Reference[] = [
  { product: 'dash', schools: 5, peer: [92, 2_992], exact: [101, 4_461], bound: 137 },
  { product: 'cross', schools: 5, peer: [84, 3_794], exact: [77, 3_832], bound: 109 },
  { product: 'mid', schools: 5, peer: [118, 3_887], exact: [96, 3_962], bound: 145 },
  { product: 'dash', schools: 20, peer: [96, 2_458], exact: [99, 2_978], bound: 282, seconds: { exact: 2, bound: 8 } },
  { product: 'cross', schools: 20, peer: [131, 4_075], exact: [114, 4_160], bound: 227 },
  { product: 'mid', schools: 20, peer: [195, 4_776], exact: [150, 4_737] },
  { product: 'cross', schools: 60, peer: [393, 16_731], exact: [344, 22_904] },
  { product: 'dash', schools: 60, peer: [248, 8_407], exact: [238, 11_624], seconds: { exact: 6, bound: 60 } },
  { product: 'mid', schools: 60 },
  { product: 'dash', schools: 200, exact: [555, 34_859], seconds: { exact: 40 } },
];

/** No experiment saw these; no table may take longer than this at `exact`. */
const freshSeeds = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
const freshSeconds = 10;

interface Printed {
  readonly cells: number;
  readonly primary: number;
  readonly complementary: number;
  readonly withheldValue: number;
  readonly seconds: number;
  readonly peakMemoryMB: number;
  readonly audit: { readonly exact: number; readonly exactInIntegers: number; readonly belowBound: number };
}

const main = new URL('../src/cli/main.ts', import.meta.url).pathname;

interface Ran {
  readonly status: number | null;
  readonly out: string;
  /** Processor time, start of the program included: what neighbours on the machine do not change. */
  readonly processorSeconds: number;
}

function opensro(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, 'disclosure', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let used = 0;
    const timer = setInterval(() => {
      used = Math.max(used, processorMs(child.pid ?? 0) || 0);
    }, 50);
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.on('close', (status) => {
      clearInterval(timer);
      resolve({ status, out, processorSeconds: Math.round(used / 10) / 100 });
    });
  });
}

type Row = Record<string, string | number>;
type Asked = { protect: 'exact' | 'bound' | 'full'; zeros: 'published' | 'complement' };

/** Runs suppress and verify as anybody would, and gives a row of figures. */
async function measure(folder: string, of: Reference, seed: number, { protect, zeros }: Asked): Promise<Row> {
  const input = path.join(folder, `contacts-${of.schools}-${seed}.csv`);
  await writeFile(input, contacts(of.schools, seed));
  const out = path.join(folder, 'public.csv');
  const proof = path.join(folder, 'proof.json');
  const ran = await opensro([
    ...['suppress', input, '--publish', formulas[of.product], '--count', 'n', '--protect', protect, '--zeros', zeros],
    ...['--out', out, '--certificate', proof, '--json'],
  ]);
  const table = `${of.product} ${of.schools}${seed === 7 ? '' : ` seed ${seed}`}`;
  if (ran.status !== 0) {
    process.exitCode = 1;
    return { table, protect, zeros, verified: 'REFUSED' };
  }
  const printed: Printed = JSON.parse(ran.out);
  const verified = await opensro(['verify', out, proof]);
  const computable = printed.audit.exact + printed.audit.exactInIntegers;
  const missed = verified.status !== 0 || computable > 0;
  if (missed) process.exitCode = 1;
  const experiment =
    zeros === 'published' && seed === 7 ? (protect === 'exact' ? of.exact : [of.bound ?? '', '']) : null;
  return {
    table,
    protect,
    zeros,
    cells: printed.cells,
    primary: printed.primary,
    complementary: printed.complementary,
    experiment: experiment?.[0] ?? '',
    peer: seed === 7 && protect === 'exact' ? (of.peer?.[0] ?? '') : '',
    value: printed.withheldValue,
    'experiment value': experiment?.[1] ?? '',
    'peer value': seed === 7 && protect === 'exact' ? (of.peer?.[1] ?? '') : '',
    seconds: printed.seconds,
    'processor s': ran.processorSeconds,
    goal: goalOf(of, seed, protect, zeros),
    MB: printed.peakMemoryMB,
    computable,
    'below bound': printed.audit.belowBound,
    verified: verified.status === 0 ? 'yes' : 'NO',
    sha256: createHash('sha256')
      .update(await readFile(out))
      .digest('hex')
      .slice(0, 12),
  };
}

function goalOf(of: Reference, seed: number, protect: Asked['protect'], zeros: Asked['zeros']): number | string {
  if (zeros === 'complement' || protect === 'full') return '';
  if (seed !== 7) return protect === 'exact' ? freshSeconds : '';
  return of.seconds?.[protect] ?? '';
}

const only = process.env.OPENSRO_BENCH_ONLY ?? '';
const { folder, remove } = await scratch();
try {
  const rows: Row[] = [];
  const add = async (of: Reference, seed: number, asked: Asked): Promise<void> => {
    const fresh = freshSeeds.includes(seed) ? 'seed ' : '';
    if (!`${of.product} ${of.schools} ${asked.protect} ${asked.zeros} ${fresh}${seed}`.includes(only)) return;
    const row = await measure(folder, of, seed, asked);
    console.error(Object.values(row).join('  '));
    rows.push(row);
  };
  for (const of of references) {
    await add(of, 7, { protect: 'exact', zeros: 'published' });
    if (of.schools > 60) continue;
    await add(of, 7, { protect: 'bound', zeros: 'published' });
    if (of.peer !== undefined) await add(of, 7, { protect: 'exact', zeros: 'complement' });
  }
  for (const seed of freshSeeds) {
    for (const product of ['dash', 'cross', 'mid'] as const) {
      await add({ product, schools: 20 }, seed, { protect: 'exact', zeros: 'published' });
    }
  }
  report('disclosure', rows);
} finally {
  await remove();
}
