import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/index.ts';

/** Copies a text, and says whether it worked: some browsers refuse, and then it is selected by hand. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation('account');
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <div>
      <Button
        kind="secondary"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {label}
      </Button>
      <p role="status">{copied === null ? '' : t(copied ? 'copy.done' : 'copy.refused')}</p>
    </div>
  );
}
