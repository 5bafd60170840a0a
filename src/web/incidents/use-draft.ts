import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { completeness } from '../../domain/incidents/completeness.ts';
import type { IncidentDraft } from '../../domain/incidents/record.ts';
import { useApi } from '../api/hooks.ts';
import { asProblem } from '../api/problem.ts';
import { dropDraft, keepDraft, readDraft } from '../forms/drafts.ts';
import { messagesFromIssues } from '../forms/issues.ts';
import { getPath } from '../forms/paths.ts';
import { useSession } from '../session/session.tsx';
import type { Editor, SaveStatus } from './editor.ts';
import { changedParts, merge, type Part, pick, sendable, withAnswer } from './parts.ts';
import type { IncidentView } from './types.ts';

/** What the device keeps of a draft: enough to go on without the server, and to merge with it later. */
export type DeviceDraft = {
  readonly content: IncidentDraft;
  /** What the server had when this device last heard from it. */
  readonly base: IncidentDraft;
  readonly revision: number;
  readonly school: { readonly id: string; readonly name: string };
};

export const deviceKey = (id: string): string => `incident:${id}`;

export function readDevice(personId: string, id: string): DeviceDraft | null {
  const kept = readDraft(personId, deviceKey(id), Date.now());
  const values = kept?.values;
  return typeof values === 'object' && values !== null && 'content' in values && 'base' in values
    ? (values as DeviceDraft)
    : null;
}

type State = {
  readonly content: IncidentDraft;
  readonly base: IncidentDraft;
  readonly revision: number;
  readonly conflicts: readonly Part[];
  readonly theirs: IncidentDraft;
};

const SAVE_AFTER_MS = 3_000;
const RETRY_AFTER_MS = 10_000;

/** Where a draft is opened from: what the server says, or (no network) what the device kept. */
export type DraftSource = {
  readonly id: string;
  readonly school: { readonly id: string; readonly name: string };
  readonly server: {
    readonly content: IncidentDraft;
    readonly revision: number;
    readonly savedAt: string | null;
  } | null;
};

function open(source: DraftSource, device: DeviceDraft | null): State {
  const { server } = source;
  if (device === null) {
    const content = server?.content ?? {};
    return { content, base: content, revision: server?.revision ?? 1, conflicts: [], theirs: content };
  }
  if (server === null) return { ...device, conflicts: [], theirs: device.base };
  const { content, conflicts } = merge(device.base, device.content, server.content);
  return { content, base: server.content, revision: server.revision, conflicts, theirs: server.content };
}

/**
 * A draft being written: kept on the device with every letter, saved to the server every few seconds, when a step is
 * left and when the page is left. What another device saved meanwhile is merged in; without a network it waits.
 */
