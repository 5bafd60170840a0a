import type { ReactNode } from 'react';

type Column<T> = {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  readonly numeric?: boolean;
};

type TableProps<T> = {
  readonly caption: string;
  /** Hide the caption from sight where a heading just above says the same. */
  readonly captionHidden?: boolean;
  /** The first column names the row and becomes its header. */
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
};

/** Written out because some browsers drop a table's meaning when its display changes, as ours does on a phone. */
const meaning = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader' },
  rowHeader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** Rows and columns; on a phone each row becomes a small card with its headers repeated. */
export function Table<T>({ caption, captionHidden = false, columns, rows, rowKey }: TableProps<T>) {
  return (
    <table className="usa-table usa-table--borderless osr-table" {...meaning.table}>
      <caption className={captionHidden ? 'usa-sr-only' : undefined}>{caption}</caption>
      <thead {...meaning.group}>
        <tr {...meaning.row}>
          {columns.map((column) => (
            <th key={column.key} scope="col" {...meaning.columnHeader} className={numeric(column)}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...meaning.group}>
        {rows.map((row) => (
          <tr key={rowKey(row)} {...meaning.row}>
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} scope="row" {...meaning.rowHeader} className={numeric(column)}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.key} {...meaning.cell} className={numeric(column)} data-label={column.header}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const numeric = <T,>(column: Column<T>): string | undefined => (column.numeric === true ? 'osr-number' : undefined);
