import { useTranslation } from 'react-i18next';
import { Section, Stack, useFormat } from '../ui/index.ts';
import { PasskeySetup } from './passkey-setup.tsx';
import { Removable } from './removable.tsx';
import type { Security } from './types.ts';

/** The passkeys of the account: add one on this device, see when each was used, remove one that is gone. */
export function PasskeysSection({ view, onChanged }: { readonly view: Security; readonly onChanged: () => void }) {
  const { t } = useTranslation('account');
  const format = useFormat();
  return (
    <Section title={t('passkey.title')}>
      <Stack>
        <p>{t('passkey.what')}</p>
        {view.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
          <Removable
            key={id}
            title={name}
            url={`/api/account/passkeys/${id}`}
            ask={t('passkey.remove')}
            question={t('passkey.removeQuestion', { name })}
            confirm={t('passkey.removeConfirm')}
            onRemoved={onChanged}
          >
            {t('passkey.since', { when: format.dateTime(createdAt) })}{' '}
            {lastUsedAt === null
              ? t('passkey.neverUsed')
              : t('passkey.lastUsed', { when: format.dateTime(lastUsedAt) })}
          </Removable>
        ))}
        <PasskeySetup onAdded={onChanged} />
      </Stack>
    </Section>
  );
}
