import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { type Difference, diffVersions } from '../../domain/incidents/diff.ts';
import { useRead } from '../api/hooks.ts';
import { Select } from '../forms/index.ts';
import { Columns, Loaded, Notice, Page, Section, Stack, Table, Timeline, useFormat } from '../ui/index.ts';
import { useLeafWords } from './leaves.ts';
import { useStudentNames } from './student-name.ts';
import type { IncidentVersionView } from './types.ts';

/** Every version of a filed record; two of them side by side with what differs. */
export default function VersionsPage() {
  const { incidentId = '' } = useParams();
  const { t } = useTranslation('incidents');
  const read = useRead<readonly IncidentVersionView[]>(`/incidents/${incidentId}/versions`);
  return (
    <Page title={t('versions.title')} back={{ to: `/incidents/${incidentId}`, label: t('read.title') }} wide>
      <Loaded read={read}>{(versions) => <Compare versions={versions} />}</Loaded>
    </Page>
  );
}

function Compare({ versions }: { readonly versions: readonly IncidentVersionView[] }) {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  const last = versions.at(-1);
  const [left, setLeft] = useState(String(Math.max(1, (last?.version ?? 1) - 1)));
  const [right, setRight] = useState(String(last?.version ?? 1));
  const name = (one: IncidentVersionView): string =>
    t('versions.one', { number: one.version, when: format.dateTime(one.at) });
  const options = versions.map((one) => ({ value: String(one.version), label: name(one) }));
  const before = versions.find((one) => String(one.version) === left);
  const after = versions.find((one) => String(one.version) === right);
  return (
    <Stack gap={3}>
      <Timeline
        label={t('versions.title')}
        entries={versions.map((one) => ({
          key: String(one.version),
          when: format.dateTime(one.at),
          who: one.by,
          title: one.reason ?? t('versions.first'),
        }))}
      />
      {versions.length < 2 ? (
        <Notice kind="info">{t('versions.only')}</Notice>
      ) : (
        <Columns>
          <Select name="left" label={t('versions.left')} options={options} value={left} onChange={setLeft} />
          <Select name="right" label={t('versions.right')} options={options} value={right} onChange={setRight} />
        </Columns>
      )}
      {versions.length < 2 || before === undefined || after === undefined ? null : (
        <Differences before={before} after={after} />
      )}
    </Stack>
  );
}

type Side = { readonly before: IncidentVersionView; readonly after: IncidentVersionView };

function Differences({ before, after }: Side) {
  const { t } = useTranslation(['incidents', 'terms']);
  const words = useLeafWords();
  const namesAfter = useStudentNames(after.body);
  const namesBefore = useStudentNames(before.body);
  const rows = diffVersions(before.body, after.body).filter((one) => !/\.(key|studentKey|callId)$/.test(one.path));
  if (rows.length === 0) return <Notice kind="info">{t('versions.same')}</Notice>;
  const split = (path: string): { leaf: string; about: string } => {
    const [list = '', key = '', ...rest] = path.split('.');
    if (list !== 'students' && list !== 'actions') return { leaf: path, about: '' };
    const leaf = [list, ...rest].join('.');
    if (list === 'students') {
      const here = after.body.students.some((student) => student.key === key);
      return { leaf, about: here ? namesAfter(key) : namesBefore(key) };
    }
    const body = after.body.actions.some((action) => action.key === key) ? after.body : before.body;
    const action = body.actions.find((one) => one.key === key);
    return { leaf, about: action === undefined ? '' : t(`terms:actionKind.${action.kind}`) };
  };
  const label = (row: Difference): string => {
    const { leaf, about } = split(row.path);
    return about === '' ? words.label(leaf) : `${about}: ${words.label(leaf)}`;
  };
  const value = (row: Difference, side: 'before' | 'after'): string => words.value(split(row.path).leaf, row[side]);
  return (
    <Section title={t('versions.differences', { count: rows.length })}>
      <Table
        caption={t('versions.caption', { left: before.version, right: after.version })}
        columns={[
          { key: 'what', header: t('versions.what'), cell: label },
          {
            key: 'before',
            header: t('versions.number', { number: before.version }),
            cell: (row: Difference) => <del className="osr-removed">{value(row, 'before')}</del>,
          },
          {
            key: 'after',
            header: t('versions.number', { number: after.version }),
            cell: (row: Difference) => <ins className="osr-added">{value(row, 'after')}</ins>,
          },
        ]}
        rows={rows}
        rowKey={(row) => row.path}
      />
    </Section>
  );
}
