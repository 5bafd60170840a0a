/** Progress of long work on stderr: a line that updates on a terminal, silence elsewhere. */
export interface Progress {
  readonly at: (count: number, of?: number) => void;
  done(): void;
}

/** Starts a progress line with a label. */
export function progress(label: string): Progress {
  const live = process.stderr.isTTY;
  return {
    at: (count, of) => {
      if (!live) return;
      const share =
        of === undefined || of === 0 ? '' : ` of ${of} [${'#'.repeat(Math.round((20 * count) / of)).padEnd(20)}]`;
      process.stderr.write(`\r${label}: ${count}${share}`);
    },
    done: () => {
      if (live) process.stderr.write('\r\x1b[K');
    },
  };
}
