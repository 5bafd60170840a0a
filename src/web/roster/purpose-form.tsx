import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type LookPurpose, lookPurposeSchema, lookPurposes } from '../../domain/roster/record.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { FormFrame, RadioTiles, useForm } from '../forms/index.ts';
import { Button } from '../ui/index.ts';

const schema = z.object({ purpose: lookPurposeSchema });

/** Asks for what the session looks at identities; the first thing before any look (P7.8). */
export function PurposeForm(props: { readonly given: LookPurpose | null; readonly onGiven: () => void }) {
  const { t } = useTranslation(['roster', 'terms']);
  const api = useApi();
  const stale = useStale();
  const form = useForm({
    id: null,
    initial: { purpose: props.given ?? '' },
    schema,
    submit: (value) => api.post('/identity/purpose', value),
    onSaved: () => {
      props.onGiven();
      void stale('/identity/purpose');
    },
  });
  return (
    <FormFrame form={form}>
      <RadioTiles
        name="purpose"
        label={t('purpose.question')}
        hint={t('purpose.hint')}
        options={lookPurposes.map((value) => ({ value, label: t(`terms:lookPurpose.${value}`) }))}
      />
      <Button type="submit" busy={form.submitting}>
        {t('purpose.go')}
      </Button>
    </FormFrame>
  );
}
