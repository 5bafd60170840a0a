import { Buffer } from 'node:buffer';
import { type FileHandle, lstat, open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ExchangeProblem, problem } from '../problem.ts';
import {
  type BundleResult,
  type ByteSource,
  defaultLimits,
  isLitter,
  type Limits,
  ReadBudget,
  type ReadResult,
} from './bundle.ts';
import { looksLikeZip, openZip } from './zip.ts';

/**
 * Opens what a command line names: a directory, a ZIP or one file.
 * Symbolic links inside a directory are refused: an import must read what it was given and nothing else of the machine.
 */
export async function openPath(target: string, limits: Limits = defaultLimits): Promise<BundleResult> {
  const origin = path.basename(path.resolve(target));
  try {
    const info = await stat(target);
    if (info.isDirectory()) return await openDirectory(target, origin, limits);
    if (!info.isFile())
      return { ok: false, problems: [problem('pathUnreadable', 'error', { file: target }, { detail: '-' })] };
    if (looksLikeZip(await firstBytes(target))) return await openZip(target, origin, limits);
    const budget = new ReadBudget(limits.readBytes);
    return {
      ok: true,
      bundle: { origin, files: [diskFile(target, origin, info.size, limits, budget)], close: nothing },
    };
  } catch (error) {
    return { ok: false, problems: [pathProblem(target, error)] };
  }
}

/** One uploaded file, already in memory (the HTTP edge bounds its size before). */
export type Upload = { name: string; bytes: Uint8Array };

/** Opens what a browser sent: one ZIP, or several single files. */
export async function openUploads(uploads: readonly Upload[], limits: Limits = defaultLimits): Promise<BundleResult> {
  const [first] = uploads;
  if (first === undefined) return { ok: false, problems: [problem('noFiles', 'error', { file: '' })] };
  if (uploads.length === 1 && looksLikeZip(first.bytes)) {
    return openZip(Buffer.from(first.bytes.buffer, first.bytes.byteOffset, first.bytes.byteLength), first.name, limits);
  }
  const problems: ExchangeProblem[] = [];
  if (uploads.length > limits.files) {
    problems.push(problem('tooManyFiles', 'error', { file: '' }, { count: uploads.length, limit: limits.files }));
  }
  const files: ByteSource[] = [];
  const names = new Set<string>();
  const budget = new ReadBudget(limits.readBytes);
  for (const upload of uploads) {
    const name = upload.name.replaceAll('\\', '/');
    const file = name;
    if (unsafe(name)) problems.push(problem('zipPathUnsafe', 'error', { file }, { detail: name }));
    else if (names.has(name)) problems.push(problem('duplicateFile', 'error', { file }, { names: name }));
    else if (!isLitter(name)) files.push(memoryFile(name, upload.bytes, limits, budget));
    names.add(name);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, bundle: { origin: first.name, files, close: nothing } };
}

function nothing(): void {
  // Files on disk are opened and closed by each read; only a ZIP keeps a handle.
}

function unsafe(name: string): boolean {
  return (
    name === '' ||
    name.startsWith('/') ||
    /^[a-z]:/i.test(name) ||
    name.includes('\0') ||
    name.split('/').includes('..')
  );
}

function memoryFile(name: string, bytes: Uint8Array, limits: Limits, budget: ReadBudget): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    name,
    size: buffer.length,
    read: async () => bounded(name, buffer.length, limits, budget) ?? { ok: true, bytes: buffer },
  };
}

function diskFile(full: string, name: string, size: number, limits: Limits, budget: ReadBudget): ByteSource {
  return {
    name,
    size,
    read: async () => {
      const refused = bounded(name, size, limits, budget);
      if (refused !== null) return refused;
      try {
        return { ok: true, bytes: await readFile(full) };
      } catch (error) {
        return { ok: false, problem: pathProblem(name, error) };
      }
    },
  };
}

function bounded(file: string, size: number, limits: Limits, budget: ReadBudget): ReadResult | null {
  if (size > limits.fileBytes) {
    return { ok: false, problem: problem('fileTooLarge', 'error', { file }, { size, limit: limits.fileBytes }) };
  }
  if (!budget.take(size)) {
    return { ok: false, problem: problem('bundleTooLarge', 'error', { file }, { limit: limits.readBytes }) };
  }
  return null;
}

function pathProblem(file: string, error: unknown): ExchangeProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const detail = error instanceof Error ? error.message : String(error);
  return problem(missing ? 'pathNotFound' : 'pathUnreadable', 'error', { file }, { detail });
}

async function firstBytes(file: string): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle?.close();
  }
}

async function openDirectory(root: string, origin: string, limits: Limits): Promise<BundleResult> {
  const files: ByteSource[] = [];
  const problems: ExchangeProblem[] = [];
  const budget = new ReadBudget(limits.readBytes);
  const pending: { folder: string; depth: number }[] = [{ folder: '', depth: 1 }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    for (const item of await readdir(path.join(root, next.folder))) {
      const name = next.folder === '' ? item : `${next.folder}/${item}`;
      if (isLitter(name)) continue;
      const info = await lstat(path.join(root, name));
      if (info.isSymbolicLink()) problems.push(problem('symlink', 'error', { file: name }));
      else if (info.isDirectory() && next.depth < limits.depth) pending.push({ folder: name, depth: next.depth + 1 });
      else if (info.isFile()) files.push(diskFile(path.join(root, name), name, info.size, limits, budget));
      if (files.length > limits.files) {
        const params = { count: files.length, limit: limits.files };
        return { ok: false, problems: [problem('tooManyFiles', 'error', { file: origin }, params)] };
      }
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  if (files.length === 0) return { ok: false, problems: [problem('noFiles', 'error', { file: origin })] };
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ok: true, bundle: { origin, files, close: nothing } };
}
