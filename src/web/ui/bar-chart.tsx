import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Bar } from './draw-bars.ts';
import { useFormat } from './format.ts';

type BarChartProps = {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly valueHeader: string;
  readonly compareHeader?: string;
  /** How a value is written; numbers by default. */
  readonly write?: (value: number) => string;
  /** The same numbers as a table: what a screen reader, a printer and whoever wants the numbers reads. */
  readonly table: ReactNode;
};

/** Bars, and always the same as a table. The chart itself is decoration to a screen reader; the table is the answer. */
export function BarChart({ title, bars, valueHeader, compareHeader, write, table }: BarChartProps) {
  const format = useFormat();
  return (
    <>
      <figure className="osr-chart">
        <figcaption>{title}</figcaption>
        {compareHeader === undefined ? null : (
          <p className="osr-chart__key" aria-hidden="true">
            <span className="osr-chart__swatch" /> {valueHeader}
            <span className="osr-chart__swatch osr-chart__swatch--compare" /> {compareHeader}
          </p>
        )}
        <Drawing bars={bars} write={write ?? format.number} />
      </figure>
      {table}
    </>
  );
}

function Drawing({ bars, write }: { readonly bars: readonly Bar[]; readonly write: (value: number) => string }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width === 0) return;
    let current = true;
    // The drawing library is large and only pages with numbers need it. Without it the table still stands.
    import('./draw-bars.ts').then(
      ({ drawBars }) => {
        if (current) place.current?.replaceChildren(drawBars(bars, width, write));
      },
      () => place.current?.replaceChildren(),
    );
    return () => {
      current = false;
    };
  }, [bars, width, write]);
  return <div ref={place} className="osr-chart__drawing" aria-hidden="true" />;
}
