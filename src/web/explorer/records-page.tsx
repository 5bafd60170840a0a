import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useReadParts } from '../api/hooks.ts';
import { EmptyState, LinkList, LoadedParts, Page, Stack, useFormat } from '../ui/index.ts';
import { addressOf, questionOf } from './question.ts';
import type { Records } from './types.ts';
import { useNames } from './use-names.ts';

/** The calls or incidents one number is made of. */
export default function RecordsPage() {
  const { t, i18n } = useTranslation(['explorer', 'terms']);
  const format = useFormat();
  const names = useNames();
  const [search] = useSearchParams();
  const question = questionOf(search);
  const [row, column] = [search.get('row') ?? undefined, search.get('column') ?? undefined];
  const read = useReadParts<Records>('/explorer/records', { ...question, row, column });
  const matter = (code: string | null, own: string | null): string => {
    if (own !== null) return own;
    return code !== null && i18n.exists(`terms:matter.${code}`)
      ? t(`terms:matter.${code}`)
      : t('explorer:records.record');
  };
  return (
    <Page
      title={t('explorer:records.title')}
      kicker={names.measure(question.measure)}
      back={{ to: `/explorer?${addressOf(question)}`, label: t('explorer:records.back') }}
    >
      <LoadedParts read={read} rows={(part) => part.items}>
        {(items, { kind }) =>
          items.length === 0 ? (
            <EmptyState title={t('explorer:records.none')} />
          ) : (
            <Stack>
              <LinkList
                label={t('explorer:records.title')}
                rows={items.map((one) => ({
                  key: one.id,
                  to: `/${kind}/${one.id}`,
                  title: matter(one.matter, one.matterName),
                  detail: `${format.day(one.day)} · ${one.schoolName}`,
                }))}
              />
            </Stack>
          )
        }
      </LoadedParts>
    </Page>
  );
}
