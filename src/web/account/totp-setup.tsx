import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { asProblem, type Problem } from '../api/problem.ts';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { digitsCode } from '../session/steps.tsx';
import { api, renewSessionToken } from '../session/store.ts';
import { Button, ProblemNotice, Stack } from '../ui/index.ts';
import { Copy } from './copy.tsx';
import { Qr } from './qr.tsx';
import type { NewTotp, RecoveryCodes } from './types.ts';

/** Letters in fours: so they can be typed from the screen into a phone. */
const inFours = (key: string): string => key.replace(/(.{4})(?=.)/g, '$1 ');

/** Sets up an authenticator app: its key as a picture, as a link and as text, then a code that proves that it came over. */
export function TotpSetup(props: {
  readonly button: string;
  /** It is what the page is for. */
  readonly main?: boolean;
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onCancel?: () => void;
}) {
  const [totp, setTotp] = useState<NewTotp | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { t } = useTranslation('account');
  const { main = false } = props;
  async function begin(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      setTotp(await api.post<NewTotp>('/api/account/totp', {}));
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  }
  if (totp !== null) return <Confirm totp={totp} {...props} />;
  return (
    <Stack>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Button kind={main ? 'primary' : 'secondary'} big={main} busy={busy} icon="phone" onClick={() => void begin()}>
        {props.button}
      </Button>
    </Stack>
  );
}

function Confirm({
  totp,
  onCodes,
  onCancel,
}: {
  readonly totp: NewTotp;
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useTranslation('account');
  const title = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone; one reads on from here.
  useEffect(() => title.current?.focus(), []);
  const form = useForm({
    id: null,
    initial: { code: '' },
    schema: z.object({ code: digitsCode }),
    prepare: ({ code }) => ({ code: code.replace(/[\s-]/g, '') }),
    submit: async (value) => {
      const made = await api.post<RecoveryCodes>('/api/account/totp/confirm', value);
      await renewSessionToken();
      return made;
    },
    onSaved: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  return (
    <Stack gap={3}>
      <h2 ref={title} tabIndex={-1}>
        {t('totp.title')}
      </h2>
      <ol className="osr-steps">
        <li>{t('totp.install')}</li>
        <li>
          {t('totp.scan')}
          <div className="osr-qr-frame">
            <Qr svg={totp.qrSvg} label={t('totp.qr')} />
          </div>
          <p>
            <a className="osr-target" href={totp.uri}>
              {t('totp.open')}
            </a>
          </p>
          <p>{t('totp.type')}</p>
          <p>
            <code className="osr-link-text">{inFours(totp.secret)}</code>
          </p>
          <Copy text={totp.secret} label={t('totp.copy')} />
        </li>
        <li>{t('totp.enter')}</li>
      </ol>
      <FormFrame form={form}>
        <TextField
          name="code"
          label={t('code.label')}
          hint={t('code.hint')}
          autoComplete="one-time-code"
          inputMode="numeric"
          width="medium"
        />
        <Button type="submit" big busy={form.submitting}>
          {t('totp.confirm')}
        </Button>
      </FormFrame>
      {onCancel === undefined ? null : (
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
    </Stack>
  );
}
