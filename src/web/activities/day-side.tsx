import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copsRoles, triadRoles } from '../../domain/activities/record.ts';
import type { DayTotals, DocumentationTime as Documentation } from '../../domain/activities/rules.ts';
import { useApi, useReadParts, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { DutyList } from '../obligations/duty-list.tsx';
import type { Duties } from '../obligations/types.ts';
import {
  ConfirmInline,
  Disclosure,
  Facts,
  LoadedParts,
  ProblemNotice,
  Section,
  Stack,
  StatusTag,
  Table,
  useFormat,
  useToast,
} from '../ui/index.ts';

/** What waits for the officer, each with a way there; the same duties as on their own page. */
export function Due() {
  const { t } = useTranslation('activities');
  const duties = useReadParts<Duties>('/duties', { limit: 10 }, { refreshMs: 60_000 });
  return (
    <Section title={t('day.due')}>
      <LoadedParts read={duties} rows={(part) => part.items}>
        {(list) => (list.length === 0 ? <p>{t('day.nothingDue')}</p> : <DutyList duties={list} />)}
      </LoadedParts>
    </Section>
  );
}

/** Planned beside real documentation time; more than planned is flagged, never blamed (P7.10). */
export function DocumentationTime({ time, closed }: { readonly time: Documentation; readonly closed: boolean }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  return (
    <Section title={t('day.documentation')}>
      <p>
        {t('day.documentationLine', { real: format.minutes(time.real), planned: format.minutes(time.planned) })}{' '}
        {time.state === 'overload' ? <StatusTag tone="warning">{t('day.overload')}</StatusTag> : null}
        {time.state === 'notUsed' && closed ? <StatusTag>{t('day.notUsed')}</StatusTag> : null}
      </p>
      {time.state === 'overload' ? <p className="osr-small">{t('day.overloadHint')}</p> : null}
    </Section>
  );
}

/** The same minutes by the COPS Office's four roles and by NASRO's three: both add up to the same (D3). */
export function RoleTotals({ totals }: { readonly totals: DayTotals }) {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const columns = [
    { key: 'role', header: t('day.role'), cell: (row: Split) => row.label },
    { key: 'time', header: t('day.time'), cell: (row: Split) => format.minutes(row.minutes), numeric: true },
  ];
  const all = { key: 'all', label: t('day.all'), minutes: totals.minutes };
  const cops = copsRoles.map((role) => ({
    key: role,
    label: t(`terms:copsRole.${role}`),
    minutes: totals.byRole[role] ?? 0,
  }));
  const triad = triadRoles.map((role) => ({
    key: role,
    label: t(`terms:triad.${role}`),
    minutes: totals.byTriad[role] ?? 0,
  }));
  return (
    <Disclosure title={t('day.byRole')}>
      <Stack gap={3}>
        <Facts
          facts={[
            { term: t('day.contacts'), value: format.number(totals.positiveContacts) },
            { term: t('day.reached'), value: format.number(totals.peopleReached) },
          ]}
        />
        <Table caption={t('day.cops')} columns={columns} rows={[...cops, all]} rowKey={(row) => row.key} />
        <Table caption={t('day.triad')} columns={columns} rows={[...triad, all]} rowKey={(row) => row.key} />
      </Stack>
    </Disclosure>
  );
}

type Split = { readonly key: string; readonly label: string; readonly minutes: number };

/** Closing cannot be undone, so it asks once, in place. */
export function CloseDay({ date }: { readonly date: string }) {
  const { t } = useTranslation(['activities', 'common']);
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function close(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await api.post('/day/close', { date });
      await stale('/day', '/activities');
      toast.say(t('day.closedToast'));
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <ConfirmInline
        ask={t('day.close')}
        question={t('day.closeQuestion')}
        confirm={t('day.closeYes')}
        busy={busy}
        onConfirm={() => void close()}
      />
    </div>
  );
}
