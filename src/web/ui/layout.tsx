import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.tsx';

type Children = { readonly children: ReactNode };

/** Things below one another, evenly spaced. */
export function Stack({ children, gap = 2 }: Children & { readonly gap?: 1 | 2 | 3 | 4 }) {
  return <div className={`osr-stack osr-stack--${gap}`}>{children}</div>;
}

/** Small things side by side, wrapping. */
export function Cluster({ children }: Children) {
  return <div className="osr-cluster">{children}</div>;
}

type ColumnsProps = Children & {
  /** The first takes two thirds: a story with its facts beside it. */
  readonly wideFirst?: boolean;
  /** The first is as narrow as a list of steps. */
  readonly narrowFirst?: boolean;
};

/** Two columns on a desktop, one on a phone. */
export function Columns({ children, wideFirst = false, narrowFirst = false }: ColumnsProps) {
  const shape = wideFirst ? ' osr-columns--wide-first' : narrowFirst ? ' osr-columns--narrow-first' : '';
  return <div className={`osr-columns${shape}`}>{children}</div>;
}

/** A quiet box that holds one thing. */
export function Card({ children, title }: Children & { readonly title?: string }) {
  return (
    <div className="osr-card">
      {title === undefined ? null : <h3 className="osr-card__title">{title}</h3>}
      {children}
    </div>
  );
}

export type ListRow = {
  readonly key: string;
  /** Leads somewhere when given; then the whole row is the target. */
  readonly to?: string;
  /** Short, in front: the time of an entry. */
  readonly lead?: ReactNode;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** At the end: minutes, a tag. */
  readonly end?: ReactNode;
};

/** Rows to tap: today's entries, incidents waiting. */
export function LinkList({ rows, label }: { readonly rows: readonly ListRow[]; readonly label: string }) {
  return (
    <ul className="osr-list" aria-label={label}>
      {rows.map((row) => (
        <li key={row.key}>
          {row.to === undefined ? (
            <div className="osr-row">
              <RowBody row={row} />
            </div>
          ) : (
            <Link className="osr-row osr-row--link" to={row.to}>
              <RowBody row={row} />
              <Icon name="navigate_next" />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function RowBody({ row }: { readonly row: ListRow }) {
  return (
    <>
      {row.lead === undefined ? null : <span className="osr-row__lead">{row.lead}</span>}
      <span className="osr-row__body">
        <span className="osr-row__main">
          <span className="osr-row__title">{row.title}</span>
          {row.detail === undefined ? null : <span className="osr-row__detail">{row.detail}</span>}
        </span>
        {row.end === undefined ? null : <span className="osr-row__end">{row.end}</span>}
      </span>
    </>
  );
}

export type Fact = { readonly term: string; readonly value: ReactNode };

/** Facts of a record: term and value. An empty value is left to the caller to word ('not asked', 'unknown'). */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="osr-facts">
      {facts.map((fact) => (
        <div key={fact.term}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A figure and what it counts, optionally leading to its page. */
export function Figure(props: {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly to?: string;
}) {
  const body = (
    <>
      <span className="osr-figure__value">{props.value}</span>
      <span className="osr-figure__label">{props.label}</span>
      {props.note === undefined ? null : <span className="osr-figure__note">{props.note}</span>}
    </>
  );
  return props.to === undefined ? (
    <div className="osr-figure">{body}</div>
  ) : (
    <Link className="osr-figure osr-figure--link" to={props.to}>
      {body}
    </Link>
  );
}

/** Figures side by side. */
export function Figures({ children }: Children) {
  return <div className="osr-figures">{children}</div>;
}
