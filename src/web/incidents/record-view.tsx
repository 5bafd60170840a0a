import { useTranslation } from 'react-i18next';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import { getPath } from '../forms/paths.ts';
import { Card, Facts, Section } from '../ui/index.ts';
import { leaves, useLeafWords } from './leaves.ts';
import { useStudentNames } from './student-name.ts';

const under = (prefix: string): string[] => Object.keys(leaves).filter((path) => path.startsWith(`${prefix}.`));

/** Answers under a prefix that were given, as term and value. */
function useFacts() {
  const { label, value } = useLeafWords();
  return (prefix: string, record: unknown, leaveOut: readonly string[] = []) =>
    under(prefix)
      .filter((path) => !leaveOut.includes(path))
      .map((path) => ({ path, given: getPath(record, path.slice(prefix.length + 1)) }))
      .filter(({ path, given }) => given !== undefined && given !== '' && (given !== null || path === 'what.offense'))
      .map(({ path, given }) => ({ term: label(path), value: value(path, given) }));
}

/** The facts of a filed record beside its story. */
export function RecordFacts({ body }: { readonly body: IncidentBody }) {
  const { t } = useTranslation('incidents');
  const facts = useFacts();
  return (
    <>
      <Section title={t('read.what')}>
        <Facts facts={facts('what', body.what)} />
      </Section>
      <Section title={t('read.origin')}>
        <Facts facts={facts('origin', body.origin)} />
      </Section>
      <Section title={t('read.first')}>
        <Facts facts={facts('firstSteps', body.firstSteps)} />
      </Section>
    </>
  );
}

/** The students as seen, each with what became of it. */
export function RecordStudents({ body }: { readonly body: IncidentBody }) {
  const { t } = useTranslation('incidents');
  const facts = useFacts();
  return (
    <Section title={t('read.students')}>
      {body.students.map((student, index) => (
        <Card key={student.key} title={t('students.one', { number: index + 1 })}>
          <Facts facts={facts('students', student)} />
        </Card>
      ))}
    </Section>
  );
}

/** Each use of police powers with what principle 4 asks of it. */
export function RecordActions({ body }: { readonly body: IncidentBody }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const facts = useFacts();
  const nameOf = useStudentNames(body);
  return (
    <Section title={t('read.actions')}>
      {body.actions.length === 0 ? <p>{t('read.noActions')}</p> : null}
      {body.actions.map((action) => (
        <Card key={action.key} title={`${t(`terms:actionKind.${action.kind}`)} · ${nameOf(action.studentKey)}`}>
          <Facts facts={facts('actions', action, ['actions.kind'])} />
        </Card>
      ))}
    </Section>
  );
}
