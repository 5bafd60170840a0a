import { readTable } from '../csv/table.ts';
import type { ProblemList } from '../problem.ts';
import type { RosterVersion } from './record.ts';

/** OneRoster's manifest: which version, and how each file is meant. Files not named are treated as bulk when they are there. */
export type Manifest = {
  version: RosterVersion | null;
  systemName: string;
  systemCode: string;
  /** File name in lower case, without '.csv' -> how it is meant. */
  modes: ReadonlyMap<string, 'absent' | 'bulk'>;
};

export const noManifest: Manifest = { version: null, systemName: '', systemCode: '', modes: new Map() };

/**
 * Reads manifest.csv (OneRoster 1.1 and 1.2 CSV binding). A delta bundle is refused: it says what changed since a day this
 * system does not know, so the roster after it would be a guess.
 */
export function readManifest(bytes: Uint8Array, file: string, problems: ProblemList): Manifest {
  const table = readTable(bytes, {
    file,
    required: [
      { key: 'propertyName', names: ['propertyName'] },
      { key: 'value', names: ['value'] },
    ],
  });
  problems.push(...table.problems);
  const modes = new Map<string, 'absent' | 'bulk'>();
  let version: RosterVersion | null = null;
  let systemName = '';
  let systemCode = '';
  for (const { line, values } of table.rows) {
    const name = values.propertyName.toLowerCase();
    const value = values.value.toLowerCase();
    const where = { file, line, column: table.columns.get('value') ?? null };
    if (name === 'oneroster.version') {
      version = versionOf(value);
      if (version === null) problems.add('versionUnsupported', 'error', where, { version: values.value.slice(0, 40) });
    } else if (name === 'source.systemname') systemName = values.value;
    else if (name === 'source.systemcode') systemCode = values.value;
    else if (name.startsWith('file.')) {
      const described = name.slice('file.'.length);
      if (value === 'delta') problems.add('deltaBundle', 'error', where, { name: described });
      else if (value === 'bulk' || value === 'absent') modes.set(described, value);
      else problems.add('manifestModeUnknown', 'error', where, { name: described, value: values.value.slice(0, 40) });
    }
  }
  return { version, systemName, systemCode, modes };
}

function versionOf(value: string): RosterVersion | null {
  const match = /^v?(1\.[12])(\.\d+)?$/.exec(value);
  return match?.[1] === '1.1' || match?.[1] === '1.2' ? match[1] : null;
}
