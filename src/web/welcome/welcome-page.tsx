import { useTranslation } from 'react-i18next';
import { ButtonLink, Page } from '../ui/index.ts';
import { LinkPage } from './link-page.tsx';

/** Where an invitation leads. */
export default function WelcomePage() {
  const { t } = useTranslation('account');
  return (
    <LinkPage
      title={t('invitation.title')}
      lead={t('invitation.lead')}
      without={
        <Page title={t('link.noToken')}>
          <p>{t('link.noTokenNext')}</p>
          <ButtonLink to="/sign-in">{t('enter.button')}</ButtonLink>
        </Page>
      }
    />
  );
}
