import * as Plot from '@observablehq/plot';

export type Bar = {
  readonly label: string;
  /** Null where the figure is withheld: the table says so, the chart draws nothing. */
  readonly value: number | null;
  /** The second bar of the pair: last year, the other side. */
  readonly compare?: number | null;
};

type Drawn = { readonly label: string; readonly value: number; readonly series: 'compare' | 'value' };

/** About as wide as a letter of a label, and the gap beside it, in CSS pixels. */
const letter = 6.6;
const gap = 16;

/** Room for the longest label, within reason: what is longer goes on below itself. */
const labelRoom = (bars: readonly Bar[], width: number): number =>
  Math.min(width * 0.45, gap + letter * Math.max(...bars.map((bar) => bar.label.length)));

/** A label in lines of whole words, each at most `most` letters long unless one word is longer. */
function inLines(label: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of label.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** How high a row is with labels of that many lines, in CSS pixels. */
const rowHeight = (lines: number, paired: boolean): number => Math.max(paired ? 56 : 40, lines * 17 + 12);

/** Draws horizontal bars (labels stay readable on a phone), in the given width in CSS pixels. */
export function drawBars(bars: readonly Bar[], width: number, write: (value: number) => string): Element {
  const drawn: Drawn[] = bars.flatMap((bar) => [
    ...(bar.value === null ? [] : [{ label: bar.label, value: bar.value, series: 'value' as const }]),
    ...(bar.compare === undefined || bar.compare === null
      ? []
      : [{ label: bar.label, value: bar.compare, series: 'compare' as const }]),
  ]);
  const paired = bars.some((bar) => bar.compare !== undefined);
  const room = labelRoom(bars, width);
  const written = new Map(bars.map(({ label }) => [label, inLines(label, Math.round((room - gap) / letter))]));
  const tickFormat = (label: string): string => written.get(label)?.join('\n') ?? label;
  const most = Math.max(1, ...[...written.values()].map((lines) => lines.length));
  const rows = { domain: bars.map((bar) => bar.label), label: null, tickSize: 0, tickFormat };
  const chart = Plot.plot({
    width,
    height: bars.length * rowHeight(most, paired) + 8,
    marginLeft: room,
    marginRight: 64,
    marginTop: 4,
    marginBottom: 4,
    x: { axis: null, domain: [0, Math.max(1, ...drawn.map((one) => one.value))] },
    ...(paired
      ? { fy: { ...rows, padding: 0.25, axis: 'left' }, y: { axis: null, domain: ['value', 'compare'] } }
      : { y: { ...rows, padding: 0.3 } }),
    marks: [
      Plot.barX(drawn, {
        x: 'value',
        className: 'osr-bars',
        rx: 2,
        fill: (bar: Drawn) => (bar.series === 'value' ? 'var(--osr-bar)' : 'var(--osr-bar-compare)'),
        ...(paired ? { fy: 'label', y: 'series' } : { y: 'label' }),
      }),
      Plot.text(drawn, {
        x: 'value',
        text: (bar: Drawn) => write(bar.value),
        textAnchor: 'start',
        dx: 6,
        ...(paired ? { fy: 'label', y: 'series' } : { y: 'label' }),
      }),
    ],
  });
  // Plot writes its own style element, which the content security policy refuses; ours stands in parts.scss.
  for (const style of chart.querySelectorAll('style')) style.remove();
  return chart;
}
