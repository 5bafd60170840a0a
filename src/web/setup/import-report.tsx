import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, More, Notice, Section, Stack, StatusTag, Table, useFormat } from '../ui/index.ts';
import { problemsCsv } from './import-files.ts';
import type { FileProblem, ImportReport, SchoolChange } from './import-types.ts';

const step = 50;

function useOutcome(report: ImportReport): { readonly kind: 'success' | 'error' | 'info'; readonly text: string } {
  const { t } = useTranslation('imports');
  if (report.refused) return { kind: 'error', text: t('outcome.refused') };
  if (report.added + report.changed + report.removed === 0) return { kind: 'info', text: t('outcome.nothing') };
  return report.dryRun
    ? { kind: 'info', text: t('outcome.checked') }
    : { kind: 'success', text: t('outcome.imported') };
}

/** What came of the files, in sentences, and what to do now; then what to look at, then the schools. */
export function ImportReportView({ report, action }: { readonly report: ImportReport; readonly action: ReactNode }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const outcome = useOutcome(report);
  const counted = (['added', 'changed', 'unchanged', 'removed'] as const).filter((name) => report[name] > 0);
  const source = report.kind === 'crdc' ? 'counts.sourceCrdc' : 'counts.sourceRoster';
  return (
    <Stack gap={3}>
      <Notice kind={outcome.kind} title={outcome.text} live>
        <ul className="usa-list">
          {report.source === null ? null : <li>{t(source, { source: report.source })}</li>}
          {counted.map((name) => (
            <li key={name}>{t(`counts.${report.kind}.${name}`, { count: report[name] })}</li>
          ))}
          {report.cells === null ? null : (
            <li>
              {t('counts.cells', {
                counts: format.number(report.cells.counts),
                reserved: format.number(report.cells.reserved),
                notCollected: format.number(report.cells.notCollected),
              })}
            </li>
          )}
          {report.leftOut.map((one) => (
            <li key={`${one.file} ${one.reason}`}>
              {t(one.file === '' ? 'counts.leftOut' : 'counts.leftOutFile', {
                file: one.file,
                label: one.label,
                count: one.count,
              })}
            </li>
          ))}
        </ul>
      </Notice>
      {action}
      <Problems problems={report.problems} />
      {report.schools.length === 0 ? null : <Schools report={report} />}
    </Stack>
  );
}

function Problems({ problems }: { readonly problems: readonly FileProblem[] }) {
  const { t } = useTranslation('imports');
  const [shown, setShown] = useState(step);
  if (problems.length === 0) return <p>{t('page.noProblems')}</p>;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const caption = [
    ...(errors === 0 ? [] : [t('page.errors', { count: errors })]),
    ...(errors === problems.length ? [] : [t('page.warnings', { count: problems.length - errors })]),
  ].join(', ');
  const place = (problem: FileProblem): string => {
    if (problem.line === null) return problem.column ?? t('page.wholeFile');
    const column = problem.column ?? problem.columnNumber;
    return column === null
      ? t('page.linePlace', { line: problem.line })
      : t('page.columnPlace', { line: problem.line, column });
  };
  const download = (): void => {
    const header = [t('page.severity'), t('page.file'), t('page.line'), t('page.column'), t('page.reason')];
    const text = problemsCsv([...header, t('page.remedy')], (problem) => t(`page.${problem.severity}`), problems);
    const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t('page.downloadName');
    link.click();
    // The browser has begun to read by then; at once would be too soon for some.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const keyed = problems.map((problem, index) => ({ ...problem, key: String(index) }));
  return (
    <Section
      title={t('page.problems')}
      action={
        <Button kind="secondary" icon="file_download" onClick={download}>
          {t('page.download')}
        </Button>
      }
    >
      <Table
        caption={caption}
        rows={keyed.slice(0, shown)}
        rowKey={(problem) => problem.key}
        columns={[
          {
            key: 'place',
            header: t('page.place'),
            cell: (problem) => (
              <>
                {problem.file === '' ? null : <span className="osr-block">{problem.file}</span>}
                {place(problem)}
              </>
            ),
          },
          {
            key: 'severity',
            header: t('page.severity'),
            cell: (problem) => (
              <StatusTag tone={problem.severity === 'error' ? 'bad' : 'info'}>
                {t(`page.${problem.severity}`)}
              </StatusTag>
            ),
          },
          { key: 'reason', header: t('page.reason'), cell: (problem) => problem.reason },
          { key: 'remedy', header: t('page.remedy'), cell: (problem) => problem.remedy },
        ]}
      />
      <More shown={shown} total={problems.length} onMore={() => setShown(shown + step)} />
    </Section>
  );
}

function Schools({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [shown, setShown] = useState(step);
  const details = (school: SchoolChange): string => {
    const fields = school.fields.map((field) => t(`field.${field}`));
    return [
      ...(fields.length === 0 ? [] : [format.list(fields)]),
      ...(school.officerAssigned ? [t('page.officerAssigned')] : []),
    ].join('. ');
  };
  const last =
    report.kind === 'roster'
      ? {
          key: 'students',
          header: t('page.students'),
          numeric: true,
          cell: (school: SchoolChange) => format.number(school.students ?? 0),
        }
      : { key: 'details', header: t('page.details'), cell: details };
  // Of schools that are all new there is nothing to say but that they are new.
  const telling = report.kind === 'roster' || report.schools.some((school) => details(school) !== '');
  return (
    <Section title={t('page.schools')}>
      <Table
        caption={t('page.schools')}
        captionHidden
        rows={report.schools.slice(0, shown)}
        rowKey={(school) => school.id}
        columns={[
          { key: 'name', header: t('page.schools'), cell: (school) => school.name },
          { key: 'id', header: t('page.schoolId'), cell: (school) => school.id },
          { key: 'change', header: t('page.change'), cell: (school) => t(`change.${school.change}`) },
          ...(telling ? [last] : []),
        ]}
      />
      <More shown={shown} total={report.schools.length} onMore={() => setShown(shown + step)} />
    </Section>
  );
}
