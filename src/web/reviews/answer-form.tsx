import { useTranslation } from 'react-i18next';
import { actionAnswers, reviewFormSchema } from '../../domain/reviews/record.ts';
import { yesNoUnsure } from '../../domain/shared/people.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { FormFrame, RadioTiles, TextArea, useForm } from '../forms/index.ts';
import { useTerms } from '../incidents/use-terms.ts';
import { Button, Buttons, useToast } from '../ui/index.ts';
import { NameWarning } from './name-warning.tsx';
import type { SideView } from './types.ts';

/** The form for one's own side's answer; `onLeave` where a standing answer is being changed. */
export function AnswerForm(props: {
  readonly incidentId: string;
  readonly incidentVersion: number;
  readonly view: SideView;
  readonly onLeave?: () => void;
}) {
  const { t } = useTranslation('reviews');
  const { choices } = useTerms();
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const { incidentId, view, onLeave } = props;
  const changing = onLeave !== undefined;
  const last = changing ? view.answers[0] : undefined;
  const form = useForm({
    id: `review:${incidentId}:${view.side}:${view.version}`,
    initial: {
      involvementAppropriate: last?.involvementAppropriate ?? '',
      actionAppropriate: last?.actionAppropriate ?? '',
      comment: last?.comment ?? '',
      reason: '',
      wordsChecked: false,
    },
    schema: reviewFormSchema,
    prepare: (values) => ({ ...values, incidentVersion: props.incidentVersion, baseVersion: view.version }),
    submit: (value) => api.put(`/incidents/${incidentId}/reviews/${view.side}`, value),
    onSaved: () => {
      toast.saved();
      onLeave?.();
      void stale(`/incidents/${incidentId}/reviews`, '/reviews', '/duties');
    },
  });
  return (
    <FormFrame form={form}>
      <RadioTiles
        name="involvementAppropriate"
        label={t('panel.involvement')}
        hint={t('panel.involvementHint')}
        options={choices('reviewAnswer', yesNoUnsure)}
        layout="row"
      />
      <RadioTiles
        name="actionAppropriate"
        label={t('panel.action')}
        hint={t('panel.actionHint')}
        options={choices('reviewAnswer', actionAnswers)}
        layout="grid"
      />
      <TextArea name="comment" label={t('panel.comment')} hint={t('panel.commentHint')} maxLength={2000} optional />
      {changing ? <TextArea name="reason" label={t('panel.reason')} hint={t('panel.reasonHint')} rows={2} /> : null}
      <NameWarning text={`${form.values.comment}\n${form.values.reason}`} />
      <Buttons>
        <Button type="submit" busy={form.submitting}>
          {t('panel.send')}
        </Button>
        {onLeave === undefined ? null : (
          <Button kind="quiet" onClick={onLeave}>
            {t('panel.cancel')}
          </Button>
        )}
      </Buttons>
    </FormFrame>
  );
}
