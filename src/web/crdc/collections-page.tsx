import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { EmptyState, LinkList, Loaded, Page } from '../ui/index.ts';
import type { Collections } from './types.ts';

/** Which collections the program has a school year for (P1.5). */
export default function CollectionsPage() {
  const { t } = useTranslation('crdc');
  const read = useRead<Collections>('/crdc');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Loaded read={read}>
        {({ collections }) =>
          collections.length === 0 ? (
            <EmptyState title={t('collections.none')}>{t('collections.noneNext')}</EmptyState>
          ) : (
            <LinkList
              label={t('collections.label')}
              rows={collections.map(({ collection, schoolYear, collected }) => ({
                key: collection,
                to: `/crdc/${collection}`,
                title: t('collections.one', { collection }),
                detail: t(collected ? 'collections.year' : 'collections.between', { year: schoolYear }),
              }))}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
