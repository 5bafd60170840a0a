// The same statistics written another way, to be held against the product's: whole numbers of any length instead of
// log-gamma, sums instead of the incomplete beta function, halving an equation instead of solving it.

interface Table {
  readonly a: number;
  readonly n: number;
  readonly b: number;
  readonly m: number;
}

/** Number of ways to choose k of n, exact. */
export function choose(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 0; i < Math.min(k, n - k); i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
  return ways;
}

const precision = 10n ** 18n;
const quotient = (top: bigint, bottom: bigint): number => Number((top * precision) / bottom) / Number(precision);

/** Ways of each count the group could have had, with the margins as they are. */
function ways({ a, n, b, m }: Table): ReadonlyMap<number, bigint> {
  const list = new Map<number, bigint>();
  for (let k = Math.max(0, a + b - m); k <= Math.min(n, a + b); k++) list.set(k, choose(n, k) * choose(m, a + b - k));
  return list;
}

/** Fisher's test in whole numbers: tables with no more ways than the observed one, a ten-millionth let pass. */
export function fisher(table: Table): number {
  const list = ways(table);
  const observed = list.get(table.a) ?? 0n;
  let [extreme, all] = [0n, 0n];
  for (const way of list.values()) {
    all += way;
    if (way * 10_000_000n <= observed * 10_000_001n) extreme += way;
  }
  return quotient(extreme, all);
}

/** Where a function that goes from below zero to above crosses it. */
function root(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 70; i++) {
    const middle = low + (high - low) / 2;
    if (f(middle) > 0) high = middle;
    else low = middle;
  }
  return low;
}

/** Clopper and Pearson's limits at 95 %; `half` 1 counts the observed count whole, 0.5 half of it (mid-p). */
export function clopperPearson(x: number, n: number, half: 1 | 0.5): { low: number; high: number } {
  const coefficients = Array.from({ length: n + 1 }, (_, k) => Number(choose(n, k)));
  const at = (k: number, p: number): number => (coefficients[k] ?? 0) * p ** k * (1 - p) ** (n - k);
  const between = (from: number, to: number, p: number): number => {
    let sum = 0;
    for (let k = from; k <= to; k++) sum += at(k, p);
    return sum;
  };
  return {
    low: x === 0 ? 0 : root((p) => between(x + 1, n, p) + half * at(x, p) - 0.025, 0, 1),
    high: x === n ? 1 : root((p) => 0.025 - between(0, x - 1, p) - half * at(x, p), 0, 1),
  };
}

/** Exact limits of the odds ratio: weights in whole numbers, the odds ratio itself halved between two bounds. */
export function oddsLimits(table: Table, half: 1 | 0.5): { low: number; high: number } {
  const list = [...ways(table)].map(([k, way]) => ({ k, way: Number(way) }));
  const first = list[0]?.k ?? 0;
  const tail = (log: number, wanted: (k: number) => boolean): number => {
    let [some, all] = [0, 0];
    for (const { k, way } of list) {
      const weight = way * Math.exp((k - table.a) * log);
      all += weight;
      if (wanted(k)) some += weight;
      else if (k === table.a) some += half * weight;
    }
    return some / all;
  };
  return {
    low: table.a === first ? 0 : Math.exp(root((log) => tail(log, (k) => k > table.a) - 0.025, -25, 25)),
    high:
      table.a === list.at(-1)?.k
        ? Number.POSITIVE_INFINITY
        : Math.exp(root((log) => 0.025 - tail(log, (k) => k < table.a), -25, 25)),
  };
}

/** Wilson: the two shares whose own standard error puts the observed one exactly z away. */
export function wilsonLimits(x: number, n: number, z: number): { low: number; high: number } {
  const seen = x / n;
  const away = (p: number): number => (seen - p) ** 2 - (z * z * p * (1 - p)) / n;
  return {
    low: x === 0 ? 0 : root((p) => -away(p), 0, seen),
    high: x === n ? 1 : root(away, seen, 1),
  };
}

/** Newcombe's difference from Wilson's limits. */
export function newcombe({ a, n, b, m }: Table, z: number): { low: number; high: number } {
  const [one, other] = [wilsonLimits(a, n, z), wilsonLimits(b, m, z)];
  const [p, q] = [a / n, b / m];
  return {
    low: p - q - Math.sqrt((p - one.low) ** 2 + (other.high - q) ** 2),
    high: p - q + Math.sqrt((one.high - p) ** 2 + (q - other.low) ** 2),
  };
}

/** Log-Wald limits by the spread of the logarithm of each share, added up. */
export function riskRatioLimits({ a, n, b, m }: Table, z: number): { low: number; high: number } {
  const spread = (x: number, of: number): number => (of - x) / (x * of);
  const [centre, wide] = [
    Math.log(a) - Math.log(n) - Math.log(b) + Math.log(m),
    Math.sqrt(spread(a, n) + spread(b, m)),
  ];
  return { low: Math.E ** (centre - z * wide), high: Math.E ** (centre + z * wide) };
}

/** Chance that a negative binomial count of a mean and a dispersion (variance over mean) is at most k, term by term. */
export function negativeBinomialAtMost(k: number, mean: number, dispersion: number): number {
  const size = mean / (dispersion - 1);
  let term = dispersion ** -size;
  let sum = term;
  for (let i = 1; i <= k; i++) {
    term *= ((size + i - 1) / i) * (1 - 1 / dispersion);
    sum += term;
  }
  return sum;
}

/** Benjamini and Hochberg by their rule itself: the rates at which each is among the rejected, the smallest of them. */
export function falseDiscoveryByRule(ps: readonly number[]): number[] {
  const sorted = ps.toSorted((one, other) => one - other);
  const rejects = (rate: number, p: number): boolean => {
    let bound = -1;
    for (const [index, value] of sorted.entries()) {
      if (value <= ((index + 1) / ps.length) * rate * (1 + 1e-12)) bound = value;
    }
    return p <= bound;
  };
  return ps.map((p) => {
    const rates = sorted.map((value, index) => (value * ps.length) / (index + 1)).concat(1);
    return Math.min(...rates.filter((rate) => rate >= 1 || rejects(rate, p)), 1);
  });
}

/** A seeded source of chance: numbers in [0, 1), always the same for a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws from a distribution on 0, 1, 2, ... given by its first term and the ratio of each term to the one before. */
function drawer(first: number, ratio: (k: number) => number, most: number): (chance: () => number) => number {
  const sums = [first];
  let term = first;
  for (let k = 1; k <= most; k++) {
    term *= ratio(k);
    sums.push((sums[k - 1] ?? 0) + term);
  }
  return (chance) => {
    const wanted = chance();
    const found = sums.findIndex((sum) => sum > wanted);
    return found < 0 ? most : found;
  };
}

export const binomial = (n: number, p: number) => drawer((1 - p) ** n, (k) => (((n - k + 1) / k) * p) / (1 - p), n);

export const poisson = (mean: number) => drawer(Math.exp(-mean), (k) => mean / k, Math.ceil(mean * 4 + 30));

export const overdispersed = (mean: number, dispersion: number) => {
  const size = mean / (dispersion - 1);
  return drawer(dispersion ** -size, (k) => ((size + k - 1) / k) * (1 - 1 / dispersion), Math.ceil(mean * 8 + 60));
};
