import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { Button } from './button.tsx';

type NoticeKind = 'info' | 'success' | 'warning' | 'error';

type NoticeProps = {
  readonly kind: NoticeKind;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Set when it appears because of what the person did, so that it is read out. */
  readonly live?: boolean;
};

/** Something to know, in place. */
export function Notice({ kind, title, children, live = false }: NoticeProps) {
  const role = live ? (kind === 'error' ? 'alert' : 'status') : undefined;
  return (
    <div className={`usa-alert usa-alert--${kind}${title === undefined ? ' usa-alert--slim' : ''}`} role={role}>
      <div className="usa-alert__body">
        {title === undefined ? null : <p className="usa-alert__heading">{title}</p>}
        {children === undefined ? null : <div className="usa-alert__text">{children}</div>}
      </div>
    </div>
  );
}

/** A failed read or change, said in words, with a way on. Takes what react-query or a catch hands over. */
export function ProblemNotice({ error, retry }: { readonly error: Problem | Error; readonly retry?: () => void }) {
  const { t } = useTranslation();
  const problem = asProblem(error, t('common:problems.server.reason'));
  return (
    <Notice kind="error" title={problem.title} live>
      {problem.detail === undefined ? null : <p>{problem.detail}</p>}
      {problem.errors.length === 0 ? null : (
        <ul className="usa-list">
          {problem.errors.map((one) => (
            <li key={`${one.field} ${one.reason}`}>
              {one.reason} {one.remedy}
            </li>
          ))}
        </ul>
      )}
      {problem.status >= 500 && problem.requestId !== undefined ? (
        <p className="osr-small">{t('web:problem.number', { number: problem.requestId })}</p>
      ) : null}
      {retry === undefined ? null : (
        <Button kind="secondary" onClick={retry}>
          {t('web:problem.retry')}
        </Button>
      )}
    </Notice>
  );
}
