import { useTranslation } from 'react-i18next';
import { type CallerRole, schoolCallerRoles } from '../../domain/calls/record.ts';
import { useMessageText } from '../forms/form.tsx';
import { FormFrame, Select, TextField } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import { Button, ButtonLink, Page, ProblemNotice } from '../ui/index.ts';
import { emptyAnswers, remembered } from './ask-form.ts';
import { DangerLine } from './danger-line.tsx';
import { GateQuestions } from './gate-questions.tsx';
import { MatterFields } from './matter-fields.tsx';
import { keepForNextTime, useAsk } from './use-ask.ts';
import { useCallWords, useMatters } from './words.ts';

/** The schools a person may ask for: those of the roles held at schools. */
function useMySchools(): readonly { readonly id: string; readonly name: string }[] {
  const { schools, grants } = useProgram();
  const own = new Set(
    grants.flatMap((grant) =>
      grant.role === 'schoolStaff' || grant.role === 'schoolLeader' ? (grant.schoolIds ?? []) : [],
    ),
  );
  return schools.filter((school) => own.has(school.id));
}

/** School staff ask for an officer, on a phone, under stress: eight tiles, where, four questions, sent (P3.1). */
export default function AskPage() {
  const { t } = useTranslation(['calls', 'terms']);
  const words = useCallWords();
  const wording = useMessageText();
  const matters = useMatters();
  const schools = useMySchools();
  const [first] = schools;
  const { form, sendNow, urgent } = useAsk({
    schoolId:
      schools.length === 1
        ? (first?.id ?? '')
        : remembered(
            'school',
            schools.map((school) => school.id),
          ),
    callerRole: remembered<CallerRole>('callerRole', schoolCallerRoles) || 'teacher',
    throughDispatchFrom: '',
    enteredVia: 'staffPage',
    minutesAgo: null,
    matterCode: '',
    place: '',
    placeDetail: '',
    description: '',
    emergency: false,
    answers: emptyAnswers,
  });
  const { values } = form;
  const message = form.messages.get('matterCode');
  const fallback = matters.find((matter) => matter.code === 'otherMatter') ?? matters[0];
  const withoutQuestions = (): void => {
    keepForNextTime(values);
    void sendNow({
      schoolId: values.schoolId,
      matterCode: values.matterCode || (fallback?.code ?? ''),
      place: values.place || 'otherPlace',
    });
  };
  return (
    <Page
      title={t('calls:ask.title')}
      actions={
        <ButtonLink kind="quiet" to="/calls">
          {t('calls:ask.mine')}
        </ButtonLink>
      }
    >
      <DangerLine />
      <FormFrame form={form}>
        {schools.length < 2 ? null : (
          <Select
            name="schoolId"
            label={t('calls:ask.school')}
            options={schools.map((school) => ({ value: school.id, label: school.name }))}
          />
        )}
        <MatterFields
          matters={matters}
          choose={(code) => form.update({ matterCode: code })}
          error={message === undefined ? undefined : wording(message)}
        />
        <div className="osr-now">
          {urgent.problem === null ? null : <ProblemNotice error={urgent.problem} />}
          <p>{t('calls:ask.noTime')}</p>
          <Button kind="danger" icon="notifications_active" busy={urgent.sending} onClick={withoutQuestions}>
            {t('calls:ask.sendNow')}
          </Button>
        </div>
        {values.matterCode === '' ? null : (
          <>
            <div className="osr-pair">
              <Select name="place" label={t('calls:ask.where')} options={words.placeOptions} />
              <TextField name="placeDetail" label={t('calls:ask.room')} optional maxLength={60} />
            </div>
            <GateQuestions />
            <TextField
              name="description"
              label={t('calls:ask.description')}
              hint={t('calls:ask.noNames')}
              optional
              maxLength={280}
            />
            <Select
              name="callerRole"
              label={t('calls:ask.you')}
              options={schoolCallerRoles.map((role) => ({ value: role, label: t(`terms:callerRole.${role}`) }))}
            />
            <Button type="submit" big icon="send" busy={form.submitting} onClick={() => keepForNextTime(values)}>
              {t('calls:ask.send')}
            </Button>
          </>
        )}
      </FormFrame>
    </Page>
  );
}
