import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../session/store.ts';
import { ButtonLink, EmptyState, Loaded, Page, Table } from '../ui/index.ts';
import type { ProgramLine } from './types.ts';

/** The programs of this installation, for its system administrator: their names, none of their records. */
export default function ProgramsPage() {
  const { t } = useTranslation('setup');
  const programs = useQuery({
    queryKey: ['programs'],
    queryFn: ({ signal }) => api.get<ProgramLine[]>('/api/programs', { signal }),
  });
  const create = (
    <ButtonLink to="/programs/new" icon="add">
      {t('newProgram.title')}
    </ButtonLink>
  );
  return (
    <Page title={t('programs.title')} lead={t('programs.lead')} actions={create} wide>
      <Loaded read={programs}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('programs.none')} action={create} />
          ) : (
            <Table
              caption={t('programs.title')}
              captionHidden
              rowKey={(row) => row.id}
              rows={list}
              columns={[
                { key: 'name', header: t('program.name'), cell: (row) => row.name },
                { key: 'agency', header: t('program.agency'), cell: (row) => row.agency },
                { key: 'district', header: t('program.district'), cell: (row) => row.district },
                { key: 'slug', header: t('program.slug'), cell: (row) => row.slug },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
