import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { api } from '../session/store.ts';
import { Card, ConfirmInline, ProblemNotice, Section, Stack, useFormat } from '../ui/index.ts';
import { PasskeySetup } from './passkey-setup.tsx';
import type { PasskeyLine, Security } from './types.ts';

/** The passkeys of the account: add one on this device, see when each was used, remove one that is gone. */
export function PasskeysSection({ view, onChanged }: { readonly view: Security; readonly onChanged: () => void }) {
  const { t } = useTranslation('account');
  return (
    <Section title={t('passkey.title')}>
      <Stack>
        <p>{t('passkey.what')}</p>
        {view.passkeys.map((passkey) => (
          <Passkey key={passkey.id} passkey={passkey} onChanged={onChanged} />
        ))}
        <PasskeySetup onAdded={onChanged} />
      </Stack>
    </Section>
  );
}

function Passkey({ passkey, onChanged }: { readonly passkey: PasskeyLine; readonly onChanged: () => void }) {
  const { t } = useTranslation('account');
  const format = useFormat();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function remove(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await api.remove(`/api/account/passkeys/${passkey.id}`);
      onChanged();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
      setBusy(false);
    }
  }
  return (
    <Card title={passkey.name}>
      <p className="osr-small">
        {t('passkey.since', { when: format.dateTime(passkey.createdAt) })}{' '}
        {passkey.lastUsedAt === null
          ? t('passkey.neverUsed')
          : t('passkey.lastUsed', { when: format.dateTime(passkey.lastUsedAt) })}
      </p>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <ConfirmInline
        ask={t('passkey.remove')}
        question={t('passkey.removeQuestion', { name: passkey.name })}
        confirm={t('passkey.removeConfirm')}
        busy={busy}
        onConfirm={() => void remove()}
      />
    </Card>
  );
}
