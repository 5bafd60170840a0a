/** Longest lock, in minutes. */
const longest = 60;

/**
 * How long an account is locked after a failure (CJIS Security Policy 6.0, AC-7: at most five failures in a row).
 * Takes the failures in a row, this one included, and after how many the program locks; returns minutes:
 * 0 below the limit, then 1, 2, 4, ... up to 60.
 */
export function lockMinutes(failures: number, lockAfter: number): number {
  if (failures < lockAfter) return 0;
  return Math.min(longest, 2 ** Math.min(failures - lockAfter, 10));
}
