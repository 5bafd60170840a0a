import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import {
  adviceKeys,
  type MatterOverride,
  matterClasses,
  matterGroups,
  matterOverrideSchema,
} from '../../domain/calls/record.ts';
import { useApi, useRead } from '../api/hooks.ts';
import {
  Checkbox,
  CheckList,
  DateField,
  FormFrame,
  RadioTiles,
  Select,
  TextArea,
  TextField,
  useForm,
} from '../forms/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Button, Columns, EmptyState, Loaded, Page, Section, Timeline, useFormat, WhyWeAsk } from '../ui/index.ts';
import { useMatterName } from './matter-name.ts';
import type { MattersView, MatterView } from './types.ts';
import { useSaved } from './use-saved.ts';

/** 'Scooter indoors' becomes 'scooterIndoors': a code that never changes, made once from the English name. */
function codeFrom(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .trim()
    .split(/\s+/);
  const code = words
    .map((word, at) => (at === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return code.replace(/^[^a-z]+/, '').slice(0, 40);
}

function MatterForm({ matter, today }: { readonly matter: MatterView | null; readonly today: string }) {
  const { t } = useTranslation(['setup', 'terms']);
  const api = useApi();
  const own = matter === null || matter.shippedClass === null;
  const form = useForm({
    id: `setup:matter:${matter?.code ?? 'new'}`,
    initial: {
      label: { en: matter?.label?.en ?? '', es: matter?.label?.es ?? '' },
      group: (matter?.group ?? '') as string,
      class: (matter?.class ?? '') as string,
      advice: (matter?.advice ?? []) as readonly string[],
      listed: matter?.listed ?? true,
      holdsFrom: today,
      reason: '',
    },
    schema: matterOverrideSchema,
    prepare: (values) => ({
      ...values,
      code: matter?.code ?? codeFrom(values.label.en),
      label: own ? values.label : null,
    }),
    submit: (value) => api.post<MatterOverride>('/setup/matters', value),
    onSaved: useSaved('/setup/matters'),
    renameField: (path) => (path === 'code' || path === 'label' ? 'label.en' : path),
  });
  return (
    <FormFrame form={form}>
      {own ? (
        <>
          <Columns>
            <TextField name="label.en" label={t('matters.nameEn')} maxLength={80} />
            <TextField name="label.es" label={t('matters.nameEs')} maxLength={80} />
          </Columns>
          <Select
            name="group"
            label={t('matters.group')}
            options={matterGroups.map((group) => ({ value: group, label: t(`terms:matterGroup.${group}`) }))}
          />
        </>
      ) : null}
      <RadioTiles
        name="class"
        label={t('matters.classAsk')}
        hint={<WhyWeAsk principle="3">{t('matters.why')}</WhyWeAsk>}
        options={matterClasses.map((one) => ({
          value: one,
          label: t(`terms:matterClass.${one}`),
          hint: t(`matters.hint.${one}`),
        }))}
      />
      <CheckList
        name="advice"
        label={t('matters.advice')}
        hint={t('matters.adviceHint')}
        optional
        layout="grid"
        options={adviceKeys.map((key) => ({ value: key, label: t(`terms:advice.${key}`) }))}
      />
      {matter === null ? null : <Checkbox name="listed" label={t('matters.listed')} hint={t('matters.listedHint')} />}
      <DateField name="holdsFrom" label={t('matters.holdsFrom')} hint={t('matters.holdsFromHint')} min={today} />
      <TextArea name="reason" label={t('matters.reason')} hint={t('matters.reasonHint')} rows={3} maxLength={500} />
      <Button type="submit" busy={form.submitting}>
        {t(matter === null ? 'matters.add' : 'matters.change')}
      </Button>
    </FormFrame>
  );
}

function History({ matter }: { readonly matter: MatterView }) {
  const { t } = useTranslation(['setup', 'terms']);
  const format = useFormat();
  if (matter.changes.length === 0) return <EmptyState title={t('matters.noHistory')} />;
  return (
    <Timeline
      label={t('matters.history')}
      entries={matter.changes.map((change) => ({
        key: change.holdsFrom,
        when: t('matters.from', { day: format.day(change.holdsFrom) }),
        ...(change.setBy === null ? {} : { who: change.setBy }),
        title: change.listed ? t(`terms:matterClass.${change.class}`) : t('matters.offList'),
        detail: change.reason,
      }))}
    />
  );
}

/** One behaviour: what it counts as from a day on, why, and what it counted as before. */
export default function MatterPage() {
  const { t } = useTranslation(['setup', 'terms']);
  const nameOf = useMatterName();
  const { code = 'new' } = useParams();
  const view = useRead<MattersView>('/setup/matters');
  return (
    <Loaded read={view}>
      {({ matters, today }) => {
        const matter = matters.find((one) => one.code === code) ?? null;
        if (matter === null && code !== 'new') return <NotFound />;
        return (
          <Page
            title={matter === null ? t('matters.add') : nameOf(matter)}
            {...(matter === null ? {} : { kicker: t(`terms:matterGroup.${matter.group}`) })}
            back={{ to: '/setup/matters', label: t('step.matters.title') }}
          >
            <MatterForm matter={matter} today={today} />
            {matter === null ? null : (
              <Section title={t('matters.history')}>
                <History matter={matter} />
              </Section>
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}
