import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useSession } from '../session/session.tsx';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';
import { homePath } from './navigation.ts';
import { useNavigation } from './shell.tsx';

/** /app: leads each person to the page of their most frequent task. */
export function Home() {
  const { t } = useTranslation();
  const { roles, me } = useSession();
  const path = homePath(useNavigation(), roles);
  if (path !== null) return <Navigate to={path} replace />;
  return (
    <Page title={t('web:home.title', { name: me.person.name })}>
      <EmptyState title={t('web:home.noRole')}>
        <p>{t('web:home.noRoleNext')}</p>
      </EmptyState>
    </Page>
  );
}
