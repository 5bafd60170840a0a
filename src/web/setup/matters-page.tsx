import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type MatterClass, matterGroups } from '../../domain/calls/record.ts';
import { useRead } from '../api/hooks.ts';
import { ButtonLink, Loaded, Page, Section, StatusTag, Table, useFormat } from '../ui/index.ts';
import { useMatterName } from './matter-name.ts';
import type { MattersView, MatterView } from './types.ts';

const tones: Readonly<Record<MatterClass, 'good' | 'info' | 'bad'>> = {
  schoolMatter: 'good',
  depends: 'info',
  safetyThreat: 'bad',
};

function ClassTag({ matter }: { readonly matter: MatterView }) {
  const { t } = useTranslation(['setup', 'terms']);
  if (!matter.listed) return <StatusTag>{t('matters.offList')}</StatusTag>;
  return <StatusTag tone={tones[matter.class]}>{t(`terms:matterClass.${matter.class}`)}</StatusTag>;
}

/** The program's list of behaviours: what is for the school, what is a threat, what depends (P3.2). */
export default function MattersPage() {
  const { t } = useTranslation(['setup', 'terms']);
  const format = useFormat();
  const nameOf = useMatterName();
  const view = useRead<MattersView>('/setup/matters');
  const latest = (matter: MatterView): string => {
    const [change] = matter.changes;
    return change === undefined ? t('matters.asShipped') : t('matters.changed', { day: format.day(change.holdsFrom) });
  };
  return (
    <Page
      title={t('step.matters.title')}
      lead={t('matters.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
      actions={
        <ButtonLink to="/setup/matters/new" icon="add">
          {t('matters.add')}
        </ButtonLink>
      }
      wide
    >
      <Loaded read={view}>
        {({ matters }) =>
          matterGroups.map((group) => (
            <Section key={group} title={t(`terms:matterGroup.${group}`)}>
              <Table
                caption={t(`terms:matterGroup.${group}`)}
                captionHidden
                rowKey={(matter) => matter.code}
                rows={matters.filter((matter) => matter.group === group)}
                columns={[
                  {
                    key: 'matter',
                    header: t('matters.behavior'),
                    cell: (matter) => <Link to={`/setup/matters/${matter.code}`}>{nameOf(matter)}</Link>,
                  },
                  { key: 'class', header: t('matters.class'), cell: (matter) => <ClassTag matter={matter} /> },
                  { key: 'since', header: t('matters.since'), cell: latest },
                ]}
              />
            </Section>
          ))
        }
      </Loaded>
    </Page>
  );
}
