import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { schoolInputSchema } from '../../domain/partnerships/setup.ts';
import { grades } from '../../domain/shared/people.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { Checkbox, CheckList, FormFrame, TextField, useForm } from '../forms/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Button, Loaded, Page } from '../ui/index.ts';
import type { SchoolView } from './types.ts';
import { useSaved } from './use-saved.ts';

function SchoolForm({ school }: { readonly school: SchoolView | null }) {
  const { t } = useTranslation(['setup', 'terms']);
  const api = useApi();
  const [id] = useState(() => school?.id ?? newId());
  const form = useForm({
    id: `setup:school:${school?.id ?? 'new'}`,
    initial: {
      name: school?.name ?? '',
      ncesId: school?.ncesId ?? '',
      grades: (school?.grades ?? []) as readonly string[],
      open: school?.open ?? true,
    },
    schema: schoolInputSchema,
    prepare: (values) => ({ ...values, ncesId: values.ncesId.trim() }),
    submit: (value) => api.put<SchoolView>(`/setup/schools/${id}`, value),
    onSaved: useSaved('/setup/schools'),
  });
  return (
    <FormFrame form={form}>
      <TextField name="name" label={t('schools.name')} maxLength={160} />
      <TextField
        name="ncesId"
        label={t('schools.ncesId')}
        hint={t(school === null ? 'schools.ncesIdHint' : 'schools.ncesIdStays')}
        width="medium"
        maxLength={12}
        disabled={school !== null}
      />
      <CheckList
        name="grades"
        label={t('schools.grades')}
        optional
        layout="row"
        options={grades
          .filter((grade) => grade !== 'unknown')
          .map((grade) => ({ value: grade, label: t(`terms:grade.${grade}`) }))}
      />
      <Checkbox name="open" label={t('schools.isOpen')} hint={t('schools.isOpenHint')} />
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** One school: entered by hand, or what the federal files said, corrected. */
export default function SchoolPage() {
  const { t } = useTranslation('setup');
  const { schoolId = 'new' } = useParams();
  const schools = useRead<SchoolView[]>('/setup/schools');
  const back = { to: '/setup/schools', label: t('step.schools.title') };
  if (schoolId === 'new') {
    return (
      <Page title={t('schools.add')} lead={t('schools.addLead')} back={back}>
        <SchoolForm school={null} />
      </Page>
    );
  }
  return (
    <Loaded read={schools}>
      {(list) => {
        const school = list.find((one) => one.id === schoolId);
        if (school === undefined) return <NotFound />;
        return (
          <Page title={school.name} back={back}>
            <SchoolForm school={school} />
          </Page>
        );
      }}
    </Loaded>
  );
}
