import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InvolvedStudent } from '../../domain/incidents/record.ts';
import { useApi } from '../api/hooks.ts';
import { Button, Buttons, Notice, ProblemNotice, Stack, StatusTag, Table, useFormat, useToast } from '../ui/index.ts';
import { FindStudent } from './find-student.tsx';
import { HandForm } from './hand-form.tsx';
import type { OpenedName, RecordedStudent } from './types.ts';

type Props = {
  readonly incidentId: string;
  readonly schoolId: string;
  readonly rosterLoaded: boolean;
  readonly title: string;
  readonly student: InvolvedStudent;
  readonly recorded: RecordedStudent | undefined;
  readonly onChanged: () => void;
};

/** One involved student: what the officer saw beside what the school recorded, kept apart (P7.4). */
export function StudentRecord(props: Props) {
  const { t } = useTranslation('roster');
  const [step, setStep] = useState<'rest' | 'find' | 'byHand'>('rest');
  const { incidentId, title, student, recorded } = props;
  const at = `/incidents/${incidentId}/students/${student.key}`;
  const done = () => {
    setStep('rest');
    props.onChanged();
  };
  return (
    <Stack gap={2}>
      <h3>{title}</h3>
      <StatusTag tone={recorded === undefined ? 'warning' : 'good'}>
        {recorded === undefined
          ? t('student.none')
          : t(recorded.source === 'roster' ? 'student.attached' : 'student.byHand')}
      </StatusTag>
      <SeenAndRecorded title={title} student={student} recorded={recorded} />
      {step === 'find' ? (
        <FindStudent
          at={at}
          schoolId={props.schoolId}
          onAttached={done}
          onByHand={() => setStep('byHand')}
          onCancel={() => setStep('rest')}
        />
      ) : null}
      {step === 'byHand' ? (
        <HandForm
          at={at}
          rosterLoaded={props.rosterLoaded}
          onAttached={done}
          onCancel={() => setStep(props.rosterLoaded ? 'find' : 'rest')}
        />
      ) : null}
      {step === 'rest' ? (
        <Resting {...props} at={at} onFind={() => setStep(props.rosterLoaded ? 'find' : 'byHand')} />
      ) : null}
    </Stack>
  );
}

function Resting(props: Props & { readonly at: string; readonly onFind: () => void }) {
  const { t } = useTranslation(['roster', 'terms']);
  const api = useApi();
  const toast = useToast();
  const [opened, setOpened] = useState<OpenedName | null>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const { recorded, title: student } = props;
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      await work();
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  };
  if (recorded === undefined) {
    return (
      <Buttons>
        <Button icon="search" label={t('student.findFor', { student })} onClick={props.onFind}>
          {t('student.find')}
        </Button>
      </Buttons>
    );
  }
  const showName = () => run(async () => setOpened(await api.post<OpenedName>(`${props.at}/name`, {})));
  const takeBack = () =>
    run(async () => {
      await api.remove(`${props.at}/identity`);
      setOpened(null);
      toast.say(t('student.takenBack'));
      props.onChanged();
    });
  return (
    <>
      {failed === null ? null : <ProblemNotice error={failed} />}
      {opened === null ? null : (
        <Notice kind="info" live>
          {opened.name === null || opened.grade === null
            ? t('student.noName')
            : t('student.nameIs', { name: opened.name, grade: t(`terms:grade.${opened.grade}`) })}
        </Notice>
      )}
      <Buttons>
        {recorded.source === 'roster' && opened === null ? (
          <Button
            kind="secondary"
            icon="visibility"
            busy={busy}
            label={t('student.showNameFor', { student })}
            onClick={() => void showName()}
          >
            {t('student.showName')}
          </Button>
        ) : null}
        <Button kind="secondary" icon="edit" label={t('student.changeFor', { student })} onClick={props.onFind}>
          {t('student.change')}
        </Button>
        <Button kind="quiet" busy={busy} label={t('student.takeBackFor', { student })} onClick={() => void takeBack()}>
          {t('student.takeBack')}
        </Button>
      </Buttons>
    </>
  );
}

function SeenAndRecorded(props: Pick<Props, 'title' | 'student' | 'recorded'>) {
  const { t } = useTranslation(['roster', 'terms']);
  const format = useFormat();
  const { student } = props;
  const facts = props.recorded?.facts;
  const races = (list: readonly string[]) => format.list(list.map((race) => t(`terms:race.${race}`)));
  const rows = [
    { key: 'grade', seen: t(`terms:grade.${student.grade}`), recorded: facts && t(`terms:grade.${facts.grade}`) },
    { key: 'sex', seen: t(`terms:sex.${student.sex}`), recorded: facts && t(`terms:sex.${facts.sex}`) },
    { key: 'races', seen: races(student.races), recorded: facts && races(facts.races) },
    {
      key: 'ageBand',
      seen: t(`terms:ageBand.${student.ageBand}`),
      recorded: facts && t(`terms:ageBand.${facts.ageBand}`),
    },
    {
      key: 'disability',
      seen: t(`terms:yesNo.${student.disabilityKnown}`),
      recorded: facts && t(`terms:disability.${facts.disability}`),
    },
    {
      key: 'englishLearner',
      seen: t(`terms:yesNo.${student.englishLearnerKnown}`),
      recorded: facts && t(`terms:yesNo.${facts.englishLearner}`),
    },
  ];
  return (
    <Table
      caption={t('student.caption', { student: props.title })}
      captionHidden
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        { key: 'fact', header: t('student.fact'), cell: (row) => t(`facts.${row.key}`) },
        { key: 'seen', header: t('student.seen'), cell: (row) => row.seen },
        ...(facts === undefined
          ? []
          : [{ key: 'recorded', header: t('student.recorded'), cell: (row: (typeof rows)[number]) => row.recorded }]),
      ]}
    />
  );
}
