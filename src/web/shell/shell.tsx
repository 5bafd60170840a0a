import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet } from 'react-router';
import { OutboxLine } from '../outbox/outbox-line.tsx';
import { areaRoutes } from '../routes.tsx';
import { useSession } from '../session/session.tsx';
import { Icon } from '../ui/icon.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { type NavEntry, namespacesOf, navigationFor, splitForPhone } from './navigation.ts';
import { ProgramSwitch } from './program-switch.tsx';

/** The person's navigation, from the actions they have. */
export function useNavigation(): readonly NavEntry[] {
  const session = useSession();
  return useMemo(() => navigationFor(areaRoutes, session.can, session.roles, session.membership !== null), [session]);
}

/** Header, navigation, the page, the phone's bar. */
export function Shell() {
  const entries = useNavigation();
  // An entry's word stands in its own area's catalog.
  const { t } = useTranslation(['web', ...namespacesOf(entries)]);
  const { me } = useSession();
  const { bar } = splitForPhone(entries);
  return (
    <div className="osr-shell">
      <a className="usa-skipnav" href="#main">
        {t('web:app.skip')}
      </a>
      <header className="osr-header">
        <div className="osr-header__bar">
          <Link className="osr-brand" to="/">
            <Icon name="verified_user" />
            {t('web:app.name')}
          </Link>
          <ProgramSwitch />
          <div className="osr-header__end">
            <LanguageSwitch />
            <NavLink className="osr-me" to="/me">
              <Icon name="account_circle" />
              <span>{me.person.name}</span>
            </NavLink>
          </div>
        </div>
        <nav className="osr-nav" aria-label={t('web:nav.label')}>
          <ul>
            {entries.map((entry) => (
              <li key={entry.path}>
                <NavLink to={entry.path}>{t(entry.label)}</NavLink>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <OutboxLine />
      <main id="main" className="osr-main" tabIndex={-1}>
        <Outlet />
      </main>
      <nav className="osr-tabbar" aria-label={t('web:nav.label')}>
        <ul>
          {bar.map((entry) => (
            <li key={entry.path}>
              <NavLink to={entry.path}>
                <Icon name={entry.icon} />
                <span>{t(entry.short ?? entry.label)}</span>
              </NavLink>
            </li>
          ))}
          <li>
            <NavLink to="/me">
              <Icon name="account_circle" />
              <span>{t('web:nav.me')}</span>
            </NavLink>
          </li>
        </ul>
      </nav>
    </div>
  );
}
