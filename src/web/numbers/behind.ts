import type { Numbers } from './types.ts';

export type Selection = { readonly schoolId: string; readonly officerId: string };

type Where = Pick<Numbers, 'period'> & { readonly selection: Selection };

/** The address of a list, narrowed to the days, school and officer of the numbers on the page. */
function address(list: string, { period, selection }: Where, more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ from: period.from, to: period.to, ...selection, ...more });
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  return `${list}?${query}`;
}

/** Where the records behind a stage of the funnel are listed. */
export function behindStage(unit: 'calls' | 'incidents', key: string, where: Where): string {
  if (unit === 'calls') return address('/calls', where, key === 'calls' ? {} : { result: key });
  if (key === 'incidents') return address('/incidents', where, {});
  if (key === 'called' || key === 'selfInitiated') return address('/incidents', where, { origin: key });
  return address('/incidents', where, { reached: key });
}

/** Where the entries behind a line of time are listed; null where the list has no such filter. */
export function behindTime(table: string, key: string, where: Where): string | null {
  switch (table) {
    case 'kind':
      return address('/activities', where, { kind: key });
    case 'school':
      return key === 'elsewhere' ? null : address('/activities', where, { schoolId: key });
    case 'officer':
      return address('/activities', where, { officerId: key });
    case 'month': {
      const [from, to] = monthWithin(key, where.period);
      return address('/activities', where, { from, to });
    }
    default:
      return null;
  }
}

/** First and last day of a month as far as they lie in the period. */
function monthWithin(month: string, period: { readonly from: string; readonly to: string }): readonly [string, string] {
  const first = `${month}-01`;
  const next = new Date(`${first}T12:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1, 0);
  const last = next.toISOString().slice(0, 10);
  return [first < period.from ? period.from : first, last > period.to ? period.to : last];
}
