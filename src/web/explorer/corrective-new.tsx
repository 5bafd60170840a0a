import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { correctiveOpeningSchema, correctiveSteps, flaggedDisparitySchema } from '../../domain/disparities/record.ts';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { CheckList, DateField, FormFrame, Select, TextArea, useForm } from '../forms/index.ts';
import { NameWarning } from '../reviews/name-warning.tsx';
import { useProgram } from '../session/session.tsx';
import { Button, ButtonLink, EmptyState, Facts, Loaded, Page, Stack, useFormat, useToast } from '../ui/index.ts';
import type { Corrective } from './corrective-types.ts';
import { useAbout } from './corrective-words.tsx';
import type { Flag } from './types.ts';

type Owners = { readonly owners: readonly { readonly id: string; readonly name: string }[] };

/** Opens the corrective action of a difference that stood out, with an owner and a day (P1.4). */
export default function CorrectiveNewPage() {
  const { t } = useTranslation('explorer');
  const [search] = useSearchParams();
  const said = Object.fromEntries(search);
  const about = flaggedDisparitySchema.safeParse({ ...said, schoolId: said.schoolId ?? null });
  const read = useRead<Owners>('/corrective-actions/owners', { schoolId: said.schoolId });
  return (
    <Page title={t('corrective.newTitle')} back={{ to: '/corrective-actions', label: t('corrective.title') }}>
      {about.success ? (
        <Loaded read={read}>{({ owners }) => <OpenForm about={about.data} owners={owners} />}</Loaded>
      ) : (
        <EmptyState
          title={t('corrective.noneText')}
          action={
            <ButtonLink kind="secondary" to="/explorer">
              {t('title')}
            </ButtonLink>
          }
        />
      )}
    </Page>
  );
}

function OpenForm({ about, owners }: { readonly about: Flag; readonly owners: Owners['owners'] }) {
  const { t } = useTranslation(['explorer', 'disparity']);
  const format = useFormat();
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const navigate = useNavigate();
  const aboutText = useAbout();
  const { schools } = useProgram();
  const [id] = useState(() => newId());
  const form = useForm({
    id: `corrective:new:${about.source}:${about.measure}:${about.dimension}:${about.group}:${about.schoolId ?? ''}:${about.from}`,
    initial: { ownerId: '', dueOn: '', steps: [] as readonly string[], note: '', wordsChecked: false },
    schema: correctiveOpeningSchema,
    prepare: (values) => ({ ...values, id, about }),
    submit: (opening) => api.post<Corrective>('/corrective-actions', opening),
    onSaved: async (opened) => {
      toast.saved();
      await stale('/corrective-actions', '/explorer/disparity', '/duties');
      await navigate(`/corrective-actions/${opened.id}`);
    },
  });
  return (
    <Stack gap={3}>
      <Facts
        facts={[
          { term: t('explorer:corrective.about'), value: aboutText(about) },
          {
            term: t('explorer:corrective.where'),
            value:
              schools.find((school) => school.id === about.schoolId)?.name ?? t('explorer:corrective.wholeProgram'),
          },
          { term: t('explorer:corrective.when'), value: `${format.day(about.from)} – ${format.day(about.to)}` },
        ]}
      />
      <FormFrame form={form}>
        <Select
          name="ownerId"
          label={t('explorer:corrective.owner')}
          options={owners.map((owner) => ({ value: owner.id, label: owner.name }))}
        />
        <DateField name="dueOn" label={t('explorer:corrective.due')} />
        <CheckList
          name="steps"
          label={t('explorer:corrective.steps')}
          options={correctiveSteps.map((step) => ({ value: step, label: t(`disparity:correctiveSteps.${step}`) }))}
        />
        <TextArea
          name="note"
          label={t('explorer:corrective.note')}
          hint={t('explorer:corrective.noteHint')}
          rows={4}
          maxLength={1000}
        />
        <NameWarning text={form.values.note} />
        <Button type="submit" big busy={form.submitting}>
          {t('explorer:corrective.send')}
        </Button>
      </FormFrame>
    </Stack>
  );
}
