import { hash } from 'node:crypto';

/** What was counted of a table: its rows, and a digest that is the same in whatever order they come. */
export interface TableCount {
  readonly rows: number;
  readonly digest: string;
}

const newline = 0x0a;

/** Splits pieces of PostgreSQL's COPY text into rows; a newline within a value is written as \n, so each one ends a row. */
export class RowSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The rows that are whole now, without their newline. */
  *push(piece: Buffer): Generator<Buffer> {
    let from = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, from)) {
      const row = piece.subarray(from, end);
      yield this.#rest.length === 0 ? row : Buffer.concat([this.#rest, row]);
      if (this.#rest.length > 0) this.#rest = Buffer.alloc(0);
      from = end + 1;
    }
    if (from < piece.length) this.#rest = Buffer.concat([this.#rest, piece.subarray(from)]);
  }

  /** True when nothing of a row is left over. */
  get whole(): boolean {
    return this.#rest.length === 0;
  }
}

/**
 * Counts rows and sums their SHA-256 in eight lanes modulo 2^32. It is there to notice loss and error, not attack: what
 * stands in a backup is authenticated as a whole.
 */
export class RowDigest {
  readonly #lanes = new Uint32Array(8);
  #rows = 0;

  add(row: Buffer): void {
    const digest = hash('sha256', row, 'buffer');
    for (let lane = 0; lane < 8; lane += 1) {
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + digest.readUInt32BE(lane * 4);
    }
    this.#rows += 1;
  }

  result(): TableCount {
    return {
      rows: this.#rows,
      digest: [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join(''),
    };
  }
}
