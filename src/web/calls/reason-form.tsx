import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { newId } from '../api/ids.ts';
import { FormFrame, TextArea, useForm } from '../forms/index.ts';
import { Button, Buttons } from '../ui/index.ts';

const reasonSchema = z.object({ reason: z.string().trim().min(3, 'calls.reasonMissing').max(500) });

/** A step that must be explained: a button that opens into a reason and a way back. */
export function ReasonForm(props: {
  readonly id: string;
  readonly button: string;
  readonly label: string;
  readonly hint: string;
  readonly send: string;
  readonly submit: (step: { readonly id: string; readonly reason: string }) => Promise<void>;
}) {
  const { t } = useTranslation('calls');
  const [open, setOpen] = useState(false);
  const [stepId] = useState(newId);
  const form = useForm({
    id: props.id,
    initial: { reason: '' },
    schema: reasonSchema,
    submit: ({ reason }) => props.submit({ id: stepId, reason }),
  });
  if (!open) {
    return (
      <Button kind="secondary" onClick={() => setOpen(true)}>
        {props.button}
      </Button>
    );
  }
  return (
    <FormFrame form={form}>
      <TextArea name="reason" label={props.label} hint={props.hint} rows={3} maxLength={500} />
      <Buttons>
        <Button type="submit" busy={form.submitting}>
          {props.send}
        </Button>
        <Button kind="quiet" onClick={() => setOpen(false)}>
          {t('steps.cancel')}
        </Button>
      </Buttons>
    </FormFrame>
  );
}
