import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { ButtonLink, EmptyState, LinkList, Loaded, Page, Section } from '../ui/index.ts';
import type { CorrectiveList } from './corrective-types.ts';
import { CorrectiveTag, useAbout } from './corrective-words.tsx';

/** What is done about differences that stood out: open ones by their day, then those that ended (P1.4). */
export default function CorrectiveListPage() {
  const { t } = useTranslation('explorer');
  return (
    <Page
      title={t('corrective.title')}
      lead={t('corrective.lead')}
      back={{ to: '/explorer', label: t('corrective.toNumbers') }}
    >
      <Part ended="no" />
      <Part ended="yes" />
    </Page>
  );
}

function Part({ ended }: { readonly ended: 'yes' | 'no' }) {
  const { t } = useTranslation('explorer');
  const about = useAbout();
  const read = useRead<CorrectiveList>('/corrective-actions', { ended, limit: 100 });
  const title = t(ended === 'no' ? 'corrective.open' : 'corrective.ended');
  return (
    <Section title={title}>
      <Loaded read={read}>
        {({ actions }) =>
          actions.length > 0 ? (
            <LinkList
              label={title}
              rows={actions.map((action) => ({
                key: action.id,
                to: `/corrective-actions/${action.id}`,
                title: about(action.about),
                detail: `${action.schoolName ?? t('corrective.wholeProgram')} · ${action.ownerName ?? ''}`,
                end: <CorrectiveTag action={action} />,
              }))}
            />
          ) : ended === 'yes' ? (
            <p>{t('corrective.noneEnded')}</p>
          ) : (
            <EmptyState
              title={t('corrective.none')}
              action={
                <ButtonLink kind="secondary" to="/explorer?measure=studentsInvolved&rows=crdcRace">
                  {t('corrective.toNumbers')}
                </ButtonLink>
              }
            >
              <p>{t('corrective.noneText')}</p>
            </EmptyState>
          )
        }
      </Loaded>
    </Section>
  );
}
