import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { Button, Card, Columns, Disclosure, Facts, Loaded, Notice, Section, Stack, useFormat } from '../ui/index.ts';
import { AnswerForm } from './answer-form.tsx';
import type { Given, IncidentReviews, SideView } from './types.ts';
import { Due } from './waiting-list.tsx';

/** The two answers to a filed incident, side by side, with the form for one's own side (P7.6). */
export function ReviewPanel({ incidentId }: { readonly incidentId: string }) {
  const { t } = useTranslation('reviews');
  const { can } = useSession();
  const allowed = can('review.read');
  const read = useRead<IncidentReviews>(`/incidents/${incidentId}/reviews`, undefined, { enabled: allowed });
  if (!allowed) return null;
  return (
    <Section title={t('panel.title')}>
      <Loaded read={read}>
        {(reviews) => (
          <Stack gap={3}>
            <p>{t('panel.lead')}</p>
            <Outcome reviews={reviews} />
            <Columns>
              {reviews.sides.map((side) => (
                <Side key={side.side} incidentId={incidentId} incidentVersion={reviews.incidentVersion} view={side} />
              ))}
            </Columns>
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function Outcome({ reviews: { disagreement } }: { readonly reviews: IncidentReviews }) {
  const { t } = useTranslation('reviews');
  if (disagreement === null) return null;
  if (!disagreement.any) return <Notice kind="success">{t('panel.agree')}</Notice>;
  return (
    <Notice kind="warning" title={t('panel.disagree')}>
      <p>{t('panel.disagreeNext')}</p>
    </Notice>
  );
}

function Side(props: { readonly incidentId: string; readonly incidentVersion: number; readonly view: SideView }) {
  const { t } = useTranslation('reviews');
  const { view } = props;
  const [changing, setChanging] = useState(false);
  const [standing, ...earlier] = view.state === 'answered' ? view.answers : [undefined, ...view.answers];
  const asking = view.mine && (view.state === 'open' || changing);
  return (
    <Card title={t(view.side === 'police' ? 'panel.police' : 'panel.school')}>
      {view.state === 'open' ? <Due at={view.dueAt} overdue={view.overdue} /> : null}
      {view.state === 'open' && view.version > 0 ? <p>{t('panel.again')}</p> : null}
      {standing !== undefined && !asking ? <Answer given={standing} /> : null}
      {standing === undefined && view.hidden ? <p>{t('panel.hidden')}</p> : null}
      {standing === undefined && !view.hidden && !asking && view.version === 0 ? <p>{t('panel.none')}</p> : null}
      {asking ? (
        <AnswerForm
          incidentId={props.incidentId}
          incidentVersion={props.incidentVersion}
          view={view}
          {...(changing ? { onLeave: () => setChanging(false) } : {})}
        />
      ) : null}
      {view.mine && view.state === 'answered' && !changing ? (
        <Button kind="secondary" icon="edit" onClick={() => setChanging(true)}>
          {t('panel.change')}
        </Button>
      ) : null}
      {earlier.length === 0 ? null : (
        <Disclosure title={t('panel.earlier', { count: earlier.length })}>
          <Stack gap={3}>
            {earlier.map((given) => (given === undefined ? null : <Answer key={given.version} given={given} />))}
          </Stack>
        </Disclosure>
      )}
    </Card>
  );
}

function Answer({ given }: { readonly given: Given }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const format = useFormat();
  return (
    <Stack gap={1}>
      <Facts
        facts={[
          { term: t('panel.involvement'), value: t(`terms:reviewAnswer.${given.involvementAppropriate}`) },
          { term: t('panel.action'), value: t(`terms:reviewAnswer.${given.actionAppropriate}`) },
        ]}
      />
      {given.comment === '' ? null : <blockquote className="osr-quote">{given.comment}</blockquote>}
      {given.reason === '' ? null : <p>{t('panel.because', { reason: given.reason })}</p>}
      <p className="osr-small">{t('panel.by', { who: given.by, when: format.dateTime(given.at) })}</p>
    </Stack>
  );
}
