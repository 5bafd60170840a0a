import { useTranslation } from 'react-i18next';
import { enforcementOutcomes, outcomesOf } from '../../domain/incidents/completeness.ts';
import { outcomes } from '../../domain/incidents/record.ts';
import { CheckList } from '../forms/index.ts';
import { ButtonLink, Card, EmptyState, Section, StatusTag, useFormat } from '../ui/index.ts';
import { useEditor } from './editor.ts';
import { useStudentNames } from './student-name.ts';

const entered = outcomes.filter((outcome) => !(enforcementOutcomes as readonly string[]).includes(outcome));

/** What became of it for each student. Citations, arrests and the like follow from what was entered as done. */
export function StepOutcome() {
  const { t } = useTranslation(['incidents', 'terms']);
  const format = useFormat();
  const { content, path } = useEditor();
  const nameOf = useStudentNames(content);
  const students = content.students ?? [];
  if (students.length === 0) {
    return (
      <EmptyState
        title={t('outcome.noStudents')}
        action={<ButtonLink to={`${path}/students`}>{t('students.addFirst')}</ButtonLink>}
      />
    );
  }
  return (
    <Section title={t('part.students')}>
      <div className="osr-stack osr-stack--3">
        {students.map((student, index) => {
          const derived = outcomesOf(content, student.key).filter((one) =>
            (enforcementOutcomes as readonly string[]).includes(one),
          );
          return (
            <Card key={student.key} title={nameOf(student.key)}>
              {derived.length === 0 ? null : (
                <p>
                  <StatusTag tone="info">
                    {t('outcome.derived', { list: format.list(derived.map((one) => t(`terms:outcome.${one}`))) })}
                  </StatusTag>
                </p>
              )}
              <CheckList
                name={`students.${index}.outcomes`}
                label={t('outcome.label')}
                options={entered
                  .filter((one) => one !== 'noAction' || derived.length === 0)
                  .map((one) => ({ value: one, label: t(`terms:outcome.${one}`), exclusive: one === 'noAction' }))}
                layout="grid"
                optional={student.role !== 'subject' || derived.length > 0}
              />
            </Card>
          );
        })}
      </div>
    </Section>
  );
}
