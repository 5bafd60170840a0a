import { type ReleaseDocument, shownAt, tableOf, total } from '../../../portal/release-view.ts';
import type { PublicYear, Shown } from '../../../portal/view.ts';
import { callResults, steps } from '../../../statistics/stages.ts';
import { type ReleasedFacts, type ReleasedTable, releasedDimensions } from '../released-facts.ts';
import { ladderOf } from './counts.ts';

/** The school year that a year's release tells of, as the public pages show it: each cell is one of the release's. */
export function yearOfRelease(release: ReleaseDocument, publishedOn: string): PublicYear {
  const { schoolYear, from, to, activity, audience, positiveContacts } = release;
  return {
    id: schoolYear,
    firstDay: from,
    lastDay: to,
    publishedOn,
    activity,
    audience,
    positiveContacts,
    cells: cellsOf(release),
  };
}

function cellsOf(release: ReleaseDocument): Readonly<Record<string, Shown>> {
  const calls = tableOf(release, 'calls');
  const cells: Record<string, Shown> = { calls: shownAt(calls, {}) };
  for (const result of callResults) cells[result] = shownAt(calls, { result });
  const incidents = tableOf(release, 'incidents');
  for (const origin of ['called', 'selfInitiated']) cells[`incidents.${origin}`] = shownAt(incidents, { origin });
  for (const unit of ['incidents', 'students'] as const) {
    const table = tableOf(release, unit);
    cells[unit] = shownAt(table, {});
    for (const level of ['light', 'enforcement']) cells[`${unit}.${level}`] = shownAt(table, { level });
    cells[`${unit}.formal`] = shownAt(table, { level: 'enforcement', part: 'formal' });
    for (const name of steps) {
      const [level, part, step] = ladderOf(name);
      cells[`${unit}.${name}`] = shownAt(table, { level, part, step });
    }
  }
  return cells;
}

/** The recorded facts of a year's release, as the police side sees them: exactly what the public sees. */
export function factsOfRelease(release: ReleaseDocument): ReleasedFacts {
  const table = tableOf(release, 'students');
  const facts: Partial<Record<(typeof releasedDimensions)[number], ReleasedTable>> = {};
  if (table === undefined) return facts;
  for (const dimension of releasedDimensions) {
    const at = table.columns.indexOf(dimension);
    const codes = new Set(table.cells.map((cell) => cell.codes[at] ?? total));
    codes.delete(total);
    const rows = [...codes].map((code) => [code, shownAt(table, { [dimension]: code })] as const);
    facts[dimension] = { total: shownAt(table, {}), rows: Object.fromEntries(rows) };
  }
  return facts;
}
