import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { callerRoles } from '../../domain/calls/record.ts';
import { useMessageText } from '../forms/form.tsx';
import { Checkbox, Chips, FormFrame, RadioTiles, Select, TextField } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import { Button, Page, Section, useFormat } from '../ui/index.ts';
import { emptyAnswers, remembered } from './ask-form.ts';
import { useAssignedSchool } from './assigned-school.ts';
import { GateQuestions } from './gate-questions.tsx';
import { MatterFields } from './matter-fields.tsx';
import { keepForNextTime, useAsk } from './use-ask.ts';
import { useCallWords, useMatters } from './words.ts';

const ways = ['officerRadio', 'officerInPerson', 'officerPhone'] as const;

/** 'I was called': the officer enters a call for who asked, by role; in an emergency the questions come afterwards. */
export default function LogPage() {
  const { t } = useTranslation(['calls', 'terms']);
  const words = useCallWords();
  const wording = useMessageText();
  const format = useFormat();
  const matters = useMatters();
  const { schools } = useProgram();
  const { form } = useAsk({
    schoolId: schools.length === 1 ? (schools[0]?.id ?? '') : '',
    callerRole: '',
    throughDispatchFrom: '',
    enteredVia: 'officerRadio',
    minutesAgo: 0,
    matterCode: '',
    place: '',
    placeDetail: '',
    description: '',
    emergency: false,
    answers: emptyAnswers,
  });
  const { values } = form;
  const assigned = useAssignedSchool();
  const preset =
    assigned ??
    remembered(
      'school',
      schools.map((school) => school.id),
    );
  // The school is known a moment later than the page; it never replaces one the officer has chosen.
  useEffect(() => {
    if (values.schoolId === '' && assigned !== undefined && preset !== '') form.set('schoolId', preset);
  }, [values.schoolId, assigned, preset, form.set]);
  const message = form.messages.get('matterCode');
  const roleOptions = callerRoles.map((role) => ({ value: role, label: t(`terms:callerRole.${role}`) }));
  return (
    <Page title={t('calls:log.title')} back={{ to: '/calls', label: t('web:nav.calls') }} lead={t('calls:log.lead')}>
      <FormFrame form={form}>
        <Select
          name="schoolId"
          label={t('calls:ask.school')}
          options={schools.map((school) => ({ value: school.id, label: school.name }))}
        />
        <RadioTiles name="callerRole" label={t('calls:log.who')} layout="grid" options={roleOptions} />
        {values.callerRole === 'dispatch' ? (
          <Select
            name="throughDispatchFrom"
            label={t('calls:log.dispatchFrom')}
            optional
            empty={t('terms:yesNo.unknown')}
            options={roleOptions.filter((option) => option.value !== 'dispatch')}
          />
        ) : null}
        <MatterFields
          matters={matters}
          choose={(code) => form.update({ matterCode: code })}
          error={message === undefined ? undefined : wording(message)}
        />
        <div className="osr-pair">
          <Select name="place" label={t('calls:ask.where')} options={words.placeOptions} />
          <TextField name="placeDetail" label={t('calls:ask.room')} optional maxLength={60} />
        </div>
        <RadioTiles
          name="enteredVia"
          label={t('calls:log.how')}
          layout="row"
          options={ways.map((way) => ({ value: way, label: t(`terms:enteredVia.${way}`) }))}
        />
        <Chips
          name="minutesAgo"
          label={t('calls:log.ago')}
          options={[0, 5, 15, 30, 60]}
          unit={(n) => (n === 0 ? t('calls:log.now') : format.minutes(n))}
        />
        <Checkbox name="emergency" label={t('calls:log.emergency')} hint={t('calls:log.emergencyHint')} />
        {values.emergency ? null : (
          <Section title={t('calls:gate.title')}>
            <div className="osr-form">
              <GateQuestions />
            </div>
          </Section>
        )}
        <Button type="submit" big busy={form.submitting} onClick={() => keepForNextTime({ ...values, callerRole: '' })}>
          {t('calls:log.save')}
        </Button>
      </FormFrame>
    </Page>
  );
}
