import { useCallback, useMemo, useState } from 'react';
import { completeness } from '../../domain/incidents/completeness.ts';
import type { IncidentBody, IncidentDraft } from '../../domain/incidents/record.ts';
import { dropDraft, keepDraft, readDraft } from '../forms/drafts.ts';
import { messagesFromIssues } from '../forms/issues.ts';
import { getPath } from '../forms/paths.ts';
import { useSession } from '../session/session.tsx';
import type { Editor } from './editor.ts';
import { sendable, withAnswer } from './parts.ts';
import type { IncidentView } from './types.ts';

type Kept = { readonly content: IncidentDraft; readonly reason: string; readonly baseVersion: number };

export type Amendment = {
  readonly editor: Editor;
  readonly reason: string;
  setReason(reason: string): void;
  readonly baseVersion: number;
  /** True where what the device kept was written over an older version than the one in force. */
  readonly stale: boolean;
  /** Forgets what was written and begins again from the version in force. */
  startAgain(): void;
  forget(): void;
};

const keyOf = (id: string): string => `incident:${id}:amend`;

function readKept(personId: string, id: string): Kept | null {
  const values = readDraft(personId, keyOf(id), Date.now())?.values;
  return typeof values === 'object' && values !== null && 'baseVersion' in values ? (values as Kept) : null;
}

/** An amendment being written: on this device only, until it is sent with its reason. */
export function useAmendment(view: IncidentView, body: IncidentBody): Amendment {
  const personId = useSession().me.person.id;
  const { id, version, school } = view;
  const fresh: Kept = { content: body, reason: '', baseVersion: version };
  const [state, setState] = useState<Kept>(() => readKept(personId, id) ?? fresh);
  const [strict, setStrict] = useState(false);
  const put = (next: Kept): void => {
    setState(next);
    keepDraft(personId, keyOf(id), { values: next, at: Date.now() });
  };
  const change = (next: (draft: IncidentDraft) => IncidentDraft): void =>
    setState((now) => {
      const changed = { ...now, content: next(now.content) };
      keepDraft(personId, keyOf(id), { values: changed, at: Date.now() });
      return changed;
    });
  const { content } = state;
  const faults = useMemo(
    () => messagesFromIssues(sendable(content).issues, (path) => getPath(content, path)),
    [content],
  );
  const missing = useMemo(() => completeness(content), [content]);
  const flush = useCallback(() => Promise.resolve(true), []);
  const forget = (): void => dropDraft(personId, keyOf(id));
  return {
    editor: {
      mode: 'amend',
      id,
      path: `/incidents/${id}/amend`,
      school,
      content,
      missing,
      faults,
      status: { kind: 'onDevice' },
      conflicts: [],
      theirs: body,
      strict,
      change,
      set: (path, value) => change((draft) => withAnswer(draft, path, value)),
      lookedAtCheck: useCallback(() => setStrict(true), []),
      keep: () => undefined,
      flush,
    },
    reason: state.reason,
    setReason: (reason) => put({ ...state, reason }),
    baseVersion: state.baseVersion,
    stale: state.baseVersion !== version,
    startAgain() {
      forget();
      setState(fresh);
    },
    forget,
  };
}
