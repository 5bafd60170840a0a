import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CsvCell, saveFile, toCsv } from '../numbers/csv.ts';
import { BarChart, Button, Cluster, Disclosure, EmptyState, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { useFilterWords } from './filters.tsx';
import { addressOf, filtersOf, type Question, tellsStudents } from './question.ts';
import type { Cell, Counted, Registry } from './types.ts';
import { useNames } from './use-names.ts';

/** More bars than these say nothing that the table does not say better. */
const mostBars = 30;

/** One line of the table: a member of the rows with its numbers, or all together. */
type Line = {
  readonly key: string;
  readonly name: string;
  readonly total: Cell;
  readonly cells: readonly Cell[];
  readonly enrolled: number | null;
  /** Null: the line of all. */
  readonly row: string | null;
};

/** The answer as a table and a chart, with the way to the records, to a file and onto paper. */
export function AnswerSection(props: {
  readonly answer: Counted;
  readonly question: Question;
  readonly registry: Registry;
}) {
  const { answer, question } = props;
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const names = useNames();
  const lines = useLines(answer);
  const title = useTitle(answer, question);
  const only = useOnly(props);
  const { period, enrolled } = answer;
  return (
    <Section title={title}>
      <Stack gap={3}>
        <p>
          {t('answer.days', { from: format.day(period.from), to: format.day(period.to) })}{' '}
          {t('answer.asOf', { when: format.dateTime(answer.asOf) })}{' '}
          {only.length === 0 ? null : t('answer.only', { what: only.join('; ') })}
        </p>
        {answer.total.n === 0 ? (
          <>
            <EmptyState title={t('answer.none')}>{t('answer.noneNext')}</EmptyState>
            <Disclosure title={t('answer.zeros')}>
              <AnswerTable answer={answer} question={question} lines={lines} title={title} />
            </Disclosure>
          </>
        ) : answer.rows === null ? (
          <AnswerTable answer={answer} question={question} lines={lines} title={title} />
        ) : (
          <BarChart
            title={names.measure(answer.measure)}
            valueHeader={names.measure(answer.measure)}
            bars={lines
              .filter(({ row }) => row !== null)
              .slice(0, mostBars)
              .map(({ name, total }) => ({ label: name, value: total.n }))}
            table={<AnswerTable answer={answer} question={question} lines={lines} title={title} />}
          />
        )}
        <p className="osr-small">
          {names.definition(answer.measure)} {answer.unit === 'students' ? t('answer.students') : null}{' '}
          {answer.unattached > 0 ? t('answer.unattached', { count: answer.unattached }) : null}{' '}
          {enrolled === null || enrolled.sources.length === 0
            ? null
            : t('answer.enrolled', { sources: enrolled.sources.map(names.enrolment).join('; ') })}
        </p>
        <Cluster>
          <Button
            kind="secondary"
            icon="file_download"
            onClick={() =>
              saveFile(
                `${answer.measure}-${period.from}-${period.to}.csv`,
                toCsv(csvOf(answer, { lines, only, names, t })),
              )
            }
          >
            {t('answer.download')}
          </Button>
          <Button kind="quiet" onClick={() => window.print()}>
            {t('answer.print')}
          </Button>
        </Cluster>
      </Stack>
    </Section>
  );
}

/** What the numbers are narrowed to, and who says what the students are: it must stand beside them, on paper too. */
function useOnly({ answer, question, registry }: Parameters<typeof AnswerSection>[0]): readonly string[] {
  const { t } = useTranslation('explorer');
  const words = useFilterWords(registry);
  const schools = question.schools?.split(',') ?? [];
  return [
    ...schools.map((id) => registry.schools.find((school) => school.id === id)?.name ?? id),
    ...filtersOf(question).flatMap(({ dimension, members }) => members.map((member) => words(dimension, member))),
    ...(tellsStudents(question, registry.dimensions) ? [t(`source.${answer.source}`)] : []),
  ];
}

/** 'Arrests by school and month' */
function useTitle(answer: Counted, { rows, columns }: Question): string {
  const { t } = useTranslation('explorer');
  const names = useNames();
  const measure = names.measure(answer.measure);
  const by = [rows, columns].flatMap((id) => (id === undefined ? [] : [names.within(names.dimension(id))]));
  if (by.length === 0) return measure;
  return by.length === 1
    ? t('answer.by', { measure, rows: by[0] })
    : t('answer.byBoth', { measure, rows: by[0], columns: by[1] });
}

function useLines(answer: Counted): readonly Line[] {
  const { t } = useTranslation('explorer');
  const names = useNames();
  const rows = (answer.rows ?? []).map((member, index) => ({
    key: member.id,
    name: names.member(member),
    total: answer.rowTotals[index] ?? { n: 0, of: null },
    cells: answer.cells[index] ?? [],
    enrolled: answer.enrolled?.rows[index] ?? null,
    row: member.id,
  }));
  const all = {
    ...{ key: 'all', name: t('answer.all'), total: answer.total, cells: answer.columnTotals },
    ...{ enrolled: answer.enrolled?.all ?? null, row: null },
  };
  return [...rows, all];
}

function AnswerTable(props: {
  readonly answer: Counted;
  readonly question: Question;
  readonly lines: readonly Line[];
  readonly title: string;
}) {
  const { answer, question, lines } = props;
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const names = useNames();
  const written = ({ n, of }: Cell): string =>
    of === null || of === 0
      ? format.number(n)
      : t('answer.share', { n: format.number(n), of: format.number(of), share: format.percent(n / of) });
  const opened = (cell: Cell, line: Line, column: { id: string; name: string } | null): ReactNode => {
    if (answer.opens === null || cell.n === 0) return written(cell);
    const query = addressOf({ ...question, row: line.row ?? '', column: column?.id ?? '' });
    const what = [line.row === null ? '' : line.name, column?.name ?? ''].filter(Boolean).join(', ');
    return (
      <Link
        className="osr-number-link"
        to={`/explorer/records?${query}`}
        aria-label={t('answer.open', { n: written(cell), what: what === '' ? t('answer.all') : what })}
      >
        {written(cell)}
      </Link>
    );
  };
  const columns = (answer.columns ?? []).map((member, index) => ({ id: member.id, name: names.member(member), index }));
  const rates = answer.enrolled !== null && lines.some(({ enrolled }) => enrolled !== null);
  return (
    <section className="osr-wide-table" aria-label={props.title} tabIndex={columns.length > 5 ? 0 : undefined}>
      <Table
        caption={props.title}
        captionHidden
        rows={lines}
        rowKey={({ key }) => key}
        columns={[
          {
            key: 'name',
            header: question.rows === undefined ? t('answer.what') : names.dimension(question.rows),
            cell: ({ name }) => name,
          },
          {
            key: 'total',
            header: columns.length === 0 ? names.measure(answer.measure) : t('answer.all'),
            numeric: true,
            cell: (line: Line) => opened(line.total, line, null),
          },
          ...columns.map((column) => ({
            key: column.id,
            header: column.name,
            numeric: true,
            cell: (line: Line) => opened(line.cells[column.index] ?? { n: 0, of: null }, line, column),
          })),
          ...(rates
            ? [
                {
                  key: 'enrolled',
                  header: t('answer.enrolledHead'),
                  numeric: true,
                  cell: ({ enrolled }: Line) => (enrolled === null ? t('answer.notKnown') : format.number(enrolled)),
                },
                {
                  key: 'rate',
                  header: t('answer.rateHead'),
                  numeric: true,
                  cell: ({ total, enrolled }: Line) =>
                    rateOf(total, enrolled, (value) => format.number(value, 1)) ?? t('answer.notKnown'),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

/** Of a hundred students enrolled, to one decimal. */
function rateOf({ n }: Cell, enrolled: number | null, write: (value: number) => string): string | null {
  return enrolled === null || enrolled === 0 ? null : write((n / enrolled) * 100);
}

function csvOf(
  answer: Counted,
  by: {
    readonly lines: readonly Line[];
    readonly only: readonly string[];
    readonly names: ReturnType<typeof useNames>;
    readonly t: (key: string) => string;
  },
): (readonly CsvCell[])[] {
  const { lines, only, names, t } = by;
  const columns = (answer.columns ?? []).map(names.member);
  const share = answer.total.of !== null;
  const enrolled = answer.enrolled !== null;
  return [
    [
      [`${answer.period.from} – ${answer.period.to}`, ...only].join('; '),
      names.measure(answer.measure),
      ...columns,
      ...(share ? [t('answer.of')] : []),
      ...(enrolled ? [t('answer.enrolledHead')] : []),
    ],
    ...lines.map((line) => [
      line.name,
      line.total.n,
      ...line.cells.map(({ n }) => n),
      ...(share ? [line.total.of ?? 0] : []),
      ...(enrolled ? [line.enrolled ?? ''] : []),
    ]),
  ];
}
