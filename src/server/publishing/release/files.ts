import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type Certificate, certificateText, sealed } from '../../../disclosure/audit/certificate.ts';
import { type TogetherProof, togetherText } from '../../../disclosure/together/proof.ts';
import type { ReleaseFile, ReleaseTable } from '../../../portal/release-view.ts';
import type { DictionaryWord } from './dictionary.ts';

/** A file that goes with a release, whole. */
export interface MadeFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

const csvType = 'text/csv; charset=utf-8';
const jsonType = 'application/json; charset=utf-8';

/** Codes are our own and hold no formula; as everywhere, what begins like one is kept from being one. */
function csv(rows: readonly (readonly (string | number)[])[], bom = false): string {
  return stringify(
    rows.map((row) => [...row]),
    { bom, escape_formulas: true },
  );
}

const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** A published table as the disclosure tools read it: `opensro disclosure verify` takes it with its certificate. */
function tableCsv({ columns, cells }: ReleaseTable): string {
  return csv([
    [...columns, 'n', 'status', 'lo', 'hi'],
    ...cells.map(({ codes, n, lo, hi }) => [
      ...codes,
      text(n),
      n === null ? 'withheld' : 'published',
      text(n === null ? lo : null),
      text(n === null ? hi : null),
    ]),
  ]);
}

/** One row a count of all tables; a column that a table does not have is empty. */
interface Flat {
  readonly table: string;
  readonly codes: readonly string[];
  readonly n: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
}

function flattened(tables: readonly ReleaseTable[]): { columns: readonly string[]; rows: readonly Flat[] } {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const rows = tables.flatMap((table) =>
    table.cells.map(
      ({ codes, n, lo, hi }): Flat => ({
        table: table.id,
        codes: columns.map((column) => codes[table.columns.indexOf(column)] ?? ''),
        n,
        lo: n === null ? (lo ?? null) : null,
        hi: n === null ? (hi ?? null) : null,
      }),
    ),
  );
  return { columns, rows };
}

function allCsv(tables: readonly ReleaseTable[]): string {
  const { columns, rows } = flattened(tables);
  return csv([
    ['table', ...columns, 'n', 'status', 'lo', 'hi'],
    ...rows.map(({ table, codes, n, lo, hi }) => [
      table,
      ...codes,
      text(n),
      n === null ? 'withheld' : 'published',
      text(lo),
      text(hi),
    ]),
  ]);
}

function allParquet(tables: readonly ReleaseTable[]): Buffer {
  const { columns, rows } = flattened(tables);
  const buffer = parquetWriteBuffer({
    createdBy: 'OpenSRO',
    columnData: [
      { name: 'table', data: rows.map(({ table }) => table), type: 'STRING', nullable: false },
      ...columns.map((name, at) => ({
        name,
        data: rows.map(({ codes }) => codes[at] ?? ''),
        type: 'STRING' as const,
        nullable: false,
      })),
      { name: 'n', data: rows.map(({ n }) => n), type: 'INT32', nullable: true },
      {
        name: 'status',
        data: rows.map(({ n }) => (n === null ? 'withheld' : 'published')),
        type: 'STRING',
        nullable: false,
      },
      { name: 'lo', data: rows.map(({ lo }) => lo), type: 'INT32', nullable: true },
      { name: 'hi', data: rows.map(({ hi }) => hi), type: 'INT32', nullable: true },
    ],
  });
  return Buffer.from(buffer);
}

/** The data dictionary, in both languages. The mark tells spreadsheets that this is UTF-8: there are accents in it. */
function dictionaryCsv(words: readonly DictionaryWord[]): string {
  return csv(
    [
      ['kind', 'id', 'name_en', 'name_es', 'definition_en', 'definition_es', 'source'],
      ...words.map(({ kind, id, name, definition, source }) => [
        ...[kind, id, name.en, name.es, definition.en, definition.es, source],
      ]),
    ],
    true,
  );
}

/**
 * Everything that can be downloaded beside the document: the same published counts in each form, and each table as it
 * was proven, with its certificate, and that of all tables together.
 */
export function filesOf(
  tables: readonly ReleaseTable[],
  proven: readonly (ReleaseTable & { readonly certificate: Certificate })[],
  words: readonly DictionaryWord[],
  together: TogetherProof | null,
): readonly MadeFile[] {
  const made = (name: string, type: string, content: string | Buffer): MadeFile => ({
    name,
    type,
    content: Buffer.from(content),
  });
  return [
    made('counts.csv', csvType, allCsv(tables)),
    made('counts.parquet', 'application/vnd.apache.parquet', allParquet(tables)),
    made('dictionary.csv', csvType, dictionaryCsv(words)),
    ...proven.flatMap((table) => {
      const published = tableCsv(table);
      const proof = certificateText(sealed(table.certificate, published));
      return [made(`${table.id}.csv`, csvType, published), made(`${table.id}-certificate.json`, jsonType, proof)];
    }),
    ...(together === null ? [] : [made('together-certificate.json', jsonType, togetherText(together))]),
  ];
}

/** What the document says of a file. */
export function described({ name, type, content }: MadeFile): ReleaseFile {
  return { name, type, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
