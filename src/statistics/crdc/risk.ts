import { haldane, riskRatioWald } from '../disparity/large.ts';
import { normalQuantile } from '../disparity/special.ts';

/** A risk ratio with its 95 % interval; `value` null where it cannot be calculated. */
export interface Ratio {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const z95 = normalQuantile(0.975);
const none: Ratio = { value: null, low: null, high: null };

/**
 * Risk of one group over that of the compared one, with the log-Wald interval (Katz and others, 1978). With no event in
 * one of the two, half an event and one student are added to each (Haldane). Null where neither group has an event or one
 * has no student: a ratio of nothing is not 1.
 */
export function riskRatio(events: number, students: number, otherEvents: number, otherStudents: number): Ratio {
  if (students <= 0 || otherStudents <= 0 || events + otherEvents === 0) return none;
  return riskRatioWald(haldane({ a: events, n: students, b: otherEvents, m: otherStudents }), z95);
}
