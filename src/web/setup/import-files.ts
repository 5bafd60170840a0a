import type { FileProblem, ImportKind } from './import-types.ts';

/** Names of the files an import reads, without folder, case, spaces and ending. */
const needed: Readonly<Record<ImportKind, readonly string[]>> = {
  crdc: ['schoolcharacteristics', 'enrollment', 'schoolsupport'],
  roster: ['manifest', 'orgs', 'users', 'roles', 'demographics', 'enrollments', 'academicsessions'],
};

const plain = (name: string): string =>
  name
    .replace(/\.(csv|txt)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** Whether an import reads a file of this name. The CRDC of 2015-16 is one file, 'CRDC 2015-16 School Data.csv'. */
function isNeeded(kind: ImportKind, name: string): boolean {
  if (/\.zip$/i.test(name)) return true;
  if (!/\.(csv|txt)$/i.test(name)) return false;
  return needed[kind].includes(plain(name)) || (kind === 'crdc' && /school data\.(csv|txt)$/i.test(name));
}

/** Of a whole folder, the files the import reads: the others are not sent. What was picked one by one is sent as it is. */
export function pickNeeded<F extends { readonly name: string }>(
  kind: ImportKind,
  folder: readonly F[],
): { readonly files: readonly F[]; readonly skipped: number } {
  const files = folder.filter((file) => isNeeded(kind, file.name));
  return { files, skipped: folder.length - files.length };
}

/** A cell of CSV. One that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The problems as a CSV file that spreadsheets open in UTF-8. `header`: severity, file, line, column, reason, remedy. */
export function problemsCsv(
  header: readonly string[],
  severity: (problem: FileProblem) => string,
  problems: readonly FileProblem[],
): string {
  const rows = problems.map((problem) => [
    severity(problem),
    problem.file,
    problem.line === null ? '' : String(problem.line),
    problem.column ?? '',
    problem.reason,
    problem.remedy,
  ]);
  return `\uFEFF${[header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}
