import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Checkbox, FormFrame, useForm } from '../forms/index.ts';
import { Button, Buttons, Notice, Stack } from '../ui/index.ts';
import { Copy } from './copy.tsx';

const kept = z.object({ kept: z.boolean().refine((value) => value, { message: 'account.codesNotKept' }) });

/** Saves the codes as a file without the network: they leave this page only to the person's own device. */
function download(codes: readonly string[], name: string): void {
  const url = URL.createObjectURL(new Blob([`${codes.join('\r\n')}\r\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The recovery codes, shown this once: to print, copy or download, and a tick before they are gone. */
export function RecoveryCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const { t } = useTranslation('account');
  const title = useRef<HTMLHeadingElement>(null);
  // The code field that had the focus is gone.
  useEffect(() => title.current?.focus(), []);
  const form = useForm({
    id: null,
    initial: { kept: false },
    schema: kept,
    submit: () => Promise.resolve(null),
    onSaved: onKept,
  });
  return (
    <Stack gap={3}>
      <h2 ref={title} tabIndex={-1}>
        {t('codes.title')}
      </h2>
      <Notice kind="warning">
        <p>{t('codes.text')}</p>
      </Notice>
      <ul className="osr-codes" aria-label={t('codes.title')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Buttons>
        <Button kind="secondary" icon="print" onClick={() => window.print()}>
          {t('codes.print')}
        </Button>
        <Button kind="secondary" icon="file_download" onClick={() => download(codes, t('codes.file'))}>
          {t('codes.download')}
        </Button>
        <Copy text={codes.join('\n')} label={t('codes.copy')} />
      </Buttons>
      <FormFrame form={form}>
        <Checkbox name="kept" label={t('codes.kept')} />
        <Button type="submit" big>
          {t('codes.go')}
        </Button>
      </FormFrame>
    </Stack>
  );
}
