import { statSync } from 'node:fs';

/** What users of this machine other than the file's owner may do with a file or folder. */
export interface ForeignRights {
  /** Nobody but the owner may do anything. */
  readonly none: boolean;
  /** Anybody of the machine may read it (a folder: list or enter it). */
  readonly anyoneReads: boolean;
  /** Anybody of the machine, or the file's group, may change it. */
  readonly othersWrite: boolean;
  /** The mode as chmod writes it, such as '640'. */
  readonly mode: string;
}

const unknown: ForeignRights = { none: true, anyoneReads: false, othersWrite: false, mode: '' };

/**
 * Reads the rights of a file or folder, symbolic links followed. Windows has no such modes: there nothing is found.
 * Throws where it does not exist.
 */
export function foreignRights(path: string): ForeignRights {
  if (process.platform === 'win32') return unknown;
  const mode = statSync(path).mode & 0o777;
  return {
    none: (mode & 0o077) === 0,
    anyoneReads: (mode & 0o005) !== 0,
    othersWrite: (mode & 0o022) !== 0,
    mode: mode.toString(8).padStart(3, '0'),
  };
}
