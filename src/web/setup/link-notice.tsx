import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice } from '../ui/index.ts';

/** The link with which somebody sets a password. It is shown once; the server keeps only its digest. */
export function LinkNotice({ link, name }: { readonly link: string; readonly name: string }) {
  const { t } = useTranslation('setup');
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <Notice kind="success" title={t('link.title', { name })} live>
      <p>{t('link.text')}</p>
      <p>
        <code className="osr-link-text">{link}</code>
      </p>
      <Button
        kind="secondary"
        onClick={() => {
          navigator.clipboard.writeText(link).then(
            () => setCopied(true),
            // Some browsers refuse: the link is there to be selected by hand.
            () => setCopied(false),
          );
        }}
      >
        {t('link.copy')}
      </Button>
      <p role="status">{copied === null ? '' : t(copied ? 'link.copied' : 'link.notCopied')}</p>
    </Notice>
  );
}
