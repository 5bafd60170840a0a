import fc from 'fast-check';

/** A published file and the truth behind it. */
export interface Made {
  readonly columns: readonly string[];
  readonly formula: string;
  readonly rows: readonly { readonly codes: readonly string[]; readonly n: number | null }[];
  readonly truth: readonly number[];
}

/** The margins of detailed counts: every column summed over or not, in the order of the codes. */
function withMargins(codes: readonly (readonly string[])[], counts: readonly number[]): Map<string, number> {
  const cells = new Map<string, number>();
  codes.forEach((cell, index) => {
    for (let which = 0; which < 2 ** cell.length; which += 1) {
      const key = cell.map((code, column) => ((which >> column) & 1 ? code : 'Total')).join(' ');
      cells.set(key, (cells.get(key) ?? 0) + (counts[index] ?? 0));
    }
  });
  return new Map([...cells].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Small crossed tables with any cells withheld, never the grand total: few enough that all tables behind them can be
 * written down. Zeros are published (`floor` 1) or may be withheld as well (`floor` 0).
 */
export function smallTables(floor: 0 | 1): fc.Arbitrary<Made> {
  return fc
    .tuple(fc.constantFrom([2, 2], [2, 3], [3, 3], [2, 2, 2], [4], [3, 2, 2]), fc.infiniteStream(fc.nat(99)))
    .map(([sizes, stream]) => {
      const draw = (): number => stream.next().value ?? 0;
      let codes: string[][] = [[]];
      for (const [column, size] of sizes.entries()) {
        const letters = Array.from({ length: size }, (_, k) => `${'abc'[column]}${k}`);
        codes = codes.flatMap((code) => letters.map((letter) => [...code, letter]));
      }
      const counts = codes.map(() => (draw() < 15 ? 0 : draw() % 5));
      const cells = [...withMargins(codes, counts)];
      let left = 9;
      const rows = cells.map(([key, n]) => {
        const isGrand = key.split(' ').every((code) => code === 'Total');
        const hide = !isGrand && n >= floor && left > 0 && draw() < 65;
        if (hide) left -= 1;
        return { codes: key.split(' '), n: hide ? null : n };
      });
      const columns = sizes.map((_, column) => 'abc'[column] ?? '');
      return { columns, formula: columns.join(' * '), rows, truth: cells.map(([, n]) => n) };
    });
}

/** Every table of whole numbers behind a published file, by trying. For files with few withheld cells only. */
export function allTables({ rows, columns }: Made, floor: number): number[][] {
  const sums = columns.flatMap((_, column) => {
    const groups = Map.groupBy(rows.keys(), (row) => rows[row]?.codes.with(column, '').join(' ') ?? '');
    return [...groups.values()].flatMap((group) => {
      const whole = group.find((row) => rows[row]?.codes[column] === 'Total');
      return whole === undefined ? [] : [{ whole, parts: group.filter((row) => row !== whole) }];
    });
  });
  const hidden = rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const place = new Map(hidden.map((row, index) => [row, index]));
  // A sum can be checked once the last of its withheld cells has a value.
  const due = hidden.map((_, index) =>
    sums.filter(({ whole, parts }) => Math.max(...[whole, ...parts].map((row) => place.get(row) ?? -1)) === index),
  );
  const grand = rows.find(({ codes }) => codes.every((code) => code === 'Total'))?.n ?? 0;
  const values = rows.map(({ n }) => n ?? 0);
  const found: number[][] = [];
  const fill = (index: number): void => {
    const row = hidden[index];
    if (row === undefined) {
      found.push([...values]);
      return;
    }
    for (let value = floor; value <= grand; value += 1) {
      values[row] = value;
      const fits = (due[index] ?? []).every(
        ({ whole, parts }) => parts.reduce((sum, part) => sum + (values[part] ?? 0), 0) === values[whole],
      );
      if (fits) fill(index + 1);
    }
  };
  fill(0);
  return found;
}
