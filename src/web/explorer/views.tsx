import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button, Disclosure, Loaded, ProblemNotice, Stack, useToast } from '../ui/index.ts';
import { addressOf, type Question } from './question.ts';
import type { Views } from './types.ts';

/** The person's own saved questions, and saving the one on the page. */
export function SavedViews({ question }: { readonly question: Question }) {
  const { t } = useTranslation('explorer');
  const read = useRead<Views>('/explorer/views');
  return (
    <div className="osr-filter">
      <Disclosure title={t('views.title')}>
        <Loaded read={read}>
          {({ views }) => (
            <Stack>
              {views.length === 0 ? <p>{t('views.none')}</p> : <List views={views} />}
              <SaveForm question={question} />
            </Stack>
          )}
        </Loaded>
      </Disclosure>
    </div>
  );
}

function List({ views }: { readonly views: Views['views'] }) {
  const { t } = useTranslation(['explorer', 'common']);
  const api = useApi();
  const stale = useStale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (id: string): Promise<void> => {
    setProblem(null);
    try {
      await api.remove(`/explorer/views/${id}`);
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      await stale('/explorer/views');
    }
  };
  return (
    <>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <ul className="osr-list" aria-label={t('explorer:views.title')}>
        {views.map(({ id, name, question }) => (
          <li key={id}>
            <div className="osr-row">
              <Link to={`/explorer?${question}`}>{name}</Link>
              <Button kind="quiet" label={t('explorer:views.removeNamed', { name })} onClick={() => void remove(id)}>
                {t('explorer:views.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function SaveForm({ question }: { readonly question: Question }) {
  const { t } = useTranslation('explorer');
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const [id, setId] = useState(() => newId());
  const form = useForm({
    id: null,
    initial: { name: '' },
    schema: z.object({ name: z.string().trim().min(2).max(80) }),
    submit: ({ name }) => api.post('/explorer/views', { id, name, question: addressOf(question) }),
    onSaved: () => {
      setId(newId());
      form.update({ name: '' });
      toast.saved();
      void stale('/explorer/views');
    },
  });
  return (
    <FormFrame form={form}>
      <TextField name="name" label={t('views.name')} hint={t('views.hint')} maxLength={80} />
      <Button kind="secondary" type="submit" busy={form.submitting}>
        {t('views.save')}
      </Button>
    </FormFrame>
  );
}
