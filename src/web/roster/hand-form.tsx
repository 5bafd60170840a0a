import { useTranslation } from 'react-i18next';
import { disabilityStatuses, handEntryReasons, handEntrySchema } from '../../domain/roster/record.ts';
import { ageBands, grades, sexes, yesNoUnknown } from '../../domain/shared/people.ts';
import { races } from '../../domain/shared/race.ts';
import { useApi } from '../api/hooks.ts';
import { CheckList, FormFrame, RadioTiles, Select, TextField, useForm } from '../forms/index.ts';
import { useTerms } from '../incidents/use-terms.ts';
import { Button, Buttons, useToast } from '../ui/index.ts';

/** The facts by hand. No draft is kept on the device, because the student number is in it. */
export function HandForm(props: {
  readonly at: string;
  readonly rosterLoaded: boolean;
  readonly onAttached: () => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation('roster');
  const { choices } = useTerms();
  const api = useApi();
  const toast = useToast();
  const form = useForm({
    id: null,
    initial: {
      studentNumber: '',
      facts: { grade: '', sex: '', races: [] as string[], ageBand: '', disability: '', englishLearner: '' },
      reason: '',
    },
    schema: handEntrySchema,
    prepare: (values) => ({ ...values, reason: values.reason === '' ? null : values.reason }),
    submit: (byHand) => api.put(`${props.at}/identity`, { byHand }),
    renameField: (path) => path.replace(/^byHand\./, ''),
    onSaved: () => {
      toast.saved();
      props.onAttached();
    },
  });
  return (
    <FormFrame form={form}>
      <p>
        <strong>{t('hand.title')}</strong>
      </p>
      {props.rosterLoaded ? (
        <RadioTiles
          name="reason"
          label={t('hand.reason')}
          options={handEntryReasons.map((value) => ({ value, label: t(`hand.reasons.${value}`) }))}
        />
      ) : (
        <p>{t('hand.noRoster')}</p>
      )}
      <TextField
        name="studentNumber"
        label={t('hand.number')}
        hint={t('hand.numberHint')}
        autoComplete="off"
        width="medium"
        maxLength={64}
      />
      <Select name="facts.grade" label={t('facts.grade')} options={choices('grade', grades)} />
      <RadioTiles name="facts.sex" label={t('facts.sex')} options={choices('sex', sexes)} layout="row" />
      <CheckList
        name="facts.races"
        label={t('facts.races')}
        options={choices('race', races).map((race) => ({ ...race, exclusive: race.value === 'unknown' }))}
      />
      <Select name="facts.ageBand" label={t('facts.ageBand')} options={choices('ageBand', ageBands)} />
      <RadioTiles
        name="facts.disability"
        label={t('facts.disability')}
        options={choices('disability', disabilityStatuses)}
      />
      <RadioTiles
        name="facts.englishLearner"
        label={t('facts.englishLearner')}
        options={choices('yesNo', yesNoUnknown)}
        layout="row"
      />
      <Buttons>
        <Button type="submit" busy={form.submitting}>
          {t('hand.save')}
        </Button>
        <Button kind="quiet" onClick={props.onCancel}>
          {t(props.rosterLoaded ? 'hand.backToSearch' : 'find.cancel')}
        </Button>
      </Buttons>
    </FormFrame>
  );
}
