import { useTranslation } from 'react-i18next';
import type { Activity, ActivityBody } from '../../domain/activities/record.ts';
import { useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { useOutboxContext, useSend } from '../outbox/context.tsx';
import { useFormat, useToast } from '../ui/index.ts';
import { useEntryWords } from './words.ts';

/** Logs an entry without a form, says so quietly and offers the way back (D6). Works without a network. */
export function useQuickLog() {
  const { t } = useTranslation('activities');
  const send = useSend();
  const stale = useStale();
  const words = useEntryWords();
  const { open } = useOutboxContext();
  const format = useFormat();
  const toast = useToast();

  /** What never left this device is removed from it; what the server has is taken back with a reason. */
  async function undo(id: string): Promise<void> {
    const outbox = await open();
    const kept = outbox.state().waiting.find((item) => item.id === id);
    if (kept !== undefined) await outbox.discard(kept.seq);
    else {
      const result = await send<Activity>({
        id: newId(),
        group: id,
        method: 'PUT',
        url: `/activities/${id}`,
        body: { baseVersion: 1, reason: t('day.undoReason'), body: null },
        label: t('entry.takeBackTitle'),
      });
      if (result.kind === 'refused') {
        toast.say(t('day.notSaved', { problem: result.problem.title }));
        return;
      }
    }
    void stale('/day', '/activities');
    toast.say(t('day.undone'));
  }

  /** Tells what became of an entry that was just sent. */
  function tell(kind: 'sent' | 'kept', id: string, body: Pick<ActivityBody, 'kind' | 'topic' | 'minutes'>): void {
    const what = t('day.entry', { what: words.title(body), minutes: format.minutes(body.minutes) });
    const time = format.time(new Date().toISOString());
    toast.say(kind === 'sent' ? t('day.saved', { what, time }) : t('day.kept', { what }), () => void undo(id));
  }

  async function log(body: ActivityBody): Promise<void> {
    const id = newId();
    const label = t('day.entry', { what: words.title(body), minutes: format.minutes(body.minutes) });
    const result = await send<Activity>({
      id,
      method: 'POST',
      url: '/activities',
      body: { ...body, id, reason: null },
      label,
    });
    if (result.kind === 'refused') toast.say(t('day.notSaved', { problem: result.problem.title }));
    else tell(result.kind, id, body);
    // Not waited for: without a network it takes its time, and the next tap must not.
    void stale('/day', '/activities');
  }

  return { log, tell };
}
