import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { personKinds } from '../../domain/officers/record.ts';
import { officerInputSchema } from '../../domain/officers/setup.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { Checkbox, DateField, FormFrame, RadioTiles, Select, TextField, useForm } from '../forms/index.ts';
import { useSession } from '../session/session.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Button, Loaded, Page, WhyWeAsk } from '../ui/index.ts';
import type { OfficersView, OfficerView, PersonView } from './types.ts';
import { orNull, useSaved } from './use-saved.ts';

function OfficerForm({
  officer,
  people,
}: {
  readonly officer: OfficerView | null;
  readonly people: readonly PersonView[];
}) {
  const { t } = useTranslation(['setup', 'terms']);
  const api = useApi();
  const [id] = useState(() => officer?.id ?? newId());
  const form = useForm({
    id: `setup:officer:${officer?.id ?? 'new'}`,
    initial: {
      kind: (officer?.kind ?? '') as string,
      name: officer?.name ?? '',
      badge: officer?.badge ?? '',
      employingAgency: officer?.employingAgency ?? '',
      swornOn: officer?.swornOn ?? '',
      personId: officer?.personId ?? '',
      active: officer?.active ?? true,
    },
    schema: officerInputSchema,
    prepare: (values) => ({
      ...values,
      badge: orNull(values.badge),
      swornOn: orNull(values.swornOn),
      personId: orNull(values.personId),
    }),
    submit: (value) => api.put<OfficerView>(`/setup/officers/${id}`, value),
    onSaved: useSaved('/setup/officers'),
  });
  const accounts = people.filter(
    (person) => person.id === officer?.personId || person.grants.some((grant) => grant.role === 'officer'),
  );
  return (
    <FormFrame form={form}>
      <TextField name="name" label={t('officers.name')} maxLength={120} />
      <RadioTiles
        name="kind"
        label={t('officers.kind')}
        hint={t('officers.kindHint')}
        options={personKinds.map((kind) => ({ value: kind, label: t(`terms:personKind.${kind}`) }))}
      />
      <TextField name="employingAgency" label={t('officers.agency')} maxLength={120} />
      <DateField name="swornOn" label={t('officers.swornOn')} hint={<WhyWeAsk>{t('officers.swornWhy')}</WhyWeAsk>} />
      <TextField name="badge" label={t('officers.badge')} optional width="short" maxLength={20} />
      {people.length === 0 ? null : (
        <Select
          name="personId"
          label={t('officers.account')}
          hint={t('officers.accountHint')}
          optional
          empty={t('officers.noAccount')}
          options={accounts.map((person) => ({ value: person.id, label: `${person.name} (${person.email})` }))}
        />
      )}
      <Checkbox name="active" label={t('officers.isActive')} />
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** One officer. Only a sworn SRO or district police officer can be one (D1). */
export default function OfficerPage() {
  const { t } = useTranslation('setup');
  const { officerId = 'new' } = useParams();
  const { can } = useSession();
  const mayReadPeople = can('people.read');
  const view = useRead<OfficersView>('/setup/officers');
  const people = useRead<PersonView[]>('/setup/people', undefined, { enabled: mayReadPeople });
  const back = { to: '/setup/officers', label: t('step.officers.title') };
  return (
    <Loaded read={view}>
      {({ officers }) => {
        const officer = officers.find((one) => one.id === officerId) ?? null;
        if (officer === null && officerId !== 'new') return <NotFound />;
        // A supervisor keeps officers but sees no accounts: the link stays as it is.
        const list = mayReadPeople ? people.data : [];
        return (
          <Page title={officer?.name ?? t('officers.add')} back={back}>
            {list === undefined ? (
              <Loaded read={people}>{() => null}</Loaded>
            ) : (
              <OfficerForm officer={officer} people={list} />
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}
