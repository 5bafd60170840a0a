import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useApi, useStale } from '../api/hooks.ts';
import { FormFrame, TextArea, useForm } from '../forms/index.ts';
import { Button, Notice, Section, useFormat, useToast } from '../ui/index.ts';
import type { Sheet } from './types.ts';

/** The last step: the signature, for the one who may give it. Nothing is left to do once it stands (P1.5). */
export function SignOff({ sheet }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('crdc');
  const { signOff, maySign } = sheet;
  if (signOff !== null && !signOff.stale) return null;
  return <Section title={t('sign.title')}>{maySign ? <SignForm sheet={sheet} /> : <p>{t('sign.notYou')}</p>}</Section>;
}

/** Who stands for these counts, and since when. */
export function SignState({ sheet: { signOff } }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('crdc');
  const format = useFormat();
  if (signOff === null) return <Notice kind="info">{t('sign.none')}</Notice>;
  const { by, at, missing, note, stale } = signOff;
  return (
    <Notice kind={stale ? 'warning' : 'success'} title={t(stale ? 'sign.stale' : 'sign.done')}>
      <p>{t('sign.who', { by, when: format.dateTime(at) })}</p>
      {missing === 0 ? null : <p>{t('sign.withMissing', { count: missing, note })}</p>}
    </Notice>
  );
}

function SignForm({ sheet }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('crdc');
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const missing = sheet.missing.length;
  const form = useForm({
    id: `crdc:${sheet.collection}:sign`,
    initial: { note: '' },
    schema: z.object({
      note: missing === 0 ? z.string().max(500) : z.string().trim().min(3, { message: 'crdc.reasonMissing' }).max(500),
    }),
    submit: ({ note }) => api.post<Sheet>(`/crdc/${sheet.collection}/sign-off`, { digest: sheet.digest, note }),
    onSaved: () => {
      toast.saved();
      void stale('/crdc');
    },
  });
  return (
    <FormFrame form={form}>
      {missing === 0 ? null : (
        <TextArea
          name="note"
          label={t('sign.note', { count: missing })}
          hint={t('sign.noteHint')}
          rows={3}
          maxLength={500}
        />
      )}
      <p>{t('sign.statement')}</p>
      <Button type="submit" busy={form.submitting}>
        {t('sign.button')}
      </Button>
    </FormFrame>
  );
}
