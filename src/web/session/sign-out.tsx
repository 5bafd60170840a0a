import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { countDrafts } from '../forms/drafts.ts';
import { useOutboxContext } from '../outbox/context.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmInline } from '../ui/controls.tsx';
import { Stack } from '../ui/layout.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { useSession } from './session.tsx';

/** Signs out and wipes this person's work from the device; says first what would be lost. */
export function SignOut() {
  const { t } = useTranslation();
  const { me, signOut } = useSession();
  const { state, open } = useOutboxContext();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const unsent = state.waiting.length + state.parked.length;
  const drafts = countDrafts(me.person.id);
  async function leave(): Promise<void> {
    setBusy(true);
    try {
      const outbox = await open();
      // The server first: with no network the session would live on, and nothing must be lost for that.
      await signOut();
      await outbox.wipe();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
      setBusy(false);
    }
  }
  return (
    <Stack>
      {problem === null ? null : <ProblemNotice error={problem} />}
      {unsent + drafts === 0 ? (
        <Button kind="secondary" icon="logout" busy={busy} onClick={() => void leave()}>
          {t('web:me.signOut')}
        </Button>
      ) : (
        <>
          <Notice kind="warning">
            {unsent > 0 ? <p>{t('web:signOut.unsent', { count: unsent })}</p> : null}
            {drafts > 0 ? <p>{t('web:signOut.drafts', { count: drafts })}</p> : null}
          </Notice>
          <ConfirmInline
            ask={t('web:me.signOut')}
            question={t('web:signOut.question')}
            confirm={t('web:signOut.confirm')}
            busy={busy}
            onConfirm={() => void leave()}
          />
        </>
      )}
    </Stack>
  );
}
