/**
 * The reader with a pencil: knows some sums of withheld cells, and takes one from the other wherever all cells of the
 * smaller stand in the larger. Uses no solver, and also notices sums that leave nothing to choose.
 */
export function subtractionChains(
  rows: readonly { readonly codes: readonly string[]; readonly n: number | null }[],
  floor: number,
  rounds = 4,
): ReadonlyMap<number, number> {
  const known = new Map<string, { cells: readonly number[]; sum: number }>();
  const note = (cells: readonly number[], sum: number): boolean => {
    const key = cells.join(',');
    if (cells.length === 0 || known.has(key)) return false;
    known.set(key, { cells, sum });
    return true;
  };
  const width = rows[0]?.codes.length ?? 0;
  for (let column = 0; column < width; column += 1) {
    for (const group of Map.groupBy(rows.keys(), (row) => rows[row]?.codes.with(column, '').join('|') ?? '').values()) {
      const whole = group.find((row) => rows[row]?.codes[column] === 'Total');
      const parts = group.filter((row) => row !== whole);
      if (whole === undefined || parts.length === 0) continue;
      const hidden = parts.filter((row) => rows[row]?.n === null);
      const shown = parts.reduce((sum, row) => sum + (rows[row]?.n ?? 0), 0);
      const total = rows[whole]?.n ?? null;
      if (total !== null) note(hidden, total - shown);
      else if (hidden.length === 0) note([whole], shown);
    }
  }
  const solved = new Map<number, number>();
  for (let round = 0; round < rounds; round += 1) {
    let learnt = false;
    for (const { cells, sum } of [...known.values()]) {
      const open = cells.filter((cell) => !solved.has(cell));
      const rest = cells.reduce((left, cell) => left - (solved.get(cell) ?? 0), sum);
      if (open.length > 0 && (open.length === 1 || rest === floor * open.length)) {
        for (const cell of open) solved.set(cell, rest / open.length);
        learnt = true;
      }
      if (open.length < cells.length) learnt = note(open, rest) || learnt;
    }
    const all = [...known.values()];
    if (all.length < 1_500) {
      for (const small of all) {
        for (const large of all) {
          if (small.cells.length >= large.cells.length || !small.cells.every((cell) => large.cells.includes(cell)))
            continue;
          const rest = large.cells.filter((cell) => !small.cells.includes(cell));
          learnt = note(rest, large.sum - small.sum) || learnt;
        }
      }
    }
    if (!learnt) break;
  }
  return solved;
}