export function useDraft(source: DraftSource): Editor {
  const { id, school } = source;
  const api = useApi();
  const { t } = useTranslation();
  const personId = useSession().me.person.id;
  const [state, setState] = useState(() => open(source, readDevice(personId, id)));
  const [status, setStatus] = useState<SaveStatus>({ kind: 'saved', at: source.server?.savedAt ?? null });
  const [strict, setStrict] = useState(false);
  const live = useRef(state);
  const busy = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const put = useCallback(
    (next: State) => {
      live.current = next;
      setState(next);
      const pending = changedParts(next.base, next.content).length > 0;
      const { content, base, revision } = next;
      const values = { content, base, revision, school: { id: school.id, name: school.name } };
      if (pending) keepDraft(personId, deviceKey(id), { values, at: Date.now() });
      else dropDraft(personId, deviceKey(id));
    },
    [personId, id, school.id, school.name],
  );

  const saveOnce = useCallback(async (): Promise<'more' | 'done' | 'stop'> => {
    const { content, base, revision, conflicts } = live.current;
    const { ready } = sendable(content);
    const changed = changedParts(base, ready).filter((part) => !conflicts.includes(part));
    if (changed.length === 0) return 'done';
    const draft = pick(ready, changed);
    setStatus({ kind: 'saving' });
    try {
      const saved = await api.put<{ revision: number; savedAt: string }>(`/incidents/${id}/draft`, { revision, draft });
      put({ ...live.current, base: { ...live.current.base, ...draft }, revision: saved.revision });
      setStatus({ kind: 'saved', at: saved.savedAt });
      return 'more';
    } catch (thrown) {
      const problem = asProblem(thrown, t('common:problems.server.reason'));
      if (problem.code === 'common.changedMeanwhile') return mergeWithServer();
      // 404: begun without a network, and the beginning itself still waits to be sent.
      if (problem.neverAnswered || problem.status >= 500 || problem.status === 404) {
        setStatus({ kind: 'offline' });
      } else if (problem.code === 'incidents.transitionState') setStatus({ kind: 'gone' });
      else setStatus({ kind: 'refused', problem });
      return 'stop';
    }

    async function mergeWithServer(): Promise<'more' | 'stop'> {
      const view = await api.get<IncidentView>(`/incidents/${id}`).catch(() => null);
      if (view === null) {
        setStatus({ kind: 'offline' });
        return 'stop';
      }
      if (view.draft === null) {
        setStatus({ kind: 'gone' });
        return 'stop';
      }
      const now = live.current;
      const merged = merge(now.base, now.content, view.draft.content);
      const conflicting = [...new Set([...now.conflicts, ...merged.conflicts])];
      put({
        content: merged.content,
        base: view.draft.content,
        revision: view.draft.revision,
        conflicts: conflicting,
        theirs: view.draft.content,
      });
      return 'more';
    }
  }, [api, id, put, t]);

  const flush = useCallback(async (): Promise<boolean> => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    while (busy.current !== null) await busy.current;
    busy.current = (async () => {
      let step = await saveOnce();
      while (step === 'more') step = await saveOnce();
      if (step === 'stop') return false;
      const { content, conflicts } = live.current;
      setStatus((current) => (current.kind === 'unsaved' ? { kind: 'onDevice' } : current));
      return conflicts.length === 0 && sendable(content).issues.length === 0;
    })().finally(() => {
      busy.current = null;
    });
    return busy.current;
  }, [saveOnce]);

  const change = useCallback(
    (next: (draft: IncidentDraft) => IncidentDraft) => {
      put({ ...live.current, content: next(live.current.content) });
      setStatus((current) => (current.kind === 'saved' || current.kind === 'onDevice' ? { kind: 'unsaved' } : current));
      timer.current ??= setTimeout(() => void flush(), SAVE_AFTER_MS);
    },
    [put, flush],
  );

  const offline = status.kind === 'offline';
  useEffect(() => {
    const save = (): void => void flush();
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') save();
    };
    window.addEventListener('online', save);
    document.addEventListener('visibilitychange', hidden);
    const retry = offline ? setInterval(save, RETRY_AFTER_MS) : null;
    return () => {
      window.removeEventListener('online', save);
      document.removeEventListener('visibilitychange', hidden);
      if (retry !== null) clearInterval(retry);
    };
  }, [flush, offline]);

  // What the device had kept goes out at once; what is typed last goes out when the page is left.
  useEffect(() => {
    void flush();
    return () => void flush();
  }, [flush]);

  const faults = useMemo(
    () => messagesFromIssues(sendable(state.content).issues, (path) => getPath(state.content, path)),
    [state.content],
  );
  const missing = useMemo(() => completeness(sendable(state.content).ready), [state.content]);
  return {
    mode: 'draft',
    id,
    path: `/incidents/${id}/write`,
    school,
    content: state.content,
    missing,
    faults,
    status,
    conflicts: state.conflicts,
    theirs: state.theirs,
    strict,
    change,
    set: (path, value) => change((draft) => withAnswer(draft, path, value)),
    lookedAtCheck: useCallback(() => setStrict(true), []),
    keep(part, whose) {
      const now = live.current;
      const content = whose === 'mine' ? now.content : { ...now.content, [part]: now.theirs[part] };
      put({ ...now, content, conflicts: now.conflicts.filter((one) => one !== part) });
      void flush();
    },
    flush,
  };
}
