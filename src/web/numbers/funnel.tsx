import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../session/session.tsx';
import { BarChart, Disclosure, EmptyState, Notice, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { behindStage, type Selection } from './behind.ts';
import type { Figures, Numbers, Stage } from './types.ts';
import { useNames } from './use-names.ts';

type Unit = 'calls' | 'incidents' | 'students';

/** The whole funnel: what became of calls, what incidents came to, beside the year before. */
export function FunnelSection(props: {
  readonly numbers: Numbers;
  readonly beside: Figures | null;
  readonly selection: Selection;
}) {
  const { numbers, beside, selection } = props;
  const { t } = useTranslation('numbers');
  const { now } = numbers;
  const nothing = [now, beside].every((one) => (one?.calls[0]?.n ?? 0) + (one?.incidents[0]?.n ?? 0) === 0);
  if (nothing) {
    return (
      <Section title={t('funnel.title')}>
        <EmptyState title={t('funnel.empty')}>{t('funnel.emptyNext')}</EmptyState>
      </Section>
    );
  }
  const table = (unit: Unit, before: readonly Stage[] | null) => (
    <Stages unit={unit} now={now[unit] ?? []} before={before} numbers={numbers} selection={selection} />
  );
  return (
    <Section title={t('funnel.title')}>
      <Stack gap={4}>
        <Stack>
          {table('calls', beside?.calls ?? null)}
          {selection.officerId === '' ? null : <p className="osr-small">{t('funnel.officerNote')}</p>}
        </Stack>
        <Stack>
          {table('incidents', beside?.incidents ?? null)}
          <p className="osr-small">{t('funnel.note')}</p>
        </Stack>
        {now.students === null ? (
          <Notice kind="info">{t('funnel.police')}</Notice>
        ) : (
          <Stack>
            {table('students', beside === null ? null : (beside.students ?? []))}
            <p className="osr-small">
              {t('funnel.studentsNote')}{' '}
              {now.unattached === null || now.unattached === 0
                ? null
                : t('funnel.unattached', { count: now.unattached })}
            </p>
          </Stack>
        )}
      </Stack>
    </Section>
  );
}

function Stages(props: {
  readonly unit: Unit;
  readonly now: readonly Stage[];
  /** Null where the program had no school then. */
  readonly before: readonly Stage[] | null;
  readonly numbers: Numbers;
  readonly selection: Selection;
}) {
  const { t } = useTranslation(['numbers', 'statistics']);
  const names = useNames();
  const format = useFormat();
  const { can } = useSession();
  const { unit, numbers, selection } = props;
  const known = props.before !== null;
  const was = new Map(props.before?.map((stage) => [stage.key, stage.n]));
  // Stages at which nothing happened in either year only make the page longer.
  const stages = props.now.filter((stage, index) => index === 0 || stage.n > 0 || (was.get(stage.key) ?? 0) > 0);
  const label = (key: string): string =>
    unit === 'students' && key === 'incidents' ? t('numbers:groups.students') : names.stage(key);
  const title = t(`numbers:funnel.${unit}`);
  const links = unit !== 'students' && can(unit === 'calls' ? 'call.read' : 'incident.read');
  return (
    <>
      <BarChart
        title={title}
        valueHeader={t('numbers:count')}
        {...(known ? { compareHeader: t('numbers:before') } : {})}
        bars={stages.map(({ key, n }) => ({
          label: label(key),
          value: n,
          ...(known ? { compare: was.get(key) ?? 0 } : {}),
        }))}
        table={
          <Table
            caption={title}
            captionHidden
            rows={stages}
            rowKey={(stage) => stage.key}
            columns={[
              { key: 'stage', header: t('numbers:funnel.stage'), cell: ({ key }) => label(key) },
              { key: 'n', header: t('numbers:count'), cell: ({ n }) => format.number(n), numeric: true },
              {
                key: 'share',
                header: t('numbers:share'),
                cell: ({ n, of }) =>
                  of === null || of.n === 0
                    ? '–'
                    : t('numbers:of', { percent: format.percent(n / of.n), whole: format.number(of.n) }),
                numeric: true,
              },
              ...(known
                ? [
                    {
                      key: 'before',
                      header: t('numbers:before'),
                      cell: ({ key }: Stage) => format.number(was.get(key) ?? 0),
                      numeric: true,
                    },
                  ]
                : []),
              ...(links
                ? [
                    {
                      key: 'records',
                      header: t('numbers:records.title'),
                      cell: ({ key, n }: Stage) =>
                        n === 0 ? (
                          '–'
                        ) : (
                          <Link
                            to={behindStage(unit, key, { period: numbers.period, selection })}
                            aria-label={t('numbers:seeNamed', { name: label(key) })}
                          >
                            {t('numbers:see')}
                          </Link>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        }
      />
      <Disclosure title={t('numbers:words')}>
        <dl>
          {stages.map(({ key }) => (
            <div key={key}>
              <dt>
                <strong>{label(key)}</strong>
              </dt>
              <dd>{t(`statistics:stages.${key}.definition`)}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  );
}
