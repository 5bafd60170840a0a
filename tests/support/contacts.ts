/**
 * Synthetic contacts of police with students, to measure disclosure control on. Nobody in them exists. The same number of
 * schools and seed give the same bytes on any machine, those of the tables that the peer's tool was measured on.
 */

const races = ['White', 'Black', 'Hispanic', 'Asian', 'AIAN', 'NHPI', 'TwoOrMore'];
const raceShare = [0.42, 0.2, 0.26, 0.05, 0.012, 0.004, 0.054];
const raceRate = [1, 2.3, 1.25, 0.45, 1.9, 1.3, 1.4];
const sexes = ['M', 'F', 'X'];
const sexShare = [0.51, 0.485, 0.005];
const sexRate = [1.35, 0.65, 1.1];
const disabilities = ['IDEA504', 'None'];
const disabilityShare = [0.16, 0.84];
const disabilityRate = [2.2, 0.77];
const events = ['Interview', 'Search', 'Citation', 'ReferralLE', 'UseOfForce', 'Arrest'];
const eventShare = [0.52, 0.17, 0.12, 0.11, 0.045, 0.035];
const quarters = ['Q1', 'Q2', 'Q3', 'Q4'];
const season = [0.95, 1.15, 1.1, 0.8];

/** Levels of schools: enrolment is lognormal around exp(size), contacts a student a year around `rate`. */
const levels = {
  Elem: { size: 6.1, rate: 0.012 },
  Middle: { size: 6.5, rate: 0.07 },
  High: { size: 7.1, rate: 0.1 },
} as const;

const columns = 'zone,school,level,race,sex,dis,event,quarter,n';

/** A year of contacts as CSV, a line for every combination, zeros too. */
export function contacts(schools: number, seed: number): string {
  const chance = new Chance(seed);
  const zones = Math.max(2, Math.round(Math.sqrt(schools) / 1.4));
  const mixes = Array.from({ length: zones }, () => {
    const mix = raceShare.map((share) => chance.gamma(share * 9));
    const all = sum(mix);
    return mix.map((share) => share / all);
  });
  const lines = [columns];
  for (let school = 0; school < schools; school += 1) {
    const zone = school % zones;
    lines.push(...schoolLines(chance, mixes[zone] ?? [], numbered('Z', zone + 1, 2), numbered('S', school + 1, 3)));
  }
  return `${lines.join('\n')}\n`;
}

function schoolLines(chance: Chance, mix: readonly number[], zone: string, school: string): string[] {
  const drawn = chance.next();
  const level = drawn < 0.5 ? 'Elem' : drawn < 0.75 ? 'Middle' : 'High';
  const enrolment = Math.round(Math.exp(chance.normal() * 0.35 + levels[level].size));
  const base = levels[level].rate * Math.exp(chance.normal() * 0.6);
  const weights = mix.map((share) => chance.gamma(share * 25 + 1e-3));
  const all = sum(weights);
  const lines: string[] = [];
  races.forEach((race, r) => {
    sexes.forEach((sex, s) => {
      disabilities.forEach((disability, d) => {
        const expected = ((enrolment * at(weights, r)) / all) * at(sexShare, s) * at(disabilityShare, d);
        const students = chance.poisson(expected);
        const rate = base * at(raceRate, r) * at(sexRate, s) * at(disabilityRate, d);
        events.forEach((event, e) => {
          quarters.forEach((quarter, q) => {
            const mean = ((students * rate * at(eventShare, e) * at(season, q)) / 4) * (0.3 + 1.4 * chance.next());
            lines.push([zone, school, level, race, sex, disability, event, quarter, chance.poisson(mean)].join(','));
          });
        });
      });
    });
  });
  return lines;
}

function numbered(letter: string, number: number, digits: number): string {
  return `${letter}${String(number).padStart(digits, '0')}`;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Draws that a seed decides: Mulberry32 and the textbook transformations of it. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  }

  /** Box and Muller. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Marsaglia and Tsang, scale 1. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (this.next() || 1e-12) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Knuth for small means, the normal beside it for large ones. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    // At least one draw, also where the mean is so small that the limit is 1.
    for (let product = this.next(); product > limit; product *= this.next()) count += 1;
    return count;
  }
}
