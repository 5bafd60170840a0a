import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { Icon } from './icon.tsx';
import { InPage } from './in-page.ts';

/** The first page of a visit must not pull the focus; every later one must, or a screen reader stays on the old link. */
let firstLocation: string | null = null;

type PageProps = {
  /** The one question the page answers: its h1 and the name of the browser tab. */
  readonly title: string;
  /** A line above the title: which school, which record. */
  readonly kicker?: ReactNode;
  readonly lead?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  /** The most frequent task first. */
  readonly actions?: ReactNode;
  /** Tables and two columns need the width; text and forms read better without. */
  readonly wide?: boolean;
  readonly children: ReactNode;
};

export function Page({ title, kicker, lead, back, actions, wide = false, children }: PageProps) {
  const { t } = useTranslation();
  const location = useLocation();
  const page = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('web:app.name')}`;
  }, [title, t]);
  useEffect(() => {
    firstLocation ??= location.key;
    if (firstLocation === location.key) return;
    window.scrollTo(0, 0);
    // A page with one field to fill has put the focus there already.
    if (page.current?.contains(document.activeElement) === true) return;
    heading.current?.focus({ preventScroll: true });
  }, [location.key]);
  return (
    <div ref={page} className={wide ? 'osr-page osr-page--wide' : 'osr-page'}>
      {back === undefined ? null : (
        <Link className="osr-back" to={back.to}>
          <Icon name="arrow_back" /> {back.label}
        </Link>
      )}
      <div className="osr-page__head">
        <div>
          {kicker === undefined ? null : <p className="osr-kicker">{kicker}</p>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {actions === undefined ? null : <div className="osr-page__actions">{actions}</div>}
      </div>
      {lead === undefined ? null : <p className="osr-lead">{lead}</p>}
      <InPage value={true}>{children}</InPage>
    </div>
  );
}

type SectionProps = {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page under its h2. */
export function Section({ title, action, children }: SectionProps) {
  return (
    <section className="osr-section">
      <div className="osr-section__head">
        <h2>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
