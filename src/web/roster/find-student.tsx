import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rosterSearchSchema } from '../../domain/roster/record.ts';
import { useApi } from '../api/hooks.ts';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button, Buttons, EmptyState, ProblemNotice, Stack, useToast } from '../ui/index.ts';
import type { Found } from './types.ts';

/** Search in the school's roster and choose. What is typed and found is kept nowhere on the device. */
export function FindStudent(props: {
  readonly at: string;
  readonly schoolId: string;
  readonly onAttached: () => void;
  readonly onByHand: () => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation('roster');
  const api = useApi();
  const [found, setFound] = useState<Found | null>(null);
  const form = useForm({
    id: null,
    initial: { text: '' },
    schema: rosterSearchSchema,
    prepare: (values) => ({ ...values, schoolId: props.schoolId }),
    submit: (value) => api.post<Found>('/roster/search', value),
    onSaved: setFound,
  });
  return (
    <Stack gap={2}>
      <FormFrame form={form}>
        <TextField name="text" type="search" autoComplete="off" label={t('find.label')} hint={t('find.hint')} />
        <Buttons>
          <Button type="submit" icon="search" busy={form.submitting}>
            {t('find.search')}
          </Button>
          <Button kind="quiet" onClick={props.onCancel}>
            {t('find.cancel')}
          </Button>
        </Buttons>
      </FormFrame>
      {found === null ? null : <Results found={found} at={props.at} onAttached={props.onAttached} />}
      <Button kind="quiet" onClick={props.onByHand}>
        {t('find.byHand')}
      </Button>
    </Stack>
  );
}

function Results(props: { readonly found: Found; readonly at: string; readonly onAttached: () => void }) {
  const { t } = useTranslation(['roster', 'terms']);
  const api = useApi();
  const toast = useToast();
  const [failed, setFailed] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const { hits, more } = props.found;
  const attach = async (rosterStudentId: string): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      await api.put(`${props.at}/identity`, { rosterStudentId });
      toast.saved();
      props.onAttached();
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  };
  if (hits.length === 0) {
    return (
      <div role="status">
        <EmptyState title={t('find.none')}>
          <p>{t('find.noneNext')}</p>
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      {failed === null ? null : <ProblemNotice error={failed} />}
      <ul className="osr-list" aria-label={t('find.results')}>
        {hits.map((hit) => (
          <li key={hit.id} className="osr-row">
            <span className="osr-row__main">
              <span className="osr-row__title">{hit.name}</span>
              <span className="osr-row__detail">
                {[
                  t(`terms:grade.${hit.grade}`),
                  ...(hit.numberEnd === null ? [] : [t('find.number', { end: hit.numberEnd })]),
                ].join(' · ')}
              </span>
            </span>
            <Button
              kind="secondary"
              busy={busy}
              label={t('find.chooseFor', { name: hit.name })}
              onClick={() => void attach(hit.id)}
            >
              {t('find.choose')}
            </Button>
          </li>
        ))}
      </ul>
      {more ? <p role="status">{t('find.more')}</p> : null}
    </>
  );
}
