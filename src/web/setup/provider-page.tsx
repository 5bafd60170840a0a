import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { z } from 'zod';
import { newProviderSchema, providerKinds } from '../../domain/accounts/provider.ts';
import { Copy } from '../account/copy.tsx';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { Checkbox, FormFrame, RadioTiles, TextField, useForm } from '../forms/index.ts';
import { CodeNotice } from '../session/code-notice.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Button, ConfirmInline, Loaded, Notice, Page, ProblemNotice, Section, Stack, useToast } from '../ui/index.ts';
import type { ProviderView } from './sign-in-types.ts';

const list = '/setup/sign-in';

/** An existing provider keeps its secret when none is written. */
const changeSchema = newProviderSchema.extend({ clientSecret: z.string().max(500).optional() });

/** The issuers that are the same for everybody, filled in with the kind. */
const issuerOf: Readonly<Record<string, string>> = {
  google: 'https://accounts.google.com',
  clever: 'https://clever.com',
  entra: 'https://login.microsoftonline.com/',
};

function ProviderForm({ provider }: { readonly provider: ProviderView | null }) {
  const { t } = useTranslation(['account', 'singleSignOn']);
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const navigate = useNavigate();
  const [id] = useState(() => provider?.id ?? newId());
  const form = useForm({
    // A secret is never kept on the device.
    id: null,
    initial: {
      name: provider?.name ?? '',
      kind: (provider?.kind ?? '') as string,
      issuer: provider?.issuer ?? '',
      clientId: provider?.clientId ?? '',
      clientSecret: '',
      emailDomains: provider?.emailDomains.join(', ') ?? '',
      tenant: provider?.tenant ?? '',
      trustsMfa: provider?.trustsMfa ?? false,
      enforcesMfa: provider?.enforcesMfa ?? false,
      active: provider?.active ?? true,
    },
    schema: provider === null ? newProviderSchema : changeSchema,
    prepare: ({ emailDomains, tenant, clientSecret, enforcesMfa, ...rest }) => ({
      ...rest,
      id,
      emailDomains: emailDomains.split(/[\s,;]+/).filter((domain) => domain !== ''),
      tenant: tenant.trim() === '' ? null : tenant,
      enforcesMfa: rest.trustsMfa && enforcesMfa,
      ...(provider !== null && clientSecret === '' ? {} : { clientSecret }),
    }),
    submit: ({ id: own, ...value }) =>
      provider === null
        ? api.post<unknown>('/sign-in/providers', { id: own, ...value })
        : api.patch<unknown>(`/sign-in/providers/${own}`, value),
    onSaved: () => {
      toast.saved();
      void stale('/sign-in');
      void navigate(list);
    },
    renameField: (path) => (path.startsWith('emailDomains') ? 'emailDomains' : path),
  });
  const { kind, trustsMfa } = form.values;
  return (
    <FormFrame form={form}>
      <RadioTiles
        name="kind"
        label={t('provider.kind')}
        options={providerKinds.map((one) => ({ value: one, label: t(`singleSignOn:kind.${one}`) }))}
        onChanged={(chosen) => {
          const known = Object.values(issuerOf);
          const { issuer } = form.values;
          if (issuer === '' || known.includes(issuer)) form.update({ kind: chosen, issuer: issuerOf[chosen] ?? '' });
        }}
      />
      <TextField name="name" label={t('provider.name')} hint={t('provider.nameHint')} maxLength={60} />
      <TextField
        name="issuer"
        label={t('provider.issuer')}
        hint={t(kind === 'entra' ? 'provider.issuerHintEntra' : 'provider.issuerHint')}
        inputMode="text"
        maxLength={300}
      />
      <TextField name="clientId" label={t('provider.clientId')} inputMode="text" maxLength={200} />
      <TextField
        name="clientSecret"
        type="password"
        label={t('provider.clientSecret')}
        hint={t(provider === null ? 'provider.secretHint' : 'provider.secretStays')}
        autoComplete="new-password"
        maxLength={500}
      />
      {kind === 'clever' ? (
        <TextField name="tenant" label={t('provider.tenant')} hint={t('provider.tenantHint')} inputMode="text" />
      ) : null}
      <TextField
        name="emailDomains"
        label={t('provider.emailDomains')}
        hint={t('provider.emailDomainsHint')}
        inputMode="text"
        optional={kind !== 'clever'}
      />
      <Checkbox name="trustsMfa" label={t('provider.trustsMfa')} hint={t('provider.trustsMfaHint')} />
      {trustsMfa ? (
        <Checkbox name="enforcesMfa" label={t('provider.enforcesMfa')} hint={t('provider.enforcesMfaHint')} />
      ) : null}
      <Checkbox name="active" label={t('provider.active')} hint={t('provider.activeHint')} />
      <Button type="submit" busy={form.submitting}>
        {t('policy.save')}
      </Button>
    </FormFrame>
  );
}

