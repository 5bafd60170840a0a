/** A risk ratio with its 95 % interval; `value` null where it cannot be calculated. */
export interface Ratio {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const z95 = 1.959964;
const none: Ratio = { value: null, low: null, high: null };

/**
 * Risk of one group over that of the compared one, with the log-Wald interval (Katz and others, 1978). With no event in
 * one of the two, half an event and one student are added to each (Haldane). Null where neither group has an event or one
 * has no student: a ratio of nothing is not 1.
 */
export function riskRatio(events: number, students: number, otherEvents: number, otherStudents: number): Ratio {
  if (students <= 0 || otherStudents <= 0 || events + otherEvents === 0) return none;
  const shift = events === 0 || otherEvents === 0 ? 0.5 : 0;
  const [a, n] = [events + shift, students + 2 * shift];
  const [c, m] = [otherEvents + shift, otherStudents + 2 * shift];
  const value = a / n / (c / m);
  const half = z95 * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / c - 1 / m));
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}
