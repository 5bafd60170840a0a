import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import {
  ButtonLink,
  Card,
  Disclosure,
  Loaded,
  Notice,
  Section,
  Stack,
  StatusTag,
  Table,
  useFormat,
} from '../ui/index.ts';
import { CalculatedWithText } from './calculated-with.tsx';
import { addressOf, type Question } from './question.ts';
import type { Comparison, Disparity, Source } from './types.ts';

/** Whether each group is treated like all others in one outcome, in sentences first (P1.4). */
export function DisparitySection({ question }: { readonly question: Question }) {
  const { t } = useTranslation('explorer');
  const { measure, year, from, to, schools } = question;
  const read = useRead<Disparity>('/explorer/disparity', { measure, year, from, to, schools });
  return (
    <Section title={t('alike.title')}>
      <Loaded read={read}>
        {(answer) =>
          answer.kind === 'hidden' ? (
            <Notice kind="info">{t(`hidden.${answer.reason}`)}</Notice>
          ) : (
            <Compared answer={answer} />
          )
        }
      </Loaded>
    </Section>
  );
}

function Compared({ answer }: { readonly answer: Extract<Disparity, { kind: 'compared' }> }) {
  const { t } = useTranslation('explorer');
  const { label, comparisons, source, released } = answer;
  const flagged = comparisons.filter((one) => one.flagged);
  const calm = comparisons.filter((one) => !one.flagged && one.ratio !== null);
  const none = comparisons.filter((one) => one.ratio === null);
  return (
    <Stack gap={3}>
      <p>
        <strong>{label}.</strong> {t(`alike.how.${source}`)}
      </p>
      <CalculatedWithText by={answer.calculatedWith} />
      {flagged.map((one) => (
        <Flagged key={`${one.dimension} ${one.group}`} comparison={one} />
      ))}
      {flagged.length === 0 ? <p>{t(calm.length === 0 ? 'alike.noneCalculated' : 'alike.noneFlagged')}</p> : null}
      {calm.length === 0 ? null : <Sentences title={t('alike.others', { count: calm.length })} list={calm} />}
      {none.length === 0 ? null : <Sentences title={t('alike.notCalculated', { count: none.length })} list={none} />}
      {flagged.length + calm.length === 0 ? null : <Ratios list={[...flagged, ...calm]} source={source} />}
      {released === null ? null : <Released released={released} />}
    </Stack>
  );
}

/** What the police side may know of different students: the sentences of the newest release (decision 0006). */
function Released({
  released,
}: {
  readonly released: NonNullable<Extract<Disparity, { kind: 'compared' }>['released']>;
}) {
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const { from, to } = released.period;
  return (
    <Disclosure title={t('alike.released', { from: format.day(from), to: format.day(to) })}>
      {released.sentences.length === 0 ? (
        <p>{t('alike.noneReleased')}</p>
      ) : (
        <ul className="usa-list">
          {released.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

function Flagged({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation('explorer');
  const { can } = useSession();
  const { flag, correctiveId } = comparison;
  return (
    <Card>
      <Stack>
        <div>
          <StatusTag tone="warning">{t('alike.flagged')}</StatusTag>
        </div>
        <p>
          <strong>{comparison.sentence}</strong>
        </p>
        <p className="osr-small">{comparison.beside}</p>
        {correctiveId !== null && can('corrective.read') ? (
          <ButtonLink kind="secondary" to={`/corrective-actions/${correctiveId}`}>
            {t('alike.seeCorrective')}
          </ButtonLink>
        ) : null}
        {correctiveId === null && flag !== null && can('corrective.open') ? (
          <ButtonLink to={`/corrective-actions/new?${addressOf({ ...flag, schoolId: flag.schoolId ?? '' })}`}>
            {t('alike.openCorrective')}
          </ButtonLink>
        ) : null}
        {flag === null && correctiveId === null ? <p className="osr-small">{t('alike.oneOrAll')}</p> : null}
      </Stack>
    </Card>
  );
}

function Sentences({ title, list }: { readonly title: string; readonly list: readonly Comparison[] }) {
  return (
    <Disclosure title={title}>
      <ul className="usa-list">
        {list.map((one) => (
          <li key={`${one.dimension} ${one.group}`}>
            {one.sentence} {one.ratio === null ? null : <span className="osr-small">{one.beside}</span>}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function Ratios({ list, source }: { readonly list: readonly Comparison[]; readonly source: Source }) {
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const write = (value: number): string => format.number(Math.round(value * 100) / 100);
  return (
    <Disclosure title={t('alike.numbers')}>
      <Table
        caption={t('alike.numbers')}
        captionHidden
        rows={list}
        rowKey={(one) => `${one.dimension} ${one.group}`}
        columns={[
          { key: 'group', header: t('alike.group'), cell: (one) => one.groupText },
          {
            key: 'risk',
            header: t(`alike.risk.${source}`),
            numeric: true,
            cell: ({ risk }) => (risk === null ? '–' : format.percent(risk.value)),
          },
          {
            key: 'ratio',
            header: t('alike.ratio'),
            numeric: true,
            cell: ({ ratio }) => (ratio === null ? '–' : write(ratio.value)),
          },
          {
            key: 'limits',
            header: t('alike.limits'),
            numeric: true,
            cell: ({ ratio }) =>
              ratio === null ? '–' : `${write(ratio.low)} – ${ratio.high === null ? '∞' : write(ratio.high)}`,
          },
          {
            key: 'q',
            header: t('alike.q'),
            numeric: true,
            cell: ({ q }) => (q === null ? '–' : format.chance(q)),
          },
        ]}
      />
    </Disclosure>
  );
}
