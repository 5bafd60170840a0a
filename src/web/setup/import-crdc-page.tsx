import { useTranslation } from 'react-i18next';
import { Disclosure } from '../ui/index.ts';
import { ImportPage } from './import-page.tsx';

/** Schools and enrolment from the official CRDC files. */
export default function ImportCrdcPage() {
  const { t } = useTranslation('imports');
  const where = (
    <Disclosure title={t('page.crdcWhere')}>
      <p>{t('page.crdcWhereText')}</p>
    </Disclosure>
  );
  return <ImportPage kind="crdc" where={where} />;
}
