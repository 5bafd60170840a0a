import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { AttachPanel } from '../reviews/attach-panel.tsx';
import { ReviewPanel } from '../reviews/review-panel.tsx';
import {
  ButtonLink,
  Buttons,
  Columns,
  Disclosure,
  Loaded,
  Notice,
  Page,
  Section,
  Stack,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import { RecordActions, RecordFacts, RecordStudents } from './record-view.tsx';
import type { IncidentView } from './types.ts';
import { useMatters } from './use-terms.ts';

/** An incident as filed: reads like a page. Story left, facts right, the answers of both sides below. */
export default function ReadPage() {
  const { incidentId = '' } = useParams();
  const { t } = useTranslation('incidents');
  const read = useRead<IncidentView>(`/incidents/${incidentId}`);
  if (read.data !== undefined && read.data.state === 'draft') {
    return <Navigate to={`/incidents/${incidentId}/write/check`} replace />;
  }
  if (read.data !== undefined) return <Reading view={read.data} />;
  return (
    <Page title={t('read.title')} back={{ to: '/incidents', label: t('web:nav.incidents') }}>
      <Loaded read={read}>{() => null}</Loaded>
    </Page>
  );
}

function Reading({ view }: { readonly view: IncidentView }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const format = useFormat();
  const { label } = useMatters();
  const { body } = view;
  if (body === null) return null;
  const lines = [view.school.name, format.dateTime(view.occurredAt), view.officer.name];
  return (
    <Page
      title={label(body.what.matterCode)}
      kicker={lines.join(' · ')}
      back={{ to: '/incidents', label: t('web:nav.incidents') }}
      wide
      actions={
        <Buttons>
          {view.may.includes('amend') ? (
            <ButtonLink kind="secondary" icon="edit" to={`/incidents/${view.id}/amend`}>
              {t('read.amend')}
            </ButtonLink>
          ) : null}
          {view.version > 1 ? (
            <ButtonLink kind="secondary" icon="history" to={`/incidents/${view.id}/versions`}>
              {t('read.versions', { count: view.version })}
            </ButtonLink>
          ) : null}
        </Buttons>
      }
    >
      <Stack gap={3}>
        {view.amended === null ? null : (
          <Notice kind="info">
            {t('read.amended', { when: format.dateTime(view.amended.at), reason: view.amended.reason ?? '' })}
          </Notice>
        )}
        <Findings view={view} />
        <Columns wideFirst>
          <div>
            <Section title={t('read.story')}>
              <p className="osr-told">{body.narrative.text}</p>
              {body.narrative.nameCheck === 'unchecked' ? (
                <StatusTag tone="warning">{t('terms:nameCheck.unchecked')}</StatusTag>
              ) : null}
            </Section>
            <RecordActions body={body} />
            <RecordStudents body={body} />
          </div>
          <div>
            <AttachPanel incidentId={view.id} />
            <RecordFacts body={body} />
          </div>
        </Columns>
        <ReviewPanel incidentId={view.id} />
      </Stack>
    </Page>
  );
}

const tones = { violation: 'bad', review: 'warning', notice: 'info' } as const;

/** What the rules noticed, gravest first, each with the requirement it comes from. */
function Findings({ view }: { readonly view: IncidentView }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const grave = view.findings.filter((one) => one.severity !== 'notice');
  if (grave.length === 0) return null;
  const order = { violation: 0, review: 1, notice: 2 } as const;
  const sorted = [...grave].sort((a, b) => order[a.severity] - order[b.severity]);
  const list = (
    <ul className="osr-list">
      {sorted.map((one) => (
        <li className="osr-row" key={`${one.ruleId} ${one.path}`}>
          <StatusTag tone={tones[one.severity]}>{t(`terms:severity.${one.severity}`)}</StatusTag>
          <span className="osr-row__main">
            {t(`rules.${one.ruleId.split('.')[1] ?? ''}`)}
            <span className="osr-row__detail">
              {t('read.principle', { principle: one.requirement.slice(1).split('.')[0] ?? '' })}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
  const violated = sorted.some((one) => one.severity === 'violation');
  return violated ? (
    <Notice kind="warning" title={t('read.findings', { count: sorted.length })}>
      {list}
    </Notice>
  ) : (
    <Disclosure title={t('read.findings', { count: sorted.length })}>{list}</Disclosure>
  );
}
