import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { z } from 'zod';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { FormFrame, RadioTiles, TextArea, useForm } from '../forms/index.ts';
import { NameWarning } from '../reviews/name-warning.tsx';
import { Button, ButtonLink, Facts, Loaded, Page, Section, Stack, useFormat, useToast } from '../ui/index.ts';
import { CalculatedWithText } from './calculated-with.tsx';
import { type Corrective, endSteps } from './corrective-types.ts';
import { CorrectiveTag, useAbout } from './corrective-words.tsx';
import { addressOf } from './question.ts';

/** One corrective action: what it is about, who answers for it until when, and what came of it (P1.4). */
export default function CorrectivePage() {
  const { actionId = '' } = useParams();
  const { t } = useTranslation('explorer');
  const about = useAbout();
  const read = useRead<Corrective>(`/corrective-actions/${actionId}`);
  return (
    <Page
      title={read.data === undefined ? t('corrective.title') : about(read.data.about)}
      kicker={read.data === undefined ? undefined : (read.data.schoolName ?? t('corrective.wholeProgram'))}
      back={{ to: '/corrective-actions', label: t('corrective.title') }}
    >
      <Loaded read={read}>{(action) => <Body action={action} />}</Loaded>
    </Page>
  );
}

function Body({ action }: { readonly action: Corrective }) {
  const { t } = useTranslation(['explorer', 'disparity']);
  const format = useFormat();
  const { measure, dimension, schoolId, from, to } = action.about;
  const question = addressOf({ measure, rows: dimension, schools: schoolId ?? '', from, to });
  return (
    <Stack gap={3}>
      <div>
        <CorrectiveTag action={action} />
      </div>
      <Facts
        facts={[
          { term: t('explorer:corrective.owner'), value: action.ownerName ?? '' },
          { term: t('explorer:corrective.due'), value: format.day(action.dueOn) },
          {
            term: t('explorer:corrective.steps'),
            value: action.steps.map((step) => t(`disparity:correctiveSteps.${step}`)).join('; '),
          },
          { term: t('explorer:corrective.note'), value: action.note },
          { term: t('explorer:corrective.when'), value: `${format.day(from)} – ${format.day(to)}` },
          {
            term: t('explorer:corrective.opened'),
            value: t('explorer:corrective.openedBy', {
              when: format.dateTime(action.openedAt),
              who: action.openedByName ?? '',
            }),
          },
          { term: t('explorer:corrective.rule'), value: `P1.4, ${action.citation}` },
        ]}
      />
      <Rested action={action} />
      {action.figuresHidden ? null : (
        <div>
          <ButtonLink kind="secondary" to={`/explorer?${question}`}>
            {t('explorer:corrective.numbers')}
          </ButtonLink>
        </div>
      )}
      {action.history.length === 0 ? null : (
        <Section title={t('explorer:corrective.history')}>
          <ul className="usa-list">
            {action.history.map((one) => (
              <li key={one.at}>
                {t(`explorer:corrective.step.${one.step}`)}: {one.words}{' '}
                <span className="osr-small">
                  {t('explorer:corrective.openedBy', { when: format.dateTime(one.at), who: one.byName ?? '' })}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {action.actions.includes('finish') ? <EndForm action={action} /> : null}
      {action.actions.includes('reopen') ? <ReopenForm action={action} /> : null}
    </Stack>
  );
}

/** What the flag rested on at the moment the action was opened; later numbers stand behind the link. */
function Rested({ action }: { readonly action: Corrective }) {
  const { t, i18n } = useTranslation(['explorer', 'disparity']);
  const format = useFormat();
  const { figures, figuresHidden } = action;
  const label = `${t('disparity:label')}.`;
  if (figures === null) return <p>{figuresHidden ? `${t('explorer:corrective.figuresHidden')} ${label}` : label}</p>;
  const language = i18n.resolvedLanguage === 'es' ? 'es' : 'en';
  return (
    <Section title={t('explorer:corrective.figures', { when: format.dateTime(action.openedAt) })}>
      <Stack>
        <p>
          <strong>{figures.sentence[language]}</strong> {label}
        </p>
        <p>{figures.beside[language]}</p>
        <p className="osr-small">
          {t('explorer:corrective.judged', {
            count: figures.together,
            q: format.chance(figures.q),
          })}
        </p>
        <CalculatedWithText by={figures.calculatedWith} />
      </Stack>
    </Section>
  );
}

/** What stays in its history; without words nothing ends. */
const words = z.string().trim().min(1, { message: 'disparity.reasonMissing' }).max(1000);

function useStep(action: Corrective): (path: 'end' | 'reopen', body: object) => Promise<void> {
  const api = useApi();
  const stale = useStale();
  return async (path, body) => {
    await api.post<Corrective>(`/corrective-actions/${action.id}/${path}`, body);
    await stale('/corrective-actions', '/duties');
  };
}

function EndForm({ action }: { readonly action: Corrective }) {
  const { t } = useTranslation('explorer');
  const step = useStep(action);
  const toast = useToast();
  const form = useForm({
    id: `corrective:${action.id}:end`,
    initial: { step: '', words: '', wordsChecked: false },
    schema: z.object({ step: z.enum(endSteps), words, wordsChecked: z.boolean() }),
    submit: (end) => step('end', end),
    onSaved: () => toast.saved(),
  });
  return (
    <Section title={t('corrective.end')}>
      <FormFrame form={form}>
        <RadioTiles
          name="step"
          label={t('corrective.how')}
          options={endSteps.map((value) => ({ value, label: t(`corrective.ends.${value}`) }))}
        />
        <TextArea
          name="words"
          label={t('corrective.words')}
          hint={t('corrective.wordsHint')}
          rows={4}
          maxLength={1000}
        />
        <NameWarning text={form.values.words} />
        <Button type="submit" busy={form.submitting}>
          {t('corrective.endSend')}
        </Button>
      </FormFrame>
    </Section>
  );
}

function ReopenForm({ action }: { readonly action: Corrective }) {
  const { t } = useTranslation('explorer');
  const step = useStep(action);
  const toast = useToast();
  const form = useForm({
    id: `corrective:${action.id}:reopen`,
    initial: { words: '', wordsChecked: false },
    schema: z.object({ words, wordsChecked: z.boolean() }),
    submit: (reopen) => step('reopen', reopen),
    onSaved: () => toast.saved(),
  });
  return (
    <Section title={t('corrective.reopen')}>
      <FormFrame form={form}>
        <TextArea name="words" label={t('corrective.reopenWords')} rows={3} maxLength={1000} />
        <NameWarning text={form.values.words} />
        <Button kind="secondary" type="submit" busy={form.submitting}>
          {t('corrective.reopenSend')}
        </Button>
      </FormFrame>
    </Section>
  );
}
