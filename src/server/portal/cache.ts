import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { PortalAnswer } from '../../portal/door.ts';

/** An answer in each form it is sent in, made once. */
export interface Ready {
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly plain: Buffer;
  /** Null where it would not pay. */
  readonly brotli: Buffer | null;
  readonly gzip: Buffer | null;
}

/** Smaller bodies gain nothing; what is compressed already (Parquet) neither. */
const worthIt = 1024;
const isText = (type: string): boolean => /^text\/|json|xml|pem/.test(type);

/** Makes an answer ready to be sent many times. */
export function ready({ headers, body }: PortalAnswer): Ready {
  const plain = Buffer.from(body);
  const text = plain.length >= worthIt && isText(headers['content-type'] ?? '');
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
  return {
    headers,
    etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
    plain,
    brotli: text ? brotliCompressSync(plain, quality) : null,
    gzip: text ? gzipSync(plain, { level: 8 }) : null,
  };
}

const sizeOf = ({ plain, brotli, gzip }: Ready): number => plain.length + (brotli?.length ?? 0) + (gzip?.length ?? 0);

/**
 * Public answers by address, the ones asked for longest ago leaving first. It holds only what a reader was sent
 * (status 200 from the released tables) and forgets everything when something new is published.
 */
export class AnswerCache {
  readonly #answers = new Map<string, Ready>();
  readonly #mostBytes: number;
  #bytes = 0;
  #stamp = '';

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Tells what is published now; anything else than before empties the cache. */
  published(stamp: string): void {
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#answers.clear();
    this.#bytes = 0;
  }

  get(key: string): Ready | undefined {
    return this.#answers.get(key);
  }

  /** Keeps an answer made while `stamp` was what is published. */
  keep(key: string, stamp: string, answer: Ready): void {
    if (stamp !== this.#stamp || this.#answers.has(key)) return;
    this.#answers.set(key, answer);
    this.#bytes += sizeOf(answer);
    for (const [oldest, kept] of this.#answers) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#answers.delete(oldest);
      this.#bytes -= sizeOf(kept);
    }
  }

  get stamp(): string {
    return this.#stamp;
  }
}