/** Asks the provider now, before somebody stands at the door. */
function Check({ provider }: { readonly provider: ProviderView }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const [found, setFound] = useState<{ readonly problem: string | null } | null>(null);
  const [failed, setFailed] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function ask(): Promise<void> {
    setBusy(true);
    setFailed(null);
    setFound(null);
    try {
      setFound(await api.post<{ readonly problem: string | null }>(`/sign-in/providers/${provider.id}/check`, {}));
    } catch (thrown) {
      setFailed(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section title={t('provider.check')}>
      <Stack>
        <p>{t('provider.checkText')}</p>
        {failed === null ? null : <ProblemNotice error={failed} />}
        {found === null ? null : found.problem === null ? (
          <Notice kind="success" live>
            {t('provider.answers')}
          </Notice>
        ) : (
          <CodeNotice code={found.problem} />
        )}
        <Button kind="secondary" busy={busy} onClick={() => void ask()}>
          {t('provider.check')}
        </Button>
      </Stack>
    </Section>
  );
}

function Remove({ provider }: { readonly provider: ProviderView }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const stale = useStale();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function remove(): Promise<void> {
    setBusy(true);
    try {
      await api.remove(`/sign-in/providers/${provider.id}`);
      void stale('/sign-in');
      void navigate(list);
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
      setBusy(false);
    }
  }
  return (
    <Section title={t('provider.remove')}>
      <Stack>
        {problem === null ? null : <ProblemNotice error={problem} />}
        <p>{t('provider.removeText')}</p>
        <ConfirmInline
          ask={t('provider.remove')}
          question={t('provider.removeQuestion', { name: provider.name })}
          confirm={t('provider.removeConfirm')}
          busy={busy}
          onConfirm={() => void remove()}
        />
      </Stack>
    </Section>
  );
}

/** One provider of single sign-on, and the address it must know of us. */
export default function ProviderPage() {
  const { t } = useTranslation(['account', 'singleSignOn']);
  const { providerId = 'new' } = useParams();
  const providers = useRead<readonly ProviderView[]>('/sign-in/providers');
  return (
    <Loaded read={providers}>
      {(all) => {
        const provider = all.find((one) => one.id === providerId) ?? null;
        if (provider === null && providerId !== 'new') return <NotFound />;
        // The same for all providers of this server; before the first, the address this page came from.
        const redirect = all[0]?.redirectUri ?? `${window.location.origin}/api/sign-in/callback`;
        return (
          <Page
            title={provider?.name ?? t('provider.add')}
            lead={t('provider.lead')}
            back={{ to: list, label: t('policy.title') }}
          >
            <Stack gap={3}>
              <Notice kind="info" title={t('provider.redirect')}>
                <p>{t('provider.redirectText')}</p>
                <p>
                  <code className="osr-link-text">{redirect}</code>
                </p>
                <Copy text={redirect} label={t('provider.copy')} />
              </Notice>
              <ProviderForm provider={provider} />
            </Stack>
            {provider === null ? null : (
              <>
                <Check provider={provider} />
                <Remove provider={provider} />
              </>
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}
