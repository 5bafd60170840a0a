import { Buffer } from 'node:buffer';
import type { Bundle } from '../files/bundle.ts';
import { openUploads } from '../files/open.ts';
import type { ExchangeProblem } from '../problem.ts';

/** A bundle of texts or bytes by file name. */
export async function bundleOf(files: Readonly<Record<string, string | Buffer>>): Promise<Bundle> {
  const opened = await openUploads(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })));
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return opened.bundle;
}

/** Codes without their prefix, sorted, each once. */
export function codes(problems: readonly ExchangeProblem[]): string[] {
  return [...new Set(problems.map((one) => one.code.replace('exchange.', '')))].sort();
}

export function errorsOf(problems: readonly ExchangeProblem[]): ExchangeProblem[] {
  return problems.filter((one) => one.severity === 'error');
}

/** Rows to CSV with every cell quoted. */
export function csv(rows: readonly (readonly string[])[], end = '\n'): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') + end).join('');
}
