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

/** Room for the longest label, within reason; longer ones are shortened here and whole in the table. */
const labelRoom = (bars: readonly Bar[], width: number): number =>
  Math.min(width * 0.5, gap + letter * Math.max(...bars.map((bar) => bar.label.length)));

/** What of a label fits, its beginning first. */
function shortened(label: string, room: number): string {
  const most = Math.floor((room - gap) / letter);
  return label.length <= most ? label : `${label.slice(0, most - 1).trimEnd()}…`;
}

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
  const tickFormat = (label: string): string => shortened(label, room);
  const rows = { domain: bars.map((bar) => bar.label), label: null, tickSize: 0, tickFormat };
  const chart = Plot.plot({
    width,
    height: bars.length * (paired ? 56 : 40) + 8,
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
