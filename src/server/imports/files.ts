import { Buffer } from 'node:buffer';
import type { Bundle, ByteSource } from '../exchange/files/bundle.ts';
import { sourceDigest } from '../roster/vault.ts';

/** Files that remember what was read of them, so that the same files can be recognised without reading them twice. */
export class WatchedFiles {
  readonly #read = new Map<string, string>();

  /** The same bundle, watched. */
  bundle(bundle: Bundle): Bundle {
    return { ...bundle, files: bundle.files.map((file) => this.file(file, 'bundle')) };
  }

  /** The same file, watched; `part` keeps two files of one name apart. */
  file(file: ByteSource, part: string): ByteSource {
    return {
      ...file,
      read: async () => {
        const result = await file.read();
        if (result.ok) this.#read.set(`${part}/${file.name}`, sourceDigest([result.bytes]));
        return result;
      },
    };
  }

  /** SHA-256 over name and content of every file read so far, whatever order they were read in. */
  digest(): string {
    const lines = [...this.#read].map(([name, digest]) => `${name}\0${digest}\n`).sort();
    return sourceDigest([Buffer.from(lines.join(''))]);
  }
}
