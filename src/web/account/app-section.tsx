import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { api } from '../session/store.ts';
import { Button, ConfirmInline, Notice, ProblemNotice, Section, Stack, StatusTag, useFormat } from '../ui/index.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpSetup } from './totp-setup.tsx';
import type { RecoveryCodes as Codes, Security } from './types.ts';

/** So few are left that new ones should be made. */
const FEW = 3;

/** The authenticator app and the recovery codes that stand in for it. */
export function AppSection({ view, onChanged }: { readonly view: Security; readonly onChanged: () => void }) {
  const { t } = useTranslation('account');
  const format = useFormat();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  /** Grows when the person gives up setting up: it begins anew. */
  const [tries, setTries] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { confirmedAt } = view.totp;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  const onKept = (): void => {
    setCodes(null);
    onChanged();
  };
  const set = confirmedAt !== null;
  return (
    <>
      <Section title={t('app.title')}>
        <Stack>
          <p>
            {set ? (
              <StatusTag tone="good">{t('app.since', { when: format.dateTime(confirmedAt) })}</StatusTag>
            ) : (
              <StatusTag tone={view.required ? 'warning' : 'neutral'}>{t('app.none')}</StatusTag>
            )}
          </p>
          {view.required ? <p>{t('app.required')}</p> : null}
          {problem === null ? null : <ProblemNotice error={problem} />}
          {codes === null ? (
            <TotpSetup
              key={tries}
              button={t(set ? 'app.replace' : 'app.setUp')}
              onCodes={setCodes}
              onCancel={() => setTries(tries + 1)}
            />
          ) : (
            <RecoveryCodes codes={codes} onKept={onKept} />
          )}
          {set && codes === null ? (
            <ConfirmInline
              ask={t('app.remove')}
              question={t('app.removeQuestion')}
              confirm={t('app.removeConfirm')}
              busy={busy}
              onConfirm={() =>
                void attempt(async () => {
                  await api.remove('/api/account/totp');
                  onChanged();
                })
              }
            />
          ) : null}
        </Stack>
      </Section>
      {set && codes === null ? (
        <Section title={t('codes.title')}>
          <Stack>
            {view.recoveryCodesLeft <= FEW ? (
              <Notice kind="warning">{t('codes.left', { count: view.recoveryCodesLeft })}</Notice>
            ) : (
              <p>{t('codes.left', { count: view.recoveryCodesLeft })}</p>
            )}
            <p>{t('codes.renewText')}</p>
            <Button
              kind="secondary"
              busy={busy}
              onClick={() =>
                void attempt(async () => {
                  const { recoveryCodes } = await api.post<Codes>('/api/account/recovery-codes', {});
                  setCodes(recoveryCodes);
                })
              }
            >
              {t('codes.renew')}
            </Button>
          </Stack>
        </Section>
      ) : null}
    </>
  );
}
