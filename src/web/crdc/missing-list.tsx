import { useTranslation } from 'react-i18next';
import { Disclosure, EmptyState, LinkList, Section, Stack, useFormat } from '../ui/index.ts';
import type { Missing, MissingReason } from './types.ts';

/** What stands in no count, by reason: where it is mended, and the records to open (P1.5). */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  const { t } = useTranslation('crdc');
  const format = useFormat();
  const byReason = new Map<MissingReason, Missing[]>();
  for (const one of missing) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one]);
  return (
    <Section title={t('missingList.title', { count: missing.length })}>
      {missing.length === 0 ? (
        <EmptyState title={t('missingList.none')} />
      ) : (
        <Stack>
          <p>{t('missingList.text')}</p>
          {[...byReason].map(([reason, list]) => (
            <Disclosure key={reason} title={`${t(`missing.${reason}`)} (${format.number(list.length)})`}>
              <p>{t(`mend.${reason}`)}</p>
              <LinkList
                label={t(`missing.${reason}`)}
                rows={list.map((one) => ({
                  key: `${one.incidentId} ${one.studentKey}`,
                  to: `/incidents/${one.incidentId}`,
                  title: one.school,
                  detail: format.day(one.day),
                }))}
              />
            </Disclosure>
          ))}
        </Stack>
      )}
    </Section>
  );
}
