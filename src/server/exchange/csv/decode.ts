import { Buffer, isUtf8 } from 'node:buffer';
import { type ExchangeProblem, type ProblemCode, problem } from '../problem.ts';

/** UTF-8 bytes ready to be parsed (no byte order mark), and what had to be done to get them. `null` when refused. */
export type Decoded = { bytes: Buffer | null; problems: ExchangeProblem[] };

type Signature = { code: ProblemCode; start: readonly number[] };

/** First bytes of the files people send by mistake. */
const signatures: readonly Signature[] = [
  { code: 'notCsvZip', start: [0x50, 0x4b, 0x03, 0x04] },
  { code: 'notCsvZip', start: [0x50, 0x4b, 0x05, 0x06] },
  { code: 'notCsvPdf', start: [0x25, 0x50, 0x44, 0x46] },
  { code: 'notCsvOffice', start: [0xd0, 0xcf, 0x11, 0xe0] },
  { code: 'notCsvGzip', start: [0x1f, 0x8b] },
  { code: 'notCsvImage', start: [0x89, 0x50, 0x4e, 0x47] },
  { code: 'notCsvImage', start: [0xff, 0xd8, 0xff] },
];

function wrongKind(bytes: Buffer): ProblemCode | null {
  const hit = signatures.find(({ start }) => start.every((byte, index) => bytes[index] === byte));
  if (hit !== undefined) return hit.code;
  const head = bytes
    .toString('latin1', 0, 64)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (head.startsWith('<')) return 'notCsvMarkup';
  if (head.startsWith('{') || head.startsWith('[')) return 'notCsvJson';
  return null;
}

/** Line (from 1) on which the byte at this offset stands. */
function lineOfByte(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
  return line;
}

/** Length of a well-formed UTF-8 sequence that starts here, 0 when there is none (RFC 3629, table of section 4). */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

type Scan = { firstBad: number; bad: number; multibyte: number };

/** How many bytes are no UTF-8, where the first stands, and how many true multi-byte characters there are beside them. */
function scanUtf8(bytes: Buffer): Scan {
  const scan: Scan = { firstBad: -1, bad: 0, multibyte: 0 };
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 1) scan.multibyte += 1;
    if (length === 0) {
      if (scan.firstBad === -1) scan.firstBad = at;
      scan.bad += 1;
    }
    at += Math.max(1, length);
  }
  return scan;
}

/** True when the only fault is a character cut off by the end of the file. */
function cutAtEnd(bytes: Buffer, scan: Scan): boolean {
  const tail = bytes.length - scan.firstBad;
  const first = bytes[scan.firstBad] ?? 0;
  return scan.bad === tail && tail <= 3 && first >= 0xc2 && first <= 0xf4 && scan.multibyte > 0;
}

function decodeUtf16(bytes: Buffer, file: string, label: 'utf-16le' | 'utf-16be'): Decoded {
  const text = new TextDecoder(label, { fatal: false }).decode(bytes);
  const note = problem('encodingConverted', 'warning', { file, line: 1 }, { encoding: label.toUpperCase() });
  if (bytes.length % 2 === 1) return { bytes: null, problems: [problem('encodingCut', 'error', { file })] };
  const garbled = garbledText(Buffer.from(text, 'utf8'), file);
  return { bytes: Buffer.from(text, 'utf8'), problems: [note, ...garbled] };
}

/** Signs that a name was damaged before it came here: the replacement character, or UTF-8 once read as Latin-1. */
function garbledText(bytes: Buffer, file: string): ExchangeProblem[] {
  const signs = [Buffer.from('\ufffd'), Buffer.from('Ã±'), Buffer.from('Ã©'), Buffer.from('Ã¡'), Buffer.from('Ã³')];
  const hits = signs.map((sign) => bytes.indexOf(sign)).filter((at) => at !== -1);
  if (hits.length === 0) return [];
  return [problem('garbledText', 'warning', { file, line: lineOfByte(bytes, Math.min(...hits)) })];
}

/**
 * Bytes of a file -> UTF-8. UTF-8 and UTF-16 with a byte order mark are read as what they say; bytes that are no UTF-8 are read
 * as Windows-1252 (which holds Latin-1) with a note, unless the file mixes both, which cannot be repaired without guessing.
 * Refused: empty files, files that are no text table, NUL bytes, a character cut off at the end.
 */
export function decode(input: Uint8Array, file: string): Decoded {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const refuse = (code: ProblemCode, line: number | null = null): Decoded => ({
    bytes: null,
    problems: [problem(code, 'error', { file, line })],
  });
  if (bytes.length === 0) return refuse('fileEmpty');
  const wrong = wrongKind(bytes);
  if (wrong !== null) return refuse(wrong);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, file, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, file, 'utf-16be');
  const nul = bytes.indexOf(0);
  if (nul !== -1) return refuse('nulByte', lineOfByte(bytes, nul));
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const body = bytes.subarray(start);
  if (isUtf8(body)) return { bytes: body, problems: garbledText(body, file) };
  const scan = scanUtf8(body);
  const line = lineOfByte(body, scan.firstBad);
  if (cutAtEnd(body, scan)) return refuse('encodingCut', line);
  if (scan.multibyte > 0 || start > 0) return refuse('encodingMixed', line);
  const text = new TextDecoder('windows-1252').decode(body);
  const note = problem('encodingConverted', 'warning', { file, line }, { encoding: 'Windows-1252' });
  return { bytes: Buffer.from(text, 'utf8'), problems: [note] };
}
