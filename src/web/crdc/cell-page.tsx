import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { EmptyState, LinkList, Loaded, Page, Stack, useFormat } from '../ui/index.ts';
import type { SchoolSheet } from './types.ts';
import { cellWords } from './words.ts';

type Behind = {
  readonly incidents: readonly { readonly id: string; readonly day: string; readonly officer: string }[];
};

/** The incidents one count is made of. Opening it is written to the trail (P7.8). */
export default function CellPage() {
  const { collection = '', schoolId = '', column = '' } = useParams();
  const { t } = useTranslation(['crdc', 'terms']);
  const format = useFormat();
  const school = useRead<SchoolSheet>(`/crdc/${collection}/schools/${schoolId}`).data;
  const read = useRead<Behind>(`/crdc/${collection}/incidents`, { schoolId, column });
  const cell = school?.cells.find((one) => one.column === column);
  return (
    <Page
      title={cell === undefined ? column : cellWords(t, cell)}
      kicker={
        school === undefined || cell === undefined ? collection : `${school.name}, ${t(`crdc:measure.${cell.of}`)}`
      }
      lead={cell === undefined ? undefined : t(`crdc:cell.lead.${cell.unit}`, { count: cell.n })}
      back={{ to: `/crdc/${collection}/schools/${schoolId}`, label: school?.name ?? t('crdc:school.back') }}
    >
      <Loaded read={read}>
        {({ incidents }) =>
          incidents.length === 0 ? (
            <EmptyState title={t('crdc:cell.none')} />
          ) : (
            <Stack>
              <p>{t('crdc:cell.logged')}</p>
              <LinkList
                label={t('crdc:cell.incidents')}
                rows={incidents.map(({ id, day, officer }) => ({
                  key: id,
                  to: `/incidents/${id}`,
                  title: format.day(day),
                  detail: officer,
                }))}
              />
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}
