import { useTranslation } from 'react-i18next';
import { gateQuestions } from '../../domain/calls/record.ts';
import { YesNoUnsure } from '../forms/index.ts';

/** The four questions of the gate, each with one example (P3.1). Values under `answers.` of the form around them. */
export function GateQuestions() {
  const { t } = useTranslation(['calls', 'terms']);
  return gateQuestions.map((question) => (
    <YesNoUnsure
      key={question}
      name={`answers.${question}`}
      label={t(`terms:gateQuestion.${question}`)}
      example={t(`calls:example.${question}`)}
    />
  ));
}
