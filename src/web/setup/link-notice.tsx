import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice } from '../ui/index.ts';

/** What became of the link with which somebody sets a password. */
export type GivenLink = { readonly link: string | null; readonly mailed: boolean };

/** Says how somebody gets in: by a link in a mail, by a link to hand over, or with the account they have already. */
export function LinkNotice({ given, name }: { readonly given: GivenLink; readonly name: string }) {
  const { t } = useTranslation('setup');
  if (given.link !== null) return <ShownLink link={given.link} name={name} />;
  return (
    <Notice kind="success" live>
      {t(given.mailed ? 'link.mailed' : 'newProgram.knows', { name })}
    </Notice>
  );
}

/** The link to hand over. It is shown once; the server keeps only its digest. */
function ShownLink({ link, name }: { readonly link: string; readonly name: string }) {
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
