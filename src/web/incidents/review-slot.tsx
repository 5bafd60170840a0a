import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

export function ReviewSlot({ incidentId }: { readonly incidentId: string }) {
  const { t } = useTranslation('incidents');
  return <Link to={`/app/reviews/${incidentId}`}>{t('read.answers')}</Link>;
}
