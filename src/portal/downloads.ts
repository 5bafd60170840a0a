import { stringify } from 'csv-stringify/sync';
import { callRows, type FunnelRow, originRows, stepRows } from './funnel-rows.ts';
import type { Texts } from './texts.ts';
import type { PublicProgram } from './view.ts';

export interface Download {
  readonly type: string;
  readonly name: string;
  readonly body: string;
}

/** One file of a program's pages, or null where there is no such file. All are made from the same edition of its pages. */
export function download(texts: Texts, program: PublicProgram, file: string): Download | null {
  const name = `${program.slug}-edition-${program.version}-${file}`;
  switch (file) {
    case 'funnel.csv':
      return { type: 'text/csv; charset=utf-8', name, body: funnelCsv(texts, program) };
    case 'activity.csv':
      return { type: 'text/csv; charset=utf-8', name, body: activityCsv(texts, program) };
    case 'officers.csv':
      return { type: 'text/csv; charset=utf-8', name, body: officersCsv(texts, program) };
    case 'pages.json':
      return { type: 'application/json; charset=utf-8', name, body: `${JSON.stringify(program, null, 2)}\n` };
    default:
      return null;
  }
}

/** A cell that begins like a formula is kept from being one; the mark tells spreadsheets that this is UTF-8. */
function csv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

function funnelCsv(texts: Texts, program: PublicProgram): string {
  const rows: (readonly (string | number)[])[] = [
    ['school_year', 'stage', 'stage_name', 'unit', 'value', 'status', 'edition'],
  ];
  const all: readonly FunnelRow[] = [...callRows, ...originRows, ...stepRows];
  for (const year of program.years) {
    for (const row of all) {
      for (const unit of ['calls', 'incidents', 'students'] as const) {
        const key = row.cells[unit];
        if (key === undefined) continue;
        const value = year.cells[key];
        const name = texts.t(`statistics:stages.${row.key}.name`);
        const n = value?.status === 'published' ? value.n : '';
        rows.push([year.id, row.key, name, unit, n, value?.status ?? 'withheld', program.version]);
      }
    }
  }
  return csv(rows);
}

function activityCsv(texts: Texts, program: PublicProgram): string {
  return csv([
    ['school_year', 'month', 'kind', 'kind_name', 'entries', 'hours', 'edition'],
    ...program.years.flatMap((year) =>
      year.activity.map((entry) => [
        year.id,
        entry.month,
        entry.kind,
        texts.t(`kinds.${entry.kind}`),
        entry.entries,
        entry.hours,
        program.version,
      ]),
    ),
  ]);
}

function officersCsv(texts: Texts, program: PublicProgram): string {
  const nameOf = new Map(program.schools.map((school) => [school.id, school.name]));
  return csv([
    ['officer', 'kind', 'employed_by', 'school_id', 'school', 'as_of', 'edition'],
    ...program.officers.flatMap((officer) =>
      (officer.schoolIds.length === 0 ? [''] : officer.schoolIds).map((id) => [
        officer.name,
        texts.t(`officers.kind${officer.kind}`),
        officer.agency,
        id,
        nameOf.get(id) ?? '',
        program.asOf,
        program.version,
      ]),
    ),
  ]);
}
