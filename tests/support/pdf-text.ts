import { inflateSync } from 'node:zlib';

interface Part {
  readonly dictionary: string;
  readonly stream: string;
}

/** The objects of a PDF by their number, streams inflated. Enough for what our own library writes. */
function partsOf(file: Buffer): ReadonlyMap<string, Part> {
  const text = file.toString('latin1');
  const parts = new Map<string, Part>();
  for (const [, id = '', body = ''] of text.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [dictionary = '', data] = body.split(/\nstream\n/);
    const bytes = Buffer.from(data?.slice(0, data.lastIndexOf('\nendstream')) ?? '', 'latin1');
    const stream = /FlateDecode/.test(dictionary) ? inflateSync(bytes) : bytes;
    parts.set(id, { dictionary, stream: stream.toString('latin1') });
  }
  return parts;
}

/** What a font's glyphs are in Unicode, from its /ToUnicode. */
function lettersOf(parts: ReadonlyMap<string, Part>, font: string): ReadonlyMap<string, string> {
  const map = /\/ToUnicode (\d+) 0 R/.exec(parts.get(font)?.dictionary ?? '')?.[1] ?? '';
  const letters = new Map<string, string>();
  const decode = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
  for (const [, first = '', list = ''] of (parts.get(map)?.stream ?? '').matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = '']] of [...list.matchAll(/<([\w ]*)>/g)].entries()) {
      letters.set((Number.parseInt(first, 16) + index).toString(16).padStart(4, '0'), decode(hex));
    }
  }
  return letters;
}

/** The words of a PDF, each piece as it was written, from its content streams. */
export function pdfText(file: Buffer): readonly string[] {
  const parts = partsOf(file);
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const { dictionary } of parts.values()) {
    for (const [, name = '', id = ''] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g))
      fonts.set(name, lettersOf(parts, id));
  }
  const contents = [...parts.values()].filter(({ stream }) => /\bTJ\b/.test(stream));
  return contents.flatMap(({ stream }) =>
    [...stream.matchAll(/\/(F\d+) [\d.]+ Tf[\s\S]*?\[([^\]]*)\] TJ/g)].map(([, name = '', shown = '']) =>
      [...shown.matchAll(/<(\w+)>/g)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => fonts.get(name)?.get(glyph.toLowerCase()) ?? '?')
        .join(''),
    ),
  );
}
