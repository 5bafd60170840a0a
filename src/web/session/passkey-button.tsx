import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { Button, Notice, ProblemNotice } from '../ui/index.ts';
import { enterWithPasskey, knowsPasskeys, wasCancelled } from './passkey.ts';
import type { Door } from './types.ts';

/** Signs in, or unlocks, with a passkey. Not shown where the browser knows none. */
export function PasskeyButton({ onDoor }: { readonly onDoor: (door: Door) => Promise<void> }) {
  const { t } = useTranslation('account');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | 'cancelled' | null>(null);
  if (!knowsPasskeys()) return null;
  async function use(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await onDoor(await enterWithPasskey());
    } catch (thrown) {
      setProblem(wasCancelled(thrown) ? 'cancelled' : asProblem(thrown, t('passkey.failed')));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {problem === null ? null : problem === 'cancelled' ? (
        <Notice kind="info" live>
          {t('passkey.cancelled')}
        </Notice>
      ) : (
        <ProblemNotice error={problem} />
      )}
      <Button kind="secondary" big icon="verified_user" busy={busy} onClick={() => void use()}>
        {busy ? t('passkey.waiting') : t('passkey.use')}
      </Button>
    </>
  );
}
