import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useApi, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { FormFrame, TextArea, useForm } from '../forms/index.ts';
import { Button, Disclosure, Facts, Notice, ProblemNotice, Section, Stack, useFormat, useToast } from '../ui/index.ts';
import type { Proposal } from './types.ts';

const sides = ['police', 'school'] as const;

/** What each side has said, and the word of the reader's own side where it is still open (P7.9). */
export function Decide({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const { said, line, mayDecide } = proposal;
  return (
    <Section title={t('proposal.approval')}>
      <Stack>
        <Notice kind={line.state === 'published' ? 'success' : 'info'}>{t(`proposal.states.${line.state}`)}</Notice>
        <Facts
          facts={sides.map((side) => {
            const one = said.find((each) => each.side === side);
            return {
              term: t(`proposal.sides.${side}`),
              value:
                one === undefined
                  ? t('proposal.waiting')
                  : `${t(`proposal.${one.decision}`, { by: one.by, when: format.dateTime(one.at) })} ${one.note}`,
            };
          })}
        />
        {mayDecide === null ? null : <Word proposal={proposal} side={mayDecide} />}
      </Stack>
    </Section>
  );
}

function Word({ proposal, side }: { readonly proposal: Proposal; readonly side: 'police' | 'school' }) {
  const { t } = useTranslation(['publishing', 'common']);
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const path = `/releases/${proposal.line.id}/decision`;
  const approve = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await api.post(path, { digest: proposal.digest, decision: 'approved' });
      toast.saved();
      await stale('/releases', '/publication', '/numbers');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  const form = useForm({
    id: `release:${proposal.line.id}:return`,
    initial: { note: '' },
    schema: z.object({ note: z.string().trim().min(3, { message: 'publishing.returnedUnexplained' }).max(1000) }),
    submit: ({ note }) => api.post(path, { digest: proposal.digest, decision: 'returned', note }),
    onSaved: () => {
      toast.saved();
      void stale('/releases');
    },
  });
  return (
    <Stack>
      <p>{t(`publishing:proposal.ask.${side}`)}</p>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <div>
        <Button busy={busy} onClick={() => void approve()}>
          {t('publishing:proposal.approve')}
        </Button>
      </div>
      <Disclosure title={t('publishing:proposal.sendBack')}>
        <FormFrame form={form}>
          <TextArea name="note" label={t('publishing:proposal.why')} rows={3} maxLength={1000} />
          <Button type="submit" kind="secondary" busy={form.submitting}>
            {t('publishing:proposal.return')}
          </Button>
        </FormFrame>
      </Disclosure>
    </Stack>
  );
}
