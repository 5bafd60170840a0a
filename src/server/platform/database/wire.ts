// Messages of the extended query protocol, as a client sends them (PostgreSQL documentation, chapter 55.7).

/** Collects messages and hands them out as one piece of bytes. */
export class Wire {
  #bytes = Buffer.allocUnsafe(16_384);
  #at = 0;

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  /** Begins a message; returns its place, for `end`. */
  begin(kind: string): number {
    this.#room(5);
    this.#bytes[this.#at] = kind.charCodeAt(0);
    this.#at += 5;
    return this.#at - 4;
  }

  /** Ends the message begun at a place: its length is known now. */
  end(place: number): void {
    this.#bytes.writeInt32BE(this.#at - place, place);
  }

  int16(value: number): void {
    this.#room(2);
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#room(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  /** A text that ends with a zero byte. */
  text(value: string): void {
    // No sign of a text takes more than three bytes of UTF-8.
    this.#room(value.length * 3 + 1);
    this.#at += this.#bytes.write(value, this.#at);
    this.#bytes[this.#at] = 0;
    this.#at += 1;
  }

  /** A value with its length before it; null has a length of -1. */
  value(value: string | null): void {
    if (value === null) {
      this.int32(-1);
      return;
    }
    this.#room(value.length * 3 + 4);
    const length = this.#bytes.write(value, this.#at + 4);
    this.#bytes.writeInt32BE(length, this.#at);
    this.#at += 4 + length;
  }

  /** Forgets what was collected. */
  clear(): void {
    this.#at = 0;
  }

  /** All messages collected, as bytes of their own. */
  taken(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }
}

/** Asks for a statement to be kept planned under a name, in place of what had the name before. */
export function parse(wire: Wire, name: string, sql: string): void {
  // Whether an earlier try got as far as this is not known where it failed; closing what is not there is no error.
  const close = wire.begin('C');
  wire.text(`S${name}`);
  wire.end(close);
  const message = wire.begin('P');
  wire.text(name);
  wire.text(sql);
  wire.int16(0);
  wire.end(message);
}

/** Asks which columns the answer has. */
export function describePortal(wire: Wire): void {
  const message = wire.begin('D');
  wire.text('P');
  wire.end(message);
}

/** A value as PostgreSQL reads it in text. Lists are lists of texts without NULL. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map((each) => `"${String(each).replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
  throw new TypeError('A prepared statement was given a value that has no text');
}

/** Runs a statement that is kept planned, with its values. `before`: what is asked of it in between. */
export function bindAndExecute(
  wire: Wire,
  name: string,
  values: readonly unknown[],
  before: ((wire: Wire) => void) | undefined,
): void {
  const texts = values.map(textOf);
  const bind = wire.begin('B');
  wire.text('');
  wire.text(name);
  // Every value as text.
  wire.int16(0);
  wire.int16(texts.length);
  for (const text of texts) wire.value(text);
  wire.int16(0);
  wire.end(bind);
  before?.(wire);
  const execute = wire.begin('E');
  wire.text('');
  wire.int32(0);
  wire.end(execute);
}

/** Ends what belongs together: the database answers now, and skips up to here where something failed. */
export function sync(wire: Wire): void {
  wire.end(wire.begin('S'));
}
