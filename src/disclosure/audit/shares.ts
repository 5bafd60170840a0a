/**
 * Whether a percentage may stand beside the counts it is made of: not where part or whole is withheld (null), and not
 * where part or rest is a small count of people, since whoever knows the whole multiplies back. Counts are of people;
 * `threshold` is the least count that is not small.
 */
export function mayShowShare(part: number | null, whole: number | null, threshold: number): boolean {
  if (part === null || whole === null || whole <= 0 || part > whole) return false;
  const isSmall = (count: number): boolean => count > 0 && count < threshold;
  return !isSmall(part) && !isSmall(whole) && !isSmall(whole - part);
}
