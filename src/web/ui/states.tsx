import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, use } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';
import { InPage } from './in-page.ts';
import { ProblemNotice } from './notice.tsx';

/** A calm line while something is on its way. It shows itself only after a moment, so that quick answers do not flicker. */
export function LoadingState({ label }: { readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <HeadingAlone />
      <p className="osr-loading" role="status">
        {label ?? t('web:state.loading')}
      </p>
    </>
  );
}

/** A screen without a page yet still has a first heading, for those who find their way by headings. */
function HeadingAlone() {
  const { t } = useTranslation();
  return use(InPage) ? null : <h1 className="usa-sr-only">{t('web:app.name')}</h1>;
}

/** Nothing here: says so, and what to do next. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="osr-empty">
      <p className="osr-empty__title">{props.title}</p>
      {props.children === undefined ? null : <div>{props.children}</div>}
      {props.action}
    </div>
  );
}

/** The three states of a read in one place: `<Loaded read={useRead<T>('/calls')}>{(calls) => ...}</Loaded>`. */
export function Loaded<T>(props: { readonly read: UseQueryResult<T>; readonly children: (data: T) => ReactNode }) {
  const { data, error, refetch } = props.read;
  if (data !== undefined) {
    return (
      <>
        {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
        {props.children(data)}
      </>
    );
  }
  if (error === null) return <LoadingState />;
  return (
    <>
      <HeadingAlone />
      <ProblemNotice error={error} retry={() => void refetch()} />
    </>
  );
}

/** `due` is for what has its time still, `warning` for what to look at. */
export type Tone = 'neutral' | 'info' | 'good' | 'due' | 'warning' | 'bad';

const toneIcons: Readonly<Record<Tone, IconName | null>> = {
  neutral: null,
  info: 'info',
  good: 'check_circle',
  due: 'schedule',
  warning: 'warning',
  bad: 'error',
};

/** The state of a record in a word. The tone is never the only sign: the word and an icon say it too. */
export function StatusTag({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  const icon = toneIcons[tone];
  return (
    <span className={`osr-tag osr-tag--${tone}`}>
      {icon === null ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}

/** Small and near the question: why we ask, with the principle it comes from ('4.1'). */
export function WhyWeAsk({ principle, children }: { readonly principle?: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <p className="osr-why">
      <strong>{t('web:why.title')}</strong> {children}
      {principle === undefined ? null : <span className="osr-why__rule"> {t('web:why.principle', { principle })}</span>}
    </p>
  );
}
