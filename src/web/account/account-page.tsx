import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../session/store.ts';
import { EmptyState, Loaded, Page, Section, Stack, useFormat, useToast } from '../ui/index.ts';
import { AppSection } from './app-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';
import { PasswordForm } from './password-form.tsx';
import { Removable } from './removable.tsx';
import { SessionsSection } from './sessions-section.tsx';
import type { Security } from './types.ts';

/** Everything that opens one's own account, and where it is open now. */
export default function AccountPage() {
  const { t } = useTranslation('account');
  const format = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const security = useQuery({
    queryKey: ['account', 'security'],
    queryFn: ({ signal }) => api.get<Security>('/api/account/security', { signal }),
  });
  const changed = (): void => {
    toast.saved();
    void queries.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <Page title={t('page.title')} lead={t('page.lead')} back={{ to: '/me', label: t('web:nav.me') }}>
      <Loaded read={security}>
        {(view) => (
          <>
            <AppSection view={view} onChanged={changed} />
            <PasskeysSection view={view} onChanged={changed} />
            <Section title={t('password.title')}>
              <Stack>
                {view.password.changedAt === null ? null : (
                  <p>{t('password.changedAt', { when: format.day(view.password.changedAt.slice(0, 10)) })}</p>
                )}
                {view.password.set ? (
                  <PasswordForm
                    asksCurrent
                    minLength={view.rules.passwordMinLength}
                    submit={(value) => api.post('/api/account/password', value)}
                    onSaved={changed}
                  />
                ) : (
                  <p>{t('password.none')}</p>
                )}
              </Stack>
            </Section>
            <Section title={t('links.title')}>
              {view.links.length === 0 ? (
                <EmptyState title={t('links.none')} />
              ) : (
                <Stack>
                  {view.links.map(({ id, providerName, linkedAt }) => (
                    <Removable
                      key={id}
                      title={providerName}
                      url={`/api/account/links/${id}`}
                      ask={t('links.remove')}
                      question={t('links.removeQuestion', { name: providerName })}
                      confirm={t('links.removeConfirm')}
                      onRemoved={changed}
                    >
                      {t('links.since', { when: format.dateTime(linkedAt) })}
                    </Removable>
                  ))}
                </Stack>
              )}
            </Section>
          </>
        )}
      </Loaded>
      <SessionsSection onChanged={changed} />
    </Page>
  );
}
