import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Disclosure } from './controls.tsx';
import type { Bar } from './draw-bars.ts';
import { useFormat } from './format.ts';
import { Table } from './table.tsx';

type BarChartProps = {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Head of the first column: 'School', 'Month'. */
  readonly labelHeader: string;
  readonly valueHeader: string;
  readonly compareHeader?: string;
  /** How a value is written; numbers by default. */
  readonly write?: (value: number) => string;
  /** The table stands open where the chart is the page's subject. */
  readonly tableOpen?: boolean;
};

/** Bars, and always the same as a table. The chart itself is decoration to a screen reader; the table is the answer. */
export function BarChart(props: BarChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = props.write ?? format.number;
  const cell = (value: number | null | undefined): string =>
    value === null || value === undefined ? t('common:withheld') : write(value);
  const { compareHeader } = props;
  const table = (
    <Table
      caption={props.title}
      captionHidden
      rows={props.bars}
      rowKey={(bar) => bar.label}
      columns={[
        { key: 'label', header: props.labelHeader, cell: (bar) => bar.label },
        { key: 'value', header: props.valueHeader, cell: (bar) => cell(bar.value), numeric: true },
        ...(compareHeader === undefined
          ? []
          : [{ key: 'compare', header: compareHeader, cell: (bar: Bar) => cell(bar.compare), numeric: true }]),
      ]}
    />
  );
  return (
    <figure className="osr-chart">
      <figcaption>{props.title}</figcaption>
      {compareHeader === undefined ? null : (
        <p className="osr-chart__key" aria-hidden="true">
          <span className="osr-chart__swatch" /> {props.valueHeader}
          <span className="osr-chart__swatch osr-chart__swatch--compare" /> {compareHeader}
        </p>
      )}
      <Drawing bars={props.bars} write={write} />
      {props.tableOpen === true ? table : <Disclosure title={t('web:chart.table')}>{table}</Disclosure>}
    </figure>
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
