import { useTranslation } from 'react-i18next';
import type { Action } from '../../domain/access/permissions.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { ButtonLink, LinkList, Loaded, Notice, Page, Stack, StatusTag } from '../ui/index.ts';
import type { Overview, SetupStep } from './types.ts';

const pages: Readonly<Record<SetupStep, { readonly to: string; readonly action: Action }>> = {
  calendar: { to: '/setup/calendar', action: 'program.edit' },
  schools: { to: '/setup/schools', action: 'program.edit' },
  roster: { to: '/setup/import/roster', action: 'roster.import' },
  people: { to: '/setup/people', action: 'people.read' },
  officers: { to: '/setup/officers', action: 'officer.edit' },
  assignments: { to: '/setup/officers', action: 'assignment.edit' },
  policy: { to: '/setup/policy', action: 'program.edit' },
  matters: { to: '/setup/matters', action: 'matter.edit' },
  contact: { to: '/setup/program', action: 'program.edit' },
};

/** Set up: what is done, what comes next. */
export default function HubPage() {
  const { t } = useTranslation(['setup', 'account']);
  const { can, membership } = useSession();
  const overview = useRead<Overview>('/setup/overview');
  return (
    <Page title={t('hub.title')} kicker={membership?.programName} lead={t('hub.lead')}>
      <Loaded read={overview}>
        {({ steps, next, program }) => (
          <Stack gap={3}>
            <p>{t('hub.parties', { agency: program.agency, district: program.district })}</p>
            {next === null ? (
              <Notice kind="success" title={t('hub.ready')}>
                <p>{t('hub.readyNext')}</p>
              </Notice>
            ) : can(pages[next].action) ? (
              <Notice kind="info" title={t(`step.${next}.next`)}>
                <p>
                  <ButtonLink to={pages[next].to}>{t(`step.${next}.title`)}</ButtonLink>
                </p>
              </Notice>
            ) : null}
            <LinkList
              label={t('hub.title')}
              rows={steps
                .filter(({ step }) => can(pages[step].action))
                .map(({ step, done, optional, count, missing }) => ({
                  key: step,
                  to: pages[step].to,
                  title: t(`step.${step}.title`),
                  detail:
                    missing.length === 0
                      ? t(`step.${step}.count`, { count })
                      : t('hub.missing', { roles: missing.map((role) => t(`common:roles.${role}`)).join(', ') }),
                  end: done ? (
                    <StatusTag tone="good">{t('hub.done')}</StatusTag>
                  ) : (
                    <StatusTag tone={optional ? 'neutral' : 'warning'}>
                      {t(optional ? 'hub.optional' : 'hub.open')}
                    </StatusTag>
                  ),
                }))}
            />
            {can('disparity.configure') ? (
              <HubLink to="/setup/disparity" title={t('measuring.title')} detail={t('measuring.hubDetail')} />
            ) : null}
            {can('signIn.configure') ? (
              <HubLink to="/setup/sign-in" title={t('account:policy.title')} detail={t('account:policy.hubDetail')} />
            ) : null}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** A page of settings that is no step of setting up. */
function HubLink({ to, title, detail }: { readonly to: string; readonly title: string; readonly detail: string }) {
  return <LinkList label={title} rows={[{ key: to, to, title, detail }]} />;
}
