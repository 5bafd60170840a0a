import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { assignmentInputSchema } from '../../domain/officers/setup.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { CheckList, DateField, FormFrame, Select, TimeField, useForm } from '../forms/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Button, Columns, Loaded, Page } from '../ui/index.ts';
import { weekdayName, weekOrder } from './assignment-words.ts';
import type { AssignmentView, OfficersView, SchoolView } from './types.ts';
import { orNull, useSaved } from './use-saved.ts';

type FormProps = {
  readonly assignment: AssignmentView | null;
  readonly view: OfficersView;
  readonly schools: readonly SchoolView[];
};

function AssignmentForm({ assignment, view, schools }: FormProps) {
  const { t } = useTranslation(['setup', 'terms']);
  const [search] = useSearchParams();
  const api = useApi();
  const [id] = useState(() => assignment?.id ?? newId());
  const form = useForm({
    id: `setup:assignment:${assignment?.id ?? `new:${search.get('officer') ?? ''}`}`,
    initial: {
      officerId: assignment?.officerId ?? search.get('officer') ?? '',
      schoolId: assignment?.schoolId ?? '',
      from: assignment?.from ?? '',
      until: assignment?.until ?? '',
      weekdays: (assignment?.weekdays ?? [1, 2, 3, 4, 5]).map(String) as readonly string[],
      fromTime: assignment?.fromTime ?? '',
      untilTime: assignment?.untilTime ?? '',
    },
    schema: assignmentInputSchema,
    prepare: (values) => ({
      ...values,
      until: orNull(values.until),
      weekdays: values.weekdays.map(Number),
      fromTime: orNull(values.fromTime),
      untilTime: orNull(values.untilTime),
    }),
    submit: (value) => api.put<AssignmentView>(`/setup/assignments/${id}`, value),
    onSaved: useSaved('/setup/officers'),
  });
  return (
    <FormFrame form={form}>
      <Select
        name="officerId"
        label={t('assignment.officer')}
        options={view.officers
          .filter((officer) => officer.active || officer.id === assignment?.officerId)
          .map((officer) => ({ value: officer.id, label: officer.name }))}
      />
      <Select
        name="schoolId"
        label={t('assignment.school')}
        options={schools
          .filter((school) => school.open || school.id === assignment?.schoolId)
          .map((school) => ({ value: school.id, label: school.name }))}
      />
      <Columns>
        <DateField name="from" label={t('assignment.from')} />
        <DateField name="until" label={t('assignment.until')} hint={t('assignment.untilHint')} optional />
      </Columns>
      <CheckList
        name="weekdays"
        label={t('assignment.weekdays')}
        layout="row"
        options={weekOrder.map((day) => ({ value: String(day), label: weekdayName(day) }))}
      />
      <Columns>
        <TimeField name="fromTime" label={t('assignment.fromTime')} optional />
        <TimeField name="untilTime" label={t('assignment.untilTime')} optional />
      </Columns>
      <p>{t('assignment.timesHint')}</p>
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** One officer at one school, from a day on. */
export default function AssignmentPage() {
  const { t } = useTranslation('setup');
  const { assignmentId = 'new' } = useParams();
  const view = useRead<OfficersView>('/setup/officers');
  const schools = useRead<SchoolView[]>('/setup/schools');
  return (
    <Loaded read={schools}>
      {(schoolList) => (
        <Loaded read={view}>
          {(data) => {
            const assignment = data.assignments.find((one) => one.id === assignmentId) ?? null;
            if (assignment === null && assignmentId !== 'new') return <NotFound />;
            return (
              <Page
                title={t(assignment === null ? 'assignment.add' : 'assignment.change')}
                lead={t('assignment.lead')}
                back={{ to: '/setup/officers', label: t('step.officers.title') }}
              >
                <AssignmentForm assignment={assignment} view={data} schools={schoolList} />
              </Page>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}
