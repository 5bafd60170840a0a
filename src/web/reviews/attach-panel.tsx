import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import type { IncidentView } from '../incidents/types.ts';
import { PurposeForm } from '../roster/purpose-form.tsx';
import { StudentRecords } from '../roster/student-records.tsx';
import type { Purpose } from '../roster/types.ts';
import { useSession } from '../session/session.tsx';
import { Button, Card, Icon, Loaded, Section, Stack } from '../ui/index.ts';

/**
 * 'Attach students', apart from the incident, with a lock and the purpose. Student records are fetched only when the
 * reader opens them, because each look is logged; the police side sees the count and nothing else (P7.8).
 */
export function AttachPanel({ incidentId }: { readonly incidentId: string }) {
  const { t } = useTranslation('roster');
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const count = useRead<{ students: number; attached: number }>(`/incidents/${incidentId}/attached`);
  return (
    <Section title={t('title')}>
      <Card>
        <Stack gap={2}>
          <p>
            <Icon name="lock" /> {t('lead')}
          </p>
          <Loaded read={count}>
            {(counts) => (
              <p>
                <strong>{t('count', counts)}</strong>
              </p>
            )}
          </Loaded>
          {can('identity.read') ? (
            <Button kind="secondary" icon={open ? 'close' : 'lock'} expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? 'close' : 'open')}
            </Button>
          ) : null}
          {open ? <Opened incidentId={incidentId} /> : null}
        </Stack>
      </Card>
    </Section>
  );
}

function Opened({ incidentId }: { readonly incidentId: string }) {
  const purpose = useRead<Purpose>('/identity/purpose');
  const incident = useRead<IncidentView>(`/incidents/${incidentId}`);
  const [asking, setAsking] = useState(false);
  return (
    <Loaded read={purpose}>
      {({ purpose: given }) =>
        given === null || asking ? (
          <PurposeForm given={given} onGiven={() => setAsking(false)} />
        ) : (
          <Loaded read={incident}>
            {({ body }) =>
              body === null ? null : (
                <StudentRecords incidentId={incidentId} body={body} purpose={given} onChange={() => setAsking(true)} />
              )
            }
          </Loaded>
        )
      }
    </Loaded>
  );
}
