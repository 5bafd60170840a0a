import { useTranslation } from 'react-i18next';
import { alwaysSecondFactor, type SignInPolicy, signInPolicySchema } from '../../domain/accounts/policy.ts';
import { programRoles } from '../../domain/partnerships/setup.ts';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { Checkbox, CheckList, FormFrame, NumberField, useForm } from '../forms/index.ts';
import {
  Button,
  ButtonLink,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  Section,
  Stack,
  StatusTag,
  useToast,
} from '../ui/index.ts';
import type { ProviderView } from './sign-in-types.ts';

/** Roles of the list that a program may choose; the others need a second step always. */
const choosable = programRoles.filter((role) => !alwaysSecondFactor.includes(role));
const fixed = programRoles.filter((role) => alwaysSecondFactor.includes(role));

function PolicyForm({ policy }: { readonly policy: SignInPolicy }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const form = useForm({
    id: 'setup:signIn',
    initial: policy,
    schema: signInPolicySchema,
    submit: (value) => api.put<SignInPolicy>('/sign-in/policy', value),
    onSaved: () => {
      toast.saved();
      void stale('/sign-in');
    },
  });
  const days = t('policy.days');
  return (
    <FormFrame form={form}>
      <p>{t('policy.always', { roles: fixed.map((role) => t(`common:roles.${role}`)).join(', ') })}</p>
      <CheckList
        name="secondFactorRoles"
        label={t('policy.secondFactorRoles')}
        hint={t('policy.secondFactorRolesHint')}
        options={choosable.map((role) => ({ value: role, label: t(`common:roles.${role}`) }))}
      />
      <NumberField name="idleMinutes" label={t('policy.idleMinutes')} hint={t('policy.idleMinutesHint')} />
      <NumberField
        name="lockAfterFailures"
        label={t('policy.lockAfterFailures')}
        hint={t('policy.lockAfterFailuresHint')}
      />
      <NumberField
        name="passwordMinLength"
        label={t('policy.passwordMinLength')}
        hint={t('policy.passwordMinLengthHint')}
      />
      <NumberField
        name="passwordMaxAgeDays"
        label={t('policy.passwordMaxAgeDays')}
        hint={t('policy.passwordMaxAgeDaysHint')}
        unit={days}
        optional
      />
      <NumberField
        name="disableAfterInactiveDays"
        label={t('policy.disableAfterInactiveDays')}
        hint={t('policy.disableAfterInactiveDaysHint')}
        unit={days}
        optional
      />
      <Checkbox name="passwordSignIn" label={t('policy.passwordSignIn')} hint={t('policy.passwordSignInHint')} />
      <Button type="submit" busy={form.submitting}>
        {t('policy.save')}
      </Button>
    </FormFrame>
  );
}

function Providers() {
  const { t } = useTranslation('account');
  const providers = useRead<readonly ProviderView[]>('/sign-in/providers');
  return (
    <Section
      title={t('provider.title')}
      action={
        <ButtonLink kind="secondary" to="/setup/sign-in/providers/new" icon="add">
          {t('provider.add')}
        </ButtonLink>
      }
    >
      <Stack>
        <p>{t('provider.text')}</p>
        <Loaded read={providers}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState title={t('provider.none')} />
            ) : (
              <LinkList
                label={t('provider.title')}
                rows={list.map((provider) => ({
                  key: provider.id,
                  to: `/setup/sign-in/providers/${provider.id}`,
                  title: provider.name,
                  detail: t(`singleSignOn:kind.${provider.kind}`),
                  end: provider.active ? (
                    <StatusTag tone="good">{t('provider.on')}</StatusTag>
                  ) : (
                    <StatusTag>{t('provider.off')}</StatusTag>
                  ),
                }))}
              />
            )
          }
        </Loaded>
      </Stack>
    </Section>
  );
}

/** How people of the program sign in: its rules, and the providers of single sign-on. */
export default function SignInSetupPage() {
  const { t } = useTranslation(['account', 'setup', 'singleSignOn']);
  const policy = useRead<SignInPolicy>('/sign-in/policy');
  return (
    <Page title={t('policy.title')} lead={t('policy.lead')} back={{ to: '/setup', label: t('setup:hub.title') }}>
      <Loaded read={policy}>{(value) => <PolicyForm policy={value} />}</Loaded>
      <Providers />
    </Page>
  );
}
