import { useTranslation } from 'react-i18next';
import type { IncidentDraft } from '../../domain/incidents/record.ts';

/** How a student is called without a name: by number and what was seen. */
export function useStudentNames(content: Pick<IncidentDraft, 'students'>): (key: string | undefined) => string {
  const { t } = useTranslation(['incidents', 'terms']);
  return (key) => {
    const index = (content.students ?? []).findIndex((student) => student.key === key);
    const student = content.students?.[index];
    if (student === undefined) return t('students.nobody');
    const seen = [
      student.role === undefined ? null : t(`terms:studentRole.${student.role}`),
      student.grade === undefined || student.grade === 'unknown' ? null : t(`terms:grade.${student.grade}`),
      student.sex === undefined || student.sex === 'unknown' ? null : t(`terms:sex.${student.sex}`),
    ].filter((word) => word !== null);
    return [t('students.one', { number: index + 1 }), ...seen].join(' · ');
  };
}
