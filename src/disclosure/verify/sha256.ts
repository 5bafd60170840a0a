/** The 64 round constants and 8 first words of FIPS 180-4: fractions of the roots of the first primes. */
const primes = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && Array.from({ length: n - 2 }, (_, k) => k + 2).every((k) => n % k !== 0),
);
const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
const rounds = Int32Array.from(primes.slice(0, 64), (prime) => fraction(Math.cbrt(prime)));
const begin = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** SHA-256 (FIPS 180-4) of a text in UTF-8, as 64 hexadecimal digits; for where neither Node's nor the browser's is at hand. */
export function sha256(text: string): string {
  const bytes = utf8(text);
  const words = new Int32Array(((bytes.length + 72) >> 6) * 16);
  bytes.forEach((byte, at) => {
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - (at & 3) * 8));
  });
  words[bytes.length >> 2] = (words[bytes.length >> 2] ?? 0) | (0x80 << (24 - (bytes.length & 3) * 8));
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29) | 0;
  words[words.length - 1] = (bytes.length << 3) | 0;
  const state = begin.slice();
  for (let block = 0; block < words.length; block += 16) mix(state, words.subarray(block, block + 16));
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** One block of 16 words into the state (FIPS 180-4, 6.2.2). Sums are modulo 2^32. */
function mix(state: Int32Array, block: Int32Array): void {
  const w = new Int32Array(64);
  w.set(block);
  const at = (words: Int32Array, index: number): number => words[index] ?? 0;
  for (let t = 16; t < 64; t += 1) {
    const [far, close] = [at(w, t - 15), at(w, t - 2)];
    const low = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const high = turned(close, 17) ^ turned(close, 19) ^ (close >>> 10);
    w[t] = high + at(w, t - 7) + low + at(w, t - 16);
  }
  let [a, b, c, d, e, f, g, h] = [...state] as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t += 1) {
    const choice = (e & f) ^ (~e & g);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + at(rounds, t) + at(w, t)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** A text's bytes in UTF-8; half a character counts as the replacement sign, as everywhere. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const sign of text) {
    let code = sign.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else {
      const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes.push(((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more)));
      for (let k = more - 1; k >= 0; k -= 1) bytes.push(0x80 | ((code >> (6 * k)) & 0x3f));
    }
  }
  return Uint8Array.from(bytes);
}
