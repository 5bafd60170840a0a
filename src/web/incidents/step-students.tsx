import { useTranslation } from 'react-i18next';
import { genderIdentities, orientations, studentRoles } from '../../domain/incidents/record.ts';
import { ageBands, grades, sexes, yesNo, yesNoUnknown } from '../../domain/shared/people.ts';
import { races } from '../../domain/shared/race.ts';
import { newId } from '../api/ids.ts';
import { Checkbox, CheckList, RadioTiles, Select, TextField } from '../forms/index.ts';
import { Button, Card, Columns, Disclosure, Notice, Section, useToast, WhyWeAsk } from '../ui/index.ts';
import { useEditor } from './editor.ts';
import { useTerms } from './use-terms.ts';

/** The students, as the officer saw them. No names: the school attaches who they are. */
export function StepStudents() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content, change } = useEditor();
  const toast = useToast();
  const students = content.students ?? [];
  const add = (): void =>
    change((draft) => ({
      ...draft,
      students: [
        ...(draft.students ?? []),
        { key: newId(), ...(students.length === 0 ? { role: 'subject' as const } : {}) },
      ],
    }));
  const remove = (key: string): void => {
    const before = { students: content.students, actions: content.actions };
    change((draft) => ({
      ...draft,
      students: (draft.students ?? []).filter((student) => student.key !== key),
      actions: (draft.actions ?? []).map(({ studentKey, ...action }) =>
        studentKey === undefined || studentKey === key ? action : { ...action, studentKey },
      ),
    }));
    toast.say(t('students.removed'), () =>
      change((draft) => ({ ...draft, students: before.students ?? [], actions: before.actions ?? [] })),
    );
  };
  return (
    <Section title={t('part.students')}>
      <div className="osr-stack osr-stack--3">
        <Notice kind="info">{t('students.noNames')}</Notice>
        {students.map((student, index) => (
          <Card key={student.key} title={t('students.one', { number: index + 1 })}>
            <StudentFields at={`students.${index}`} />
            <Button
              kind="quiet"
              icon="delete"
              label={t('students.removeOne', { number: index + 1 })}
              onClick={() => remove(student.key)}
            >
              {t('students.remove')}
            </Button>
          </Card>
        ))}
        <div data-field="students">
          <Button kind={students.length === 0 ? 'primary' : 'secondary'} icon="add" onClick={add}>
            {students.length === 0 ? t('students.addFirst') : t('students.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function StudentFields({ at }: { readonly at: string }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  return (
    <div className="osr-stack osr-stack--3">
      <RadioTiles
        name={`${at}.role`}
        label={t('students.role')}
        options={choices('studentRole', studentRoles)}
        layout="row"
      />
      <Columns>
        <Select name={`${at}.grade`} label={t('students.grade')} options={choices('grade', grades)} />
        <Select name={`${at}.ageBand`} label={t('students.age')} options={choices('ageBand', ageBands)} />
      </Columns>
      <RadioTiles name={`${at}.sex`} label={t('students.sex')} options={choices('sex', sexes)} layout="row" />
      <CheckList
        name={`${at}.races`}
        label={t('students.races')}
        hint={t('students.racesHint')}
        options={races.map((race) => ({ value: race, label: t(`terms:race.${race}`), exclusive: race === 'unknown' }))}
        layout="grid"
      />
      <WhyWeAsk principle="7">{t('students.racesWhy')}</WhyWeAsk>
      <Disclosure title={t('students.more')}>
        <div className="osr-stack osr-stack--3">
          <RadioTiles
            name={`${at}.disabilityKnown`}
            label={t('students.disability')}
            hint={t('students.disabilityHint')}
            options={choices('yesNo', yesNoUnknown)}
            layout="row"
            optional
          />
          <RadioTiles
            name={`${at}.englishLearnerKnown`}
            label={t('students.learner')}
            options={choices('yesNo', yesNoUnknown)}
            layout="row"
            optional
          />
          <Volunteered at={`${at}.volunteered`} />
        </div>
      </Disclosure>
    </div>
  );
}

/** Fields that do not exist until it is recorded that the student offered it (P7.5). */
function Volunteered({ at }: { readonly at: string }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  const { content, set } = useEditor();
  const index = Number(at.split('.')[1]);
  const told = content.students?.[index]?.volunteered?.studentVolunteered === true;
  return (
    <>
      <Checkbox
        name={`${at}.studentVolunteered`}
        label={t('students.volunteered')}
        hint={t('students.volunteeredHint')}
        value={told}
        onChange={(on) => set(at, on ? { studentVolunteered: true } : undefined)}
      />
      {told ? (
        <>
          <TextField name={`${at}.nationalOrigin`} label={t('students.origin')} maxLength={60} optional />
          <Select
            name={`${at}.orientation`}
            label={t('students.orientation')}
            options={choices('orientation', orientations)}
            optional
          />
          <Select
            name={`${at}.genderIdentity`}
            label={t('students.gender')}
            options={choices('genderIdentity', genderIdentities)}
            optional
          />
          <RadioTiles
            name={`${at}.intersexTraits`}
            label={t('students.intersex')}
            options={choices('yesNo', yesNo)}
            layout="row"
            optional
          />
        </>
      ) : null}
    </>
  );
}
