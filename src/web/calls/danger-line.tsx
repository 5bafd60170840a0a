import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/index.ts';

/** The first line of the page of anyone who asks for help: a telephone needs no network of ours. */
export function DangerLine() {
  const { t } = useTranslation('calls');
  return (
    <p className="osr-danger">
      <Icon name="phone" />
      <span>
        {t('danger.question')} <a href="tel:911">{t('danger.call')}</a>
      </span>
    </p>
  );
}
