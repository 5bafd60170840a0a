import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { keepDraft } from '../forms/drafts.ts';
import { useSession } from '../session/session.tsx';
import { Button, Buttons } from '../ui/button.tsx';
import { ConfirmInline } from '../ui/controls.tsx';
import { useFormat } from '../ui/format.ts';
import { Card, LinkList, Stack } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { EmptyState, LoadingState } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { useOutboxContext } from './context.tsx';
import type { KeptItem } from './store.ts';

/** What is kept on this device: what waits for the network, and what the server refused. */
export function KeptPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, known, open } = useOutboxContext();
  const when = (item: KeptItem): string => format.dateTime(new Date(item.keptAt).toISOString());
  return (
    <Page title={t('web:kept.title')} lead={t('web:kept.lead')}>
      {known ? null : <LoadingState />}
      {known && state.waiting.length + state.parked.length === 0 ? <EmptyState title={t('web:kept.none')} /> : null}
      {state.parked.length === 0 ? null : (
        <Section title={t('web:kept.parked')}>
          <Stack>
            {state.parked.map((item) => (
              <Parked key={item.seq} item={item} when={when(item)} />
            ))}
          </Stack>
        </Section>
      )}
      {state.waiting.length === 0 ? null : (
        <Section title={t('web:kept.waiting')}>
          <LinkList
            label={t('web:kept.waiting')}
            rows={state.waiting.map((item) => ({ key: item.id, title: item.label, detail: when(item) }))}
          />
          <Button kind="secondary" onClick={() => void open().then((outbox) => outbox.drain(true))}>
            {t('web:kept.tryNow')}
          </Button>
        </Section>
      )}
    </Page>
  );
}

function Parked({ item, when }: { readonly item: KeptItem; readonly when: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toast = useToast();
  const { me } = useSession();
  const { open } = useOutboxContext();
  const { parked, reopen } = item;
  function openAgain(): void {
    if (reopen === null) return;
    const draft = { values: reopen.values, at: item.keptAt };
    if (keepDraft(me.person.id, reopen.formId, draft)) void navigate(reopen.path);
    else toast.say(t('web:kept.noRoom'));
  }
  async function sendAgain(): Promise<void> {
    const { id, method, url, body, label, group } = item;
    const outbox = await open();
    await outbox.send({ id, method, url, body, label, group });
  }
  return (
    <Card title={item.label}>
      <p className="osr-small">{when}</p>
      {parked === null ? null : (
        <Notice kind="error" title={parked.title}>
          {parked.detail}
        </Notice>
      )}
      <Buttons>
        {reopen === null ? (
          <Button onClick={() => void sendAgain()}>{t('web:kept.sendAgain')}</Button>
        ) : (
          <Button onClick={openAgain}>{t('web:kept.openAgain')}</Button>
        )}
        <ConfirmInline
          ask={t('web:kept.discard')}
          question={t('web:kept.discardQuestion')}
          confirm={t('web:kept.discardConfirm')}
          onConfirm={() => void open().then((outbox) => outbox.discard(item.seq))}
        />
      </Buttons>
    </Card>
  );
}
