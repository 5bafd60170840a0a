import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { partnerKinds } from '../../domain/officers/record.ts';
import { partnerInputSchema } from '../../domain/officers/setup.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { Checkbox, FormFrame, RadioTiles, TextField, useForm } from '../forms/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Button, Loaded, Page } from '../ui/index.ts';
import type { OfficersView, PartnerView } from './types.ts';
import { orNull, useSaved } from './use-saved.ts';

function PartnerForm({ partner }: { readonly partner: PartnerView | null }) {
  const { t } = useTranslation(['setup', 'terms']);
  const api = useApi();
  const [id] = useState(() => partner?.id ?? newId());
  const form = useForm({
    id: `setup:partner:${partner?.id ?? 'new'}`,
    initial: {
      kind: (partner?.kind ?? '') as string,
      name: partner?.name ?? '',
      organization: partner?.organization ?? '',
      active: partner?.active ?? true,
    },
    schema: partnerInputSchema,
    prepare: (values) => ({ ...values, organization: orNull(values.organization) }),
    submit: (value) => api.put<PartnerView>(`/setup/partners/${id}`, value),
    onSaved: useSaved('/setup/officers'),
  });
  return (
    <FormFrame form={form}>
      <TextField name="name" label={t('officers.name')} maxLength={120} />
      <RadioTiles
        name="kind"
        label={t('partners.kind')}
        options={partnerKinds.map((kind) => ({ value: kind, label: t(`terms:personKind.${kind}`) }))}
      />
      <TextField name="organization" label={t('partners.organization')} optional maxLength={120} />
      <Checkbox name="active" label={t('officers.isActive')} />
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** A person who works in schools and is no officer: listed, never assigned (D1). */
export default function PartnerPage() {
  const { t } = useTranslation('setup');
  const { partnerId = 'new' } = useParams();
  const view = useRead<OfficersView>('/setup/officers');
  return (
    <Loaded read={view}>
      {({ partners }) => {
        const partner = partners.find((one) => one.id === partnerId) ?? null;
        if (partner === null && partnerId !== 'new') return <NotFound />;
        return (
          <Page
            title={partner?.name ?? t('partners.add')}
            lead={t('partners.lead')}
            back={{ to: '/setup/officers', label: t('step.officers.title') }}
          >
            <PartnerForm partner={partner} />
          </Page>
        );
      }}
    </Loaded>
  );
}
