import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isWithin, weekday } from '../../domain/shared/dates.ts';
import { useRead } from '../api/hooks.ts';
import {
  ButtonLink,
  Buttons,
  Card,
  Cluster,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  Section,
  Stack,
  StatusTag,
  Table,
  Timeline,
  useFormat,
} from '../ui/index.ts';
import { useAssignmentWords } from './assignment-words.ts';
import type { AssignmentView, OfficersView, OfficerView, SchoolView } from './types.ts';

const byName = (list: readonly OfficerView[]): ReadonlyMap<string, OfficerView> =>
  new Map(list.map((officer) => [officer.id, officer]));

/** Each school with who is assigned there today. */
function Today({ view, schools }: { readonly view: OfficersView; readonly schools: readonly SchoolView[] }) {
  const { t } = useTranslation('setup');
  const format = useFormat();
  const words = useAssignmentWords();
  const officers = byName(view.officers);
  const { day } = format.local();
  const here = (schoolId: string): readonly AssignmentView[] =>
    view.assignments.filter((one) => one.schoolId === schoolId && isWithin(day, one.from, one.until));
  return (
    <Table
      caption={t('officers.today', { day: format.longDay(day) })}
      rowKey={(school) => school.id}
      rows={schools.filter((school) => school.open)}
      columns={[
        { key: 'school', header: t('schools.name'), cell: (school) => school.name },
        {
          key: 'officer',
          header: t('officers.who'),
          cell: (school) => {
            const list = here(school.id);
            if (list.length === 0) return <StatusTag>{t('officers.nobody')}</StatusTag>;
            return (
              <span>
                {list.map((one) => (
                  <span key={one.id} className="osr-block">
                    {officers.get(one.officerId)?.name}, {words.hours(one)}
                    {one.weekdays.includes(weekday(day)) ? '' : ` (${t('officers.notToday')})`}
                  </span>
                ))}
              </span>
            );
          },
        },
      ]}
    />
  );
}

function OfficerCard(props: {
  readonly officer: OfficerView;
  readonly assignments: readonly AssignmentView[];
  readonly schools: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation(['setup', 'terms']);
  const format = useFormat();
  const words = useAssignmentWords();
  const { officer, assignments } = props;
  return (
    <Card title={officer.name}>
      <Cluster>
        <StatusTag>{t(`terms:personKind.${officer.kind}`)}</StatusTag>
        {officer.active ? null : <StatusTag>{t('officers.inactive')}</StatusTag>}
        {officer.personId === null ? <StatusTag tone="warning">{t('officers.noAccount')}</StatusTag> : null}
      </Cluster>
      <p>{t('officers.sworn', { agency: officer.employingAgency, day: format.day(officer.swornOn) })}</p>
      {assignments.length === 0 ? (
        <p>{t('officers.unassigned')}</p>
      ) : (
        <Timeline
          label={t('officers.assignmentsOf', { name: officer.name })}
          entries={assignments.map((one) => ({
            key: one.id,
            when: words.span(one),
            title: <Link to={`/setup/assignments/${one.id}`}>{props.schools.get(one.schoolId)}</Link>,
            detail: words.hours(one),
          }))}
        />
      )}
      <Buttons>
        {officer.active ? (
          <ButtonLink kind="secondary" to={`/setup/assignments/new?officer=${officer.id}`} icon="school">
            {t('officers.assign', { name: officer.name })}
          </ButtonLink>
        ) : null}
        <ButtonLink kind="quiet" to={`/setup/officers/${officer.id}`} icon="edit">
          {t('officers.change', { name: officer.name })}
        </ButtonLink>
      </Buttons>
    </Card>
  );
}

/** Who is where: the officers, their schools by dates, and the partners who are no officers. */
export default function OfficersPage() {
  const { t } = useTranslation(['setup', 'terms']);
  const view = useRead<OfficersView>('/setup/officers');
  const schools = useRead<SchoolView[]>('/setup/schools');
  return (
    <Page
      title={t('step.officers.title')}
      lead={t('officers.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
      actions={
        <ButtonLink to="/setup/officers/new" icon="add">
          {t('officers.add')}
        </ButtonLink>
      }
      wide
    >
      <Loaded read={schools}>
        {(schoolList) => (
          <Loaded read={view}>
            {(data) => (
              <>
                {schoolList.length === 0 ? null : <Today view={data} schools={schoolList} />}
                <Section title={t('officers.each')}>
                  {data.officers.length === 0 ? (
                    <EmptyState title={t('officers.none')}>
                      <p>{t('officers.noneNext')}</p>
                    </EmptyState>
                  ) : (
                    <Stack>
                      {data.officers.map((officer) => (
                        <OfficerCard
                          key={officer.id}
                          officer={officer}
                          assignments={data.assignments.filter((one) => one.officerId === officer.id)}
                          schools={new Map(schoolList.map((school) => [school.id, school.name]))}
                        />
                      ))}
                    </Stack>
                  )}
                </Section>
                <Section
                  title={t('partners.title')}
                  action={
                    <ButtonLink kind="secondary" to="/setup/partners/new" icon="add">
                      {t('partners.add')}
                    </ButtonLink>
                  }
                >
                  <Stack>
                    <p>{t('partners.lead')}</p>
                    {data.partners.length === 0 ? (
                      <EmptyState title={t('partners.none')} />
                    ) : (
                      <LinkList
                        label={t('partners.title')}
                        rows={data.partners.map((partner) => ({
                          key: partner.id,
                          to: `/setup/partners/${partner.id}`,
                          title: partner.name,
                          detail: [t(`terms:personKind.${partner.kind}`), partner.organization]
                            .filter(Boolean)
                            .join(', '),
                          end: partner.active ? undefined : t('officers.inactive'),
                        }))}
                      />
                    )}
                  </Stack>{' '}
                </Section>
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
