import { isLessWorse } from '../measures/measures.ts';
import { type Disparity, type Policy, ratioOf } from './compare.ts';

/**
 * Benjamini and Hochberg's control of the false discovery rate. Takes p-values; returns for each, in the same order,
 * the smallest rate at which it would be called a discovery (its q-value).
 */
export function falseDiscovery(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((one, other) => other.p - one.p);
  const qs = new Array<number>(ps.length).fill(1);
  let least = 1;
  for (const [above, { p, index }] of order.entries()) {
    least = Math.min(least, (p * ps.length) / (ps.length - above));
    qs[index] = least;
  }
  return qs;
}

/** What a comparison is judged by. */
type Judgeable = Pick<Disparity, 'about' | 'p' | 'riskRatio' | 'alternateRiskRatio'>;

/** A comparison among others that were looked at with it. */
export interface Judged<D extends Judgeable = Disparity> {
  readonly disparity: D;
  /** Null where no ratio was calculated. */
  readonly q: number | null;
  readonly flagged: boolean;
}

/**
 * Which of many comparisons stand out: those whose ratio is past the threshold on the worse side and whose q-value is
 * within the false discovery rate. Everything that is looked at together must be judged together; looking at ten things
 * ten times over is how chance gets flagged.
 */
export function judge<D extends Judgeable>(disparities: readonly D[], policy: Policy): readonly Judged<D>[] {
  const known = disparities.flatMap(({ p }) => (p === null ? [] : [p]));
  const qs = falseDiscovery(known);
  let next = 0;
  return disparities.map((disparity) => {
    if (disparity.p === null) return { disparity, q: null, flagged: false };
    const q = qs[next] ?? 1;
    next += 1;
    const ratio = ratioOf(disparity);
    const past =
      ratio.kind === 'calculated' &&
      (isLessWorse(disparity.about.measure) ? ratio.value <= 1 / policy.threshold : ratio.value >= policy.threshold);
    return { disparity, q, flagged: past && q <= policy.falseDiscoveryRate };
  });
}
