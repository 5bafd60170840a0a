import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useApi, useRead } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { DateField, Select } from '../forms/index.ts';
import { useProgram, useSession } from '../session/session.tsx';
import {
  Button,
  ButtonLink,
  Columns,
  Disclosure,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  ProblemNotice,
  Section,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import type { IncidentList, IncidentRow } from './types.ts';
import { useMatters, useTerms } from './use-terms.ts';

/** Incidents in reach: for an officer the drafts first, with what each still needs; then what is filed. */
export default function ListPage() {
  const { t } = useTranslation('incidents');
  const { can } = useSession();
  const writes = can('incident.write');
  // Fetched ahead, so that an incident can be begun where the network is gone when it is needed.
  useEffect(() => {
    if (writes) void Promise.allSettled([import('./start-page.tsx'), import('./write-page.tsx')]);
  }, [writes]);
  return (
    <Page
      title={t('list.title')}
      wide
      actions={
        writes ? (
          <ButtonLink to="/incidents/new" icon="add" big>
            {t('list.start')}
          </ButtonLink>
        ) : undefined
      }
    >
      {writes ? <Drafts /> : null}
      <Filed />
    </Page>
  );
}

function Drafts() {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  const { label } = useMatters();
  const read = useRead<IncidentList>('/incidents', { state: 'draft', mine: 'true', limit: 100 });
  return (
    <Section title={t('list.drafts')}>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('list.noDrafts')} />
          ) : (
            <LinkList
              label={t('list.drafts')}
              rows={items.map((row) => ({
                key: row.id,
                to: `/incidents/${row.id}/write/${row.missing === 0 ? 'check' : 'what'}`,
                title: row.matter === null ? t('list.untitled') : label(row.matter),
                detail: `${row.school.name} · ${format.dateTime(row.occurredAt)}`,
                end: (
                  <StatusTag tone={row.missing === 0 ? 'good' : 'due'}>
                    {row.missing === 0 ? t('list.ready') : t('list.left', { count: row.missing ?? 0 })}
                  </StatusTag>
                ),
              }))}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

const filters = [
  'schoolId',
  'schoolYear',
  'from',
  'to',
  'matter',
  'origin',
  'action',
  'outcome',
  'officerId',
  'reached',
] as const;

function Filed() {
  const { t } = useTranslation(['incidents', 'terms']);
  const api = useApi();
  const [query] = useSearchParams();
  const asked = Object.fromEntries(filters.map((name) => [name, query.get(name)]));
  const shown = { state: 'filed', ...asked, limit: 30 };
  const read = useRead<IncidentList>('/incidents', shown);
  const [more, setMore] = useState<IncidentList | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const first = read.data;
  // A new first page (another filter, or something changed) makes the later pages stale.
  useEffect(() => {
    if (first !== undefined) setMore(null);
  }, [first]);
  const next = more === null ? (first?.next ?? null) : more.next;
  const load = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const page = await api.get<IncidentList>('/incidents', { query: { ...shown, before: next } });
      setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next });
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t('list.filed')}>
      <Filters />
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('list.none')}>
              <p>{t('list.noneText')}</p>
            </EmptyState>
          ) : (
            <Rows rows={[...items, ...(more?.items ?? [])]} />
          )
        }
      </Loaded>
      {problem === null ? null : <ProblemNotice error={problem} />}
      {next === null ? null : (
        <Button kind="secondary" busy={busy} onClick={() => void load()}>
          {t('web:list.more')}
        </Button>
      )}
    </Section>
  );
}

function Rows({ rows }: { readonly rows: readonly IncidentRow[] }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const format = useFormat();
  const { label } = useMatters();
  const now = new Date().toISOString();
  const tag = (row: IncidentRow) => {
    if (row.waiting.length === 0) return <StatusTag tone="good">{t('list.answered')}</StatusTag>;
    const late = row.waiting.some((one) => one.dueAt < now);
    const sides = format.list(row.waiting.map((one) => t(`terms:reviewSide.${one.side}`)));
    return <StatusTag tone={late ? 'bad' : 'info'}>{t(late ? 'list.late' : 'list.waiting', { sides })}</StatusTag>;
  };
  return (
    <LinkList
      label={t('list.filed')}
      rows={rows.map((row) => ({
        key: row.id,
        to: `/incidents/${row.id}`,
        title: label(row.matter),
        detail: [
          format.dateTime(row.occurredAt),
          row.school.name,
          row.officer.name,
          t('list.students', { count: row.studentCount }),
          ...[...new Set(row.actions)].map((kind) => t(`terms:actionKind.${kind}`)),
          ...(row.state === 'amended' ? [t('terms:incidentState.amended')] : []),
        ].join(' · '),
        end: tag(row),
      }))}
    />
  );
}

/** The same filters as in the address, so that a number elsewhere can lead to the records behind it. */
function Filters() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { schools } = useProgram();
  const { choices } = useTerms();
  const [query, setQuery] = useSearchParams();
  const set = (name: string, value: string): void => {
    setQuery(
      (now) => {
        const changed = new URLSearchParams(now);
        if (value === '') changed.delete(name);
        else changed.set(name, value);
        return changed;
      },
      { replace: true },
    );
  };
  const value = (name: string): string => query.get(name) ?? '';
  const active = filters.filter((name) => query.has(name)).length;
  return (
    <Disclosure title={active === 0 ? t('list.filter') : t('list.filterOn', { count: active })}>
      <Columns>
        {schools.length < 2 ? null : (
          <Select
            name="schoolId"
            label={t('list.school')}
            empty={t('list.any')}
            options={schools.map((school) => ({ value: school.id, label: school.name }))}
            value={value('schoolId')}
            onChange={(next) => set('schoolId', next)}
          />
        )}
        <Select
          name="origin"
          label={t('list.origin')}
          empty={t('list.any')}
          options={choices('originKind', ['called', 'selfInitiated'])}
          value={value('origin')}
          onChange={(next) => set('origin', next)}
        />
        <Select
          name="action"
          label={t('list.action')}
          empty={t('list.any')}
          options={choices('actionKind', [
            'detention',
            'restraint',
            'force',
            'search',
            'seizure',
            'interrogation',
            'citation',
            'ticket',
            'arrest',
            'courtReferral',
            'charge',
          ])}
          value={value('action')}
          onChange={(next) => set('action', next)}
        />
        <DateField name="from" label={t('list.from')} value={value('from')} onChange={(next) => set('from', next)} />
        <DateField name="to" label={t('list.to')} value={value('to')} onChange={(next) => set('to', next)} />
      </Columns>
      {active === 0 ? null : (
        <Button kind="quiet" onClick={() => setQuery({}, { replace: true })}>
          {t('list.all')}
        </Button>
      )}
    </Disclosure>
  );
}
