import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

/** The same page for what does not exist and what is not this person's to see. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('common:problems.notFound.reason')}>
      <p>{t('common:problems.notFound.remedy')}</p>
      <ButtonLink to="/">{t('web:notFound.home')}</ButtonLink>
    </Page>
  );
}
