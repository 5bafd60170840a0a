import { type ExchangeProblem, problem } from '../problem.ts';

/** One file of a bundle. `name` is its path inside the bundle, parts joined by '/'. Reading may be refused (size, checksum). */
export type ByteSource = {
  name: string;
  size: number;
  read(): Promise<ReadResult>;
};

export type ReadResult = { ok: true; bytes: Buffer } | { ok: false; problem: ExchangeProblem };

/** The files somebody handed in: a directory, a ZIP or uploads. `close` frees the file handle; call it in `finally`. */
export type Bundle = {
  /** What the user named: the path or the upload's file name. A year in it helps to tell a CRDC collection. */
  origin: string;
  files: readonly ByteSource[];
  close(): void;
};

export type BundleResult = { ok: true; bundle: Bundle } | { ok: false; problems: ExchangeProblem[] };

/** Bounds on what is accepted. Bytes are bytes after unpacking. */
export type Limits = {
  files: number;
  fileBytes: number;
  /** Of everything read from one bundle, so that overlapping ZIP entries cannot add up. */
  readBytes: number;
  /** Unpacked size over packed size; checked above `ratioFromBytes` only, since small files of zeros pack very well. */
  ratio: number;
  ratioFromBytes: number;
  depth: number;
};

const mebibyte = 1024 * 1024;

/** The national CRDC modules in use are some tens of MB each; the single school file of 2015-16 is several hundred. */
export const defaultLimits: Limits = {
  files: 2_000,
  fileBytes: 512 * mebibyte,
  readBytes: 1_024 * mebibyte,
  ratio: 250,
  ratioFromBytes: 16 * mebibyte,
  depth: 6,
};

/** Counts what is read from one bundle; `take` answers false when the bound is passed. */
export class ReadBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }
}

/** Files that operating systems leave behind; never part of what the user meant. */
export function isLitter(name: string): boolean {
  const parts = name.split('/');
  const base = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || base.startsWith('.') || base === 'Thumbs.db' || base === 'desktop.ini';
}

/** 'A/B/School Support.CSV' -> 'schoolsupport': how files are found whatever their folder, case, spaces or year prefix. */
function plainName(name: string): string {
  const base = name.split('/').at(-1) ?? '';
  return base
    .replace(/\.(csv|txt)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

export function isCsvName(name: string): boolean {
  return /\.(csv|txt)$/i.test(name);
}

/** Official archives carry a file structure per module under the module's own name; it describes the data and is none. */
function isData(name: string): boolean {
  return (
    isCsvName(name) &&
    !name
      .split('/')
      .slice(0, -1)
      .some((folder) => /documentation|structure/i.test(folder))
  );
}

export type Lookup = { kind: 'found'; file: ByteSource } | { kind: 'none' } | { kind: 'several'; names: string[] };

/**
 * Finds the CSV file with this plain name. When several folders hold one, the shallowest wins if it is alone at its depth;
 * otherwise the answer is `several`, since to guess would be to import the wrong one.
 */
export function findFile(bundle: Bundle, plain: string): Lookup {
  const hits = bundle.files.filter((file) => isData(file.name) && plainName(file.name) === plain);
  const depth = (file: ByteSource): number => file.name.split('/').length;
  const least = Math.min(...hits.map(depth));
  const top = hits.filter((file) => depth(file) === least);
  const [only] = top;
  if (only === undefined) return { kind: 'none' };
  return top.length === 1 ? { kind: 'found', file: only } : { kind: 'several', names: top.map((file) => file.name) };
}

/** The missing-file problem: what was wanted, what was found instead. */
export function fileMissing(bundle: Bundle, wanted: string): ExchangeProblem {
  const found = bundle.files
    .slice(0, 8)
    .map((file) => file.name)
    .join(', ');
  return problem('fileMissing', 'error', { file: wanted }, { wanted, found: found === '' ? '-' : found });
}

export function severalFiles(wanted: string, names: readonly string[]): ExchangeProblem {
  return problem('duplicateFile', 'error', { file: wanted }, { names: names.slice(0, 5).join(', ') });
}
