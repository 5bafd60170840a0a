import { useTranslation } from 'react-i18next';
import { type ActionKind, actionKinds, deEscalationSteps } from '../../domain/incidents/actions.ts';
import { contactAnswers } from '../../domain/incidents/record.ts';
import { newId } from '../api/ids.ts';
import { CheckList, RadioTiles } from '../forms/index.ts';
import { Button, Card, Section, useToast, WhyWeAsk } from '../ui/index.ts';
import { ActionEditor } from './action-editor.tsx';
import { useEditor } from './editor.ts';
import { useStudentNames } from './student-name.ts';
import { useTerms } from './use-terms.ts';

const contacts = ['talkedFirst', 'counselorCalled', 'familyCalled', 'restorativePractice', 'diversionOffered'] as const;

/** What the officer did: first without, then with police powers. */
export function StepDid() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  return (
    <>
      <Section title={t('did.first')}>
        <div className="osr-stack osr-stack--3">
          <CheckList
            name="firstSteps.deEscalation"
            label={t('did.deEscalation')}
            options={deEscalationSteps.map((step) => ({
              value: step,
              label: t(`terms:deEscalation.${step}`),
              exclusive: step === 'noTimeDanger' || step === 'notNeededCalm',
            }))}
            layout="grid"
          />
          {contacts.map((contact) => (
            <RadioTiles
              key={contact}
              name={`firstSteps.${contact}`}
              label={t(`did.${contact}`)}
              options={choices('yesNo', contactAnswers)}
              layout="row"
            />
          ))}
        </div>
      </Section>
      <Actions />
    </>
  );
}

function Actions() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content, change } = useEditor();
  const nameOf = useStudentNames(content);
  const toast = useToast();
  const actions = content.actions ?? [];
  const used =
    actions.length > 0 ? 'yes' : content.noActions === true ? 'no' : content.noActions === false ? 'yes' : undefined;
  const add = (kind: ActionKind): void =>
    change((draft) => {
      const students = draft.students ?? [];
      const subjects = students.filter((student) => student.role === 'subject');
      const only = students.length === 1 ? students[0] : subjects.length === 1 ? subjects[0] : undefined;
      const action = { key: newId(), kind, ...(only === undefined ? {} : { studentKey: only.key }) };
      return { ...draft, noActions: false, actions: [...(draft.actions ?? []), action] };
    });
  const remove = (key: string): void => {
    const before = content.actions ?? [];
    change((draft) => ({ ...draft, actions: (draft.actions ?? []).filter((action) => action.key !== key) }));
    toast.say(t('did.removed'), () => change((draft) => ({ ...draft, actions: before })));
  };
  return (
    <Section title={t('did.powers')}>
      <div className="osr-stack osr-stack--3">
        <div data-field="noActions">
          <RadioTiles
            name="powersUsed"
            label={t('did.powersAsked')}
            hint={t('did.powersHint')}
            options={[
              { value: 'no', label: t('did.powersNo') },
              { value: 'yes', label: t('did.powersYes') },
            ]}
            layout="row"
            disabled={actions.length > 0}
            {...(used === undefined ? {} : { value: used })}
            onChange={(answer) => change((draft) => ({ ...draft, noActions: answer === 'no' }))}
          />
        </div>
        {used === 'yes' ? (
          <>
            <WhyWeAsk principle="4">{t('did.powersWhy')}</WhyWeAsk>
            {actions.map((action, index) => (
              <Card
                key={action.key}
                title={`${index + 1}. ${t(`terms:actionKind.${action.kind}`)} · ${nameOf(action.studentKey)}`}
              >
                <ActionEditor index={index} action={action} />
                <Button
                  kind="quiet"
                  icon="delete"
                  label={t('did.removeOne', { number: index + 1 })}
                  onClick={() => remove(action.key)}
                >
                  {t('did.remove')}
                </Button>
              </Card>
            ))}
            <fieldset className="usa-fieldset">
              <legend className="usa-legend">{actions.length === 0 ? t('did.addFirst') : t('did.add')}</legend>
              <div className="osr-tiles osr-tiles--grid">
                {actionKinds.map((kind) => (
                  <Button key={kind} kind="secondary" icon="add" onClick={() => add(kind)}>
                    {t(`terms:actionKind.${kind}`)}
                  </Button>
                ))}
              </div>
            </fieldset>
          </>
        ) : null}
      </div>
    </Section>
  );
}
