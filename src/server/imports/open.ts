import type { BundleResult } from '../exchange/files/bundle.ts';
import { problem } from '../exchange/problem.ts';

/** A bundle that must be one file (the second file of a roster); of several it would be a guess which one is meant. */
export function oneFile(opened: BundleResult): BundleResult {
  if (!opened.ok || opened.bundle.files.length === 1) return opened;
  const { origin, files } = opened.bundle;
  opened.bundle.close();
  const names = files.slice(0, 5).map((file) => file.name);
  return {
    ok: false,
    problems: [
      names.length === 0
        ? problem('noFiles', 'error', { file: origin })
        : problem('duplicateFile', 'error', { file: origin }, { names: names.join(', ') }),
    ],
  };
}
