import type { ReactNode } from 'react';

export type Column<T> = {
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

/**
 * Rows and columns; on a phone each row becomes a small card with its headers repeated. The roles are written out
 * because browsers drop a table's meaning when its display changes.
 */
export function Table<T>({ caption, captionHidden = false, columns, rows, rowKey }: TableProps<T>) {
  return (
    // biome's rule on redundant roles is right elsewhere; see above.
    <table className="usa-table usa-table--borderless osr-table" role="table">
      <caption className={captionHidden ? 'usa-sr-only' : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} scope="col" role="columnheader" className={numeric(column)}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} scope="row" role="rowheader" className={numeric(column)}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.key} role="cell" className={numeric(column)} data-label={column.header}>
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
