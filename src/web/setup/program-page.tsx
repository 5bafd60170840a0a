import { useTranslation } from 'react-i18next';
import { programInputSchema } from '../../domain/partnerships/setup.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button, Columns, Loaded, Page, Section, Stack } from '../ui/index.ts';
import { ProgramFields } from './program-fields.tsx';
import type { ProgramView } from './types.ts';
import { orNull, useSaved } from './use-saved.ts';

const sides = ['agency', 'district'] as const;
type Line = { name: string; phone: string; email: string; web: string };

const typed = (line: ProgramView['contact']['agency']): Line => ({
  name: line?.name ?? '',
  phone: line?.phone ?? '',
  email: line?.email ?? '',
  web: line?.web ?? '',
});

/** A contact left wholly empty is none. */
const asked = (line: Line) =>
  Object.values(line).every((text) => text.trim() === '')
    ? null
    : { name: line.name, phone: orNull(line.phone), email: orNull(line.email), web: orNull(line.web) };

function ProgramForm({ program }: { readonly program: ProgramView }) {
  const { t } = useTranslation(['setup', 'terms']);
  const api = useApi();
  const form = useForm({
    id: 'setup:program',
    initial: {
      ...program,
      contact: { agency: typed(program.contact.agency), district: typed(program.contact.district) },
    },
    schema: programInputSchema,
    prepare: (values) => ({
      ...values,
      agency: { ...values.agency, ori: values.agency.ori.trim().toUpperCase() },
      contact: { agency: asked(values.contact.agency), district: asked(values.contact.district) },
    }),
    submit: (value) => api.put<ProgramView>('/setup/program', value),
    onSaved: useSaved('/setup'),
  });
  return (
    <FormFrame form={form}>
      <Section title={t('contact.title')}>
        <Stack gap={3}>
          <p>{t('contact.lead')}</p>
          <Columns>
            {sides.map((side) => (
              <Section key={side} title={t(`contact.${side}`)}>
                <Stack gap={3}>
                  <TextField name={`contact.${side}.name`} label={t('contact.name')} maxLength={120} />
                  <TextField
                    name={`contact.${side}.phone`}
                    type="tel"
                    label={t('contact.phone')}
                    optional
                    maxLength={40}
                  />
                  <TextField
                    name={`contact.${side}.email`}
                    type="email"
                    label={t('contact.email')}
                    optional
                    maxLength={254}
                  />
                  <TextField
                    name={`contact.${side}.web`}
                    label={t('contact.web')}
                    hint={t('contact.webHint')}
                    optional
                    maxLength={300}
                  />
                </Stack>
              </Section>
            ))}
          </Columns>
        </Stack>
      </Section>
      <Section title={t('program.title')}>
        <Stack gap={3}>
          <ProgramFields />
          <p>{t('program.slugIs', { slug: program.slug })}</p>
        </Stack>
      </Section>
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** What the public page says of the program, and whom to ask. */
export default function ProgramPage() {
  const { t } = useTranslation('setup');
  const program = useRead<ProgramView>('/setup/program');
  return (
    <Page title={t('step.contact.title')} back={{ to: '/setup', label: t('hub.title') }} wide>
      <Loaded read={program}>{(view) => <ProgramForm program={view} />}</Loaded>
    </Page>
  );
}
