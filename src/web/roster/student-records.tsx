import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import type { LookPurpose } from '../../domain/roster/record.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { useStudentNames } from '../incidents/student-name.ts';
import { useProgram } from '../session/session.tsx';
import { Button, Loaded, Stack } from '../ui/index.ts';
import { StudentRecord } from './student-record.tsx';
import type { Identities } from './types.ts';

/**
 * What the school recorded of each involved student. Read once when opened and never by itself again: each reading is
 * a look in the trail. Dropped from memory when closed.
 */
export function StudentRecords(props: {
  readonly incidentId: string;
  readonly body: IncidentBody;
  readonly purpose: LookPurpose;
  readonly onChange: () => void;
}) {
  const { t } = useTranslation(['roster', 'terms']);
  const { incidentId, body } = props;
  const api = useApi();
  const { programId } = useProgram();
  const queries = useQueryClient();
  const stale = useStale();
  const nameOf = useStudentNames(body);
  const queryKey = [programId, `/incidents/${incidentId}/identities`];
  const read = useQuery<Identities>({
    queryKey,
    queryFn: ({ signal }) => api.get<Identities>(`/incidents/${incidentId}/identities`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  });
  return (
    <Loaded read={read}>
      {(identities) => (
        <Stack gap={4}>
          <p>
            {t('purpose.now', { purpose: t(`terms:lookPurpose.${props.purpose}`) })}{' '}
            <Button kind="quiet" onClick={props.onChange}>
              {t('purpose.change')}
            </Button>
          </p>
          {body.students.map((student) => (
            <StudentRecord
              key={student.key}
              incidentId={incidentId}
              schoolId={identities.schoolId}
              rosterLoaded={identities.rosterLoaded}
              title={nameOf(student.key)}
              student={student}
              recorded={identities.students.find(({ studentKey }) => studentKey === student.key)}
              onChanged={() => {
                void queries.invalidateQueries({ queryKey });
                void stale(`/incidents/${incidentId}/attached`, '/reviews/waiting');
              }}
            />
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
