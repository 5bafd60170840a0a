import { useTranslation } from 'react-i18next';
import { type ProgramPolicy, programPolicySchema } from '../../domain/partnerships/record.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { Checkbox, DateField, FormFrame, NumberField, useForm } from '../forms/index.ts';
import { Button, EmptyState, Loaded, Page, Section, Timeline, useFormat, WhyWeAsk } from '../ui/index.ts';
import type { PolicyView } from './types.ts';
import { useSaved } from './use-saved.ts';

/** Each clock with its unit and the principle it serves. */
const clocks = [
  ['reviewSchoolDays', 'schoolDays', '7'],
  ['enforcementReviewSchoolDays', 'schoolDays', '4'],
  ['improperInvolvementSchoolDays', 'schoolDays', '3'],
  ['gateAfterwardsSchoolDays', 'schoolDays', '3'],
  ['documentationMinutesPerDay', 'minutes', '7'],
  ['repeatCallerThreshold', 'calls', '3'],
] as const;

function PolicyForm({ view }: { readonly view: PolicyView }) {
  const { t } = useTranslation('setup');
  const api = useApi();
  const form = useForm({
    id: 'setup:policy',
    initial: { ...view.current, holdsFrom: view.today },
    schema: programPolicySchema,
    submit: (value) => api.post<ProgramPolicy>('/setup/policy', value),
    onSaved: useSaved('/setup'),
  });
  return (
    <FormFrame form={form}>
      {clocks.map(([name, unit, principle]) => (
        <NumberField
          key={name}
          name={name}
          label={t(`policy.${name}.label`)}
          unit={t(`policy.unit.${unit}`)}
          hint={<WhyWeAsk principle={principle}>{t(`policy.${name}.why`)}</WhyWeAsk>}
        />
      ))}
      <Checkbox name="mailOn" label={t('policy.mailOn')} hint={t('policy.mailOnHint')} />
      <DateField name="holdsFrom" label={t('policy.holdsFrom')} hint={t('policy.holdsFromHint')} />
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

/** Clocks and choices, each with what it is for; the versions that held before. */
export default function PolicyPage() {
  const { t } = useTranslation('setup');
  const format = useFormat();
  const policy = useRead<PolicyView>('/setup/policy');
  const summary = (version: ProgramPolicy): string =>
    clocks
      .map(([name, unit]) => `${t(`policy.${name}.label`)}: ${version[name]} ${t(`policy.unit.${unit}`)}`)
      .join(' · ');
  return (
    <Page title={t('step.policy.title')} lead={t('policy.lead')} back={{ to: '/setup', label: t('hub.title') }}>
      <Loaded read={policy}>
        {(view) => (
          <>
            <PolicyForm view={view} />
            <Section title={t('policy.history')}>
              {view.versions.length === 0 ? (
                <EmptyState title={t('policy.shipped')} />
              ) : (
                <Timeline
                  label={t('policy.history')}
                  entries={view.versions.map((version) => ({
                    key: version.policy.holdsFrom,
                    when: t('matters.from', { day: format.day(version.policy.holdsFrom) }),
                    ...(version.setBy === null ? {} : { who: version.setBy }),
                    title: summary(version.policy),
                  }))}
                />
              )}
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}
