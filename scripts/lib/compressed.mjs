// Compresses built files once, as well as it goes, instead of quickly for every reader.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const wanted = /\.(?:js|css|svg|html|webmanifest)$/;
/** Below this a message is one packet either way. */
const leastBytes = 1024;

const tight = promisify(brotliCompress);
const common = promisify(gzip);

/**
 * Writes `<name>.br` and `<name>.gz` beside every text file of a folder that gains by it; the server hands out what
 * the browser understands.
 *
 * @param {string} folder
 */
export async function writeCompressed(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !wanted.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file);
    if (text.length < leastBytes) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    const [small, usual] = await Promise.all([tight(text, { params }), common(text, { level: 9 })]);
    await Promise.all([writeFile(`${file}.br`, small), writeFile(`${file}.gz`, usual)]);
  }
}
