import { useTranslation } from 'react-i18next';
import { type DisparityProfile, disparityProfileSchema } from '../../domain/disparities/record.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { DateField, FormFrame, NumberField, RadioTiles, TextField, useForm } from '../forms/index.ts';
import { Button, EmptyState, Loaded, Page, Section, Stack, Timeline, useFormat, WhyWeAsk } from '../ui/index.ts';
import { StateFiguresFields, type TypedFigures } from './state-figures.tsx';
import type { DisparityView } from './types.ts';
import { useSaved } from './use-saved.ts';

const numbers = ['minimumCell', 'minimumN', 'yearsPooled', 'threshold', 'falseDiscoveryRate'] as const;
const small = ['exact', 'midP'] as const;

function ProfileForm({ view }: { readonly view: DisparityView }) {
  const { t } = useTranslation('setup');
  const api = useApi();
  const { current } = view;
  const form = useForm({
    id: 'setup:disparity',
    initial: {
      ...current,
      // Typed and read as 'of a hundred'.
      falseDiscoveryRate: (current.falseDiscoveryRate * 100) as number | string | null,
      stateFigures: current.stateFigures as readonly TypedFigures[],
      holdsFrom: view.today,
    },
    schema: disparityProfileSchema,
    prepare: (values) => ({
      ...values,
      falseDiscoveryRate:
        typeof values.falseDiscoveryRate === 'number' ? values.falseDiscoveryRate / 100 : values.falseDiscoveryRate,
    }),
    submit: (value) => api.post<DisparityProfile>('/setup/disparity', value),
    onSaved: useSaved('/setup'),
  });
  return (
    <FormFrame form={form}>
      {numbers.map((name) => (
        <NumberField
          key={name}
          name={name}
          label={t(`measuring.${name}.label`)}
          unit={t(`measuring.${name}.unit`)}
          hint={<WhyWeAsk principle="7">{t(`measuring.${name}.why`)}</WhyWeAsk>}
        />
      ))}
      <RadioTiles
        name="smallCounts"
        label={t('measuring.smallCounts.label')}
        hint={<WhyWeAsk principle="7">{t('measuring.smallCounts.why')}</WhyWeAsk>}
        options={small.map((value) => ({
          value,
          label: t(`measuring.smallCounts.${value}`),
          hint: t(`measuring.smallCounts.${value}Hint`),
        }))}
      />
      <TextField name="source" label={t('measuring.source')} hint={t('measuring.sourceHint')} maxLength={300} />
      <StateFiguresFields
        view={view}
        figures={form.values.stateFigures}
        onChange={(stateFigures) => form.update({ stateFigures })}
      />
      <DateField name="holdsFrom" label={t('measuring.holdsFrom')} hint={t('measuring.holdsFromHint')} />
      <Button type="submit" busy={form.submitting}>
        {t('save')}
      </Button>
    </FormFrame>
  );
}

function History({ versions }: { readonly versions: DisparityView['versions'] }) {
  const { t } = useTranslation('setup');
  const format = useFormat();
  if (versions.length === 0) return <EmptyState title={t('measuring.shipped')} />;
  const summary = (profile: DisparityProfile): string =>
    [
      ...numbers.map((name) => {
        const value = name === 'falseDiscoveryRate' ? profile[name] * 100 : profile[name];
        return `${t(`measuring.${name}.label`)}: ${format.number(value)} ${t(`measuring.${name}.unit`)}`;
      }),
      t('measuring.figuresCount', { count: profile.stateFigures.length }),
    ].join(' · ');
  return (
    <Timeline
      label={t('measuring.history')}
      entries={versions.map(({ profile, setBy }) => ({
        key: profile.holdsFrom,
        when: t('matters.from', { day: format.day(profile.holdsFrom) }),
        ...(setBy === null ? {} : { who: setBy }),
        title: profile.source,
        detail: summary(profile),
      }))}
    />
  );
}

/** How disparities are measured: a state's profile with its source, and the versions that held before (P7.7). */
export default function DisparityPage() {
  const { t } = useTranslation('setup');
  const read = useRead<DisparityView>('/setup/disparity');
  return (
    <Page
      title={t('measuring.title')}
      kicker={read.data?.state}
      lead={t('measuring.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
    >
      <Loaded read={read}>
        {(view) => (
          <Stack gap={4}>
            <ProfileForm view={view} />
            <Section title={t('measuring.history')}>
              <History versions={view.versions} />
            </Section>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
