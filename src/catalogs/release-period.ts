/**
 * The name of a release's period in the reader's language: '2025-26 school year', or 'Quarter 2 of 2025-26'. Takes the
 * lookup of a catalog's text and the period's code, '2025-26' or '2025-26-Q2'.
 */
export function releasePeriod(
  t: (key: string, values: Readonly<Record<string, string>>) => string,
  period: string,
): string {
  const [, year = period, n] = /^(.+)-Q(\d)$/.exec(period) ?? [];
  return n === undefined ? t('publishing:releases.year', { year }) : t('publishing:releases.quarter', { n, year });
}
