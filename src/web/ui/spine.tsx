import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Icon } from './icon.tsx';

export type Step = {
  readonly key: string;
  readonly label: string;
  readonly to: string;
  readonly state: 'done' | 'open' | 'missing';
};

/** The steps of a long record, any order: one line on a phone, a column beside the form on a desktop. */
export function Spine(props: { readonly steps: readonly Step[]; readonly current: string; readonly label: string }) {
  const { t } = useTranslation();
  const line = useRef<HTMLOListElement>(null);
  const { current } = props;
  // On a phone the line scrolls sideways: the step in hand is brought into sight, the page itself stays where it is.
  useEffect(() => {
    const list = line.current;
    const step = list?.querySelector<HTMLElement>(`[data-step="${current}"]`);
    if (list != null && step != null) list.scrollLeft = step.offsetLeft - (list.clientWidth - step.offsetWidth) / 2;
  }, [current]);
  return (
    <nav className="osr-spine" aria-label={props.label}>
      <ol ref={line}>
        {props.steps.map((step) => (
          <li key={step.key} data-step={step.key} className={`osr-spine__step osr-spine__step--${step.state}`}>
            <Link to={step.to} aria-current={step.key === props.current ? 'step' : undefined}>
              {step.state === 'done' ? <Icon name="check" /> : null}
              {step.state === 'missing' ? <Icon name="error_outline" /> : null}
              <span>{step.label}</span>
              {step.state === 'open' ? null : <span className="usa-sr-only">, {t(`web:spine.${step.state}`)}</span>}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export type TimelineEntry = {
  readonly key: string;
  readonly when: string;
  readonly title: ReactNode;
  readonly who?: string;
  readonly detail?: ReactNode;
};

/** What happened, oldest first or newest first as given. */
export function Timeline({ entries, label }: { readonly entries: readonly TimelineEntry[]; readonly label: string }) {
  return (
    <ol className="osr-timeline" aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.key}>
          <p className="osr-timeline__when">
            {entry.when}
            {entry.who === undefined ? null : ` · ${entry.who}`}
          </p>
          <p className="osr-timeline__title">{entry.title}</p>
          {entry.detail === undefined ? null : <div>{entry.detail}</div>}
        </li>
      ))}
    </ol>
  );
}
