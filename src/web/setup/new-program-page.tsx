import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newProgramSchema } from '../../domain/partnerships/setup.ts';
import { newId } from '../api/ids.ts';
import { FormFrame, RadioTiles, TextField, useForm } from '../forms/index.ts';
import { useSession } from '../session/session.tsx';
import { api } from '../session/store.ts';
import { Button, Page, Section, Stack } from '../ui/index.ts';
import { type GivenLink, LinkNotice } from './link-notice.tsx';
import { ProgramFields } from './program-fields.tsx';

type Created = GivenLink & { readonly id: string };

/** One agency and one district under an agreement: a new program with its first administrator. */
export default function NewProgramPage() {
  const { t } = useTranslation(['setup', 'terms']);
  const { refresh } = useSession();
  const [id] = useState(newId);
  const [created, setCreated] = useState<Created | null>(null);
  const form = useForm({
    id: 'program:new',
    initial: {
      slug: '',
      name: '',
      agency: { name: '', kind: '', ori: '' },
      district: { name: '', leaId: '', state: '' },
      timeZone: '',
      admin: { name: '', email: '', language: 'en' },
    },
    schema: newProgramSchema,
    prepare: (values) => ({ ...values, id, agency: { ...values.agency, ori: values.agency.ori.trim().toUpperCase() } }),
    submit: (value) => api.post<Created>('/api/programs', value),
    onSaved: (answer) => {
      setCreated(answer);
      // The new program may be one's own to administer.
      void refresh();
    },
  });
  const back = { to: '/programs', label: t('programs.title') };
  if (created !== null) {
    const { admin, name } = form.values;
    return (
      <Page title={t('newProgram.done', { name })} back={back}>
        <LinkNotice given={created} name={admin.name} />
      </Page>
    );
  }
  return (
    <Page title={t('newProgram.title')} lead={t('newProgram.lead')} back={back} wide>
      <FormFrame form={form}>
        <ProgramFields />
        <TextField name="slug" label={t('program.slug')} hint={t('program.slugHint')} width="medium" maxLength={40} />
        <Section title={t('newProgram.admin')}>
          <Stack gap={3}>
            <p>{t('newProgram.adminText')}</p>
            <TextField name="admin.name" label={t('person.name')} maxLength={120} />
            <TextField name="admin.email" type="email" label={t('person.email')} maxLength={254} />
            <RadioTiles
              name="admin.language"
              label={t('person.language')}
              layout="row"
              options={[
                { value: 'en', label: 'English' },
                { value: 'es', label: 'Español' },
              ]}
            />
          </Stack>
        </Section>
        <Button type="submit" busy={form.submitting}>
          {t('newProgram.create')}
        </Button>
      </FormFrame>
    </Page>
  );
}
