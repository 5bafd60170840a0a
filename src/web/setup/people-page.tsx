import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Grant } from '../../domain/access/roles.ts';
import { programRoles } from '../../domain/partnerships/setup.ts';
import { useRead } from '../api/hooks.ts';
import { Select, TextField } from '../forms/index.ts';
import { ButtonLink, Columns, EmptyState, Loaded, Page, Stack, StatusTag, Table, useFormat } from '../ui/index.ts';
import type { PersonView, SchoolView } from './types.ts';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function useGrantWords(schools: readonly SchoolView[]): (grant: Grant) => string {
  const { t } = useTranslation('setup');
  const format = useFormat();
  const names = new Map(schools.map((school) => [school.id, school.name]));
  return (grant) =>
    grant.schoolIds === null
      ? t(`common:roles.${grant.role}`)
      : `${t(`common:roles.${grant.role}`)} (${format.list(grant.schoolIds.map((id) => names.get(id) ?? t('unknown')))})`;
}

function PeopleTable({
  people,
  schools,
}: {
  readonly people: readonly PersonView[];
  readonly schools: readonly SchoolView[];
}) {
  const { t } = useTranslation('setup');
  const words = useGrantWords(schools);
  const [search, setSearch] = useState('');
  const [role, setRole] = useState('');
  const wanted = plain(search.trim());
  const shown = people.filter(
    (person) =>
      plain(`${person.name} ${person.email} ${person.title ?? ''}`).includes(wanted) &&
      (role === '' || person.grants.some((grant) => grant.role === role)),
  );
  return (
    <Stack gap={3}>
      <Columns>
        <TextField name="search" type="search" label={t('people.search')} value={search} onChange={setSearch} />
        <Select
          name="role"
          label={t('people.role')}
          empty={t('people.allRoles')}
          value={role}
          onChange={setRole}
          options={programRoles.map((one) => ({ value: one, label: t(`common:roles.${one}`) }))}
        />
      </Columns>
      {shown.length === 0 ? (
        <EmptyState title={t('people.noMatch')} />
      ) : (
        <Table
          caption={t('people.count', { count: shown.length })}
          rowKey={(person) => person.id}
          rows={shown}
          columns={[
            {
              key: 'name',
              header: t('person.name'),
              cell: (person) => (
                <>
                  <Link to={`/setup/people/${person.id}`}>{person.name}</Link>
                  {person.title === null ? null : <span className="osr-block osr-small">{person.title}</span>}
                </>
              ),
            },
            { key: 'email', header: t('person.email'), cell: (person) => person.email },
            {
              key: 'roles',
              header: t('people.roles'),
              cell: (person) =>
                person.grants.length === 0 ? (
                  <StatusTag>{t('people.noAccess')}</StatusTag>
                ) : (
                  <span>
                    {person.grants.map((grant) => (
                      <span key={grant.role} className="osr-block">
                        {words(grant)}
                      </span>
                    ))}
                  </span>
                ),
            },
          ]}
        />
      )}
    </Stack>
  );
}

/** Who may sign in, and as what. */
export default function PeoplePage() {
  const { t } = useTranslation('setup');
  const people = useRead<PersonView[]>('/setup/people');
  const schools = useRead<SchoolView[]>('/setup/schools');
  return (
    <Page
      title={t('step.people.title')}
      lead={t('people.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
      actions={
        <ButtonLink to="/setup/people/new" icon="add">
          {t('people.add')}
        </ButtonLink>
      }
      wide
    >
      <Loaded read={schools}>
        {(schoolList) => <Loaded read={people}>{(list) => <PeopleTable people={list} schools={schoolList} />}</Loaded>}
      </Loaded>
    </Page>
  );
}
