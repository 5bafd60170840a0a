import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

// HTTP spoken by hand over a socket: a client library would refuse to send most of what is sent here.

export interface Answer {
  /** 0: the server closed the connection without an answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly ms: number;
}

/** How the bytes of a request go out. */
export interface Sending {
  readonly bytes: Buffer;
  readonly method: string;
  /** Send in so many pieces with a pause between, instead of at once. */
  readonly pieces?: number;
  /** Nothing more will come: the server sees the end of the connection's other direction. */
  readonly end?: boolean;
  /** Give up after so long; counts as no answer. */
  readonly patienceMs?: number;
}

interface Parsed {
  readonly answer: Omit<Answer, 'ms'>;
  readonly rest: Buffer;
}

const blank = Buffer.from('\r\n\r\n');

function unchunk(bytes: Buffer): { body: Buffer; rest: Buffer } | null {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return null;
    if (size === 0) return { body: Buffer.concat(parts), rest: bytes.subarray(end + 2) };
    parts.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

/** Reads one answer off the front of what came; null while it is not whole. `closed`: nothing more will come. */
function parse(bytes: Buffer, method: string, closed: boolean): Parsed | null {
  const headEnd = bytes.indexOf(blank);
  if (headEnd === -1) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(first.split(' ')[1]);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const after = bytes.subarray(headEnd + 4);
  if (status === 100 || status === 102 || status === 103) return parse(after, method, closed);
  const whole = (body: Buffer, rest: Buffer): Parsed => {
    const plain = headers.get('content-encoding') === 'gzip' && body.length > 0 ? gunzipSync(body) : body;
    return { answer: { status, headers, body: plain.toString('utf8') }, rest };
  };
  if (method === 'HEAD' || status === 204 || status === 304 || status === 101) return whole(Buffer.alloc(0), after);
  if (headers.get('transfer-encoding') === 'chunked') {
    const done = unchunk(after);
    return done === null ? null : whole(done.body, done.rest);
  }
  const length = headers.get('content-length');
  if (length === undefined) return closed ? whole(after, Buffer.alloc(0)) : null;
  const size = Number(length);
  return after.length < size ? null : whole(after.subarray(0, size), after.subarray(size));
}

/** One connection to the server, kept as long as the server keeps it. */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #received = Buffer.alloc(0);
  #closed = true;
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.#port = port;
  }

  async #open(): Promise<Socket> {
    if (this.#socket !== null && !this.#closed) return this.#socket;
    this.#socket?.destroy();
    this.#received = Buffer.alloc(0);
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => {
      this.#received = this.#received.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const gone = (): void => {
      if (this.#socket !== socket) return;
      this.#closed = true;
      this.#wake();
    };
    // The server may hang up on what it refuses: an answer may have come all the same, and none is judged below.
    socket.on('error', gone).on('close', gone).on('end', gone);
    this.#socket = socket;
    this.#closed = false;
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return socket;
  }

  /** Sends one request and waits for its answer. Throws only when no connection can be had at all. */
  async send(sending: Sending): Promise<Answer> {
    const reused = this.#socket !== null && !this.#closed;
    const socket = await this.#open();
    const began = performance.now();
    const whole = await this.#write(socket, sending);
    const deadline = began + (sending.patienceMs ?? 20_000);
    for (;;) {
      const parsed = parse(this.#received, sending.method, this.#closed);
      const ms = performance.now() - began;
      if (parsed !== null) {
        this.#received = Buffer.from(parsed.rest);
        // What comes after an answer belongs to no request of ours: the next one begins on a fresh connection.
        // So does it after a request that was answered before all of it was sent: the server still waits for the rest.
        if (!whole || sending.end || parsed.rest.length > 0 || parsed.answer.headers.get('connection') === 'close')
          this.close();
        return { ...parsed.answer, ms };
      }
      if (this.#closed || performance.now() > deadline) {
        const early = this.#received.length === 0 && this.#closed && reused;
        this.close();
        // A kept connection may have been closed by the server just as we wrote; that says nothing about the request.
        if (early) return this.send(sending);
        return { status: 0, headers: new Map(), body: '', ms };
      }
      await this.#news(deadline - performance.now());
    }
  }

  /** True when all of it was sent: an answer that comes early ends the sending. */
  async #write(socket: Socket, { bytes, pieces = 1, end }: Sending): Promise<boolean> {
    const size = Math.max(1, Math.ceil(bytes.length / pieces));
    for (let at = 0; at < bytes.length; at += size) {
      if (this.#closed || this.#received.length > 0) return false;
      socket.write(bytes.subarray(at, at + size));
      if (pieces > 1) await sleep(3);
    }
    if (end) socket.end();
    return true;
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
    this.#socket = null;
    this.#received = Buffer.alloc(0);
  }
}
