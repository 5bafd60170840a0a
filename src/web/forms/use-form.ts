import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { asProblem, type Problem } from '../api/problem.ts';
import { useSessionState } from '../session/session.tsx';
import { dropDraft, keepDraft, readDraft } from './drafts.ts';
import { type FieldMessages, type Message, messagesFromIssues, messagesFromProblem } from './issues.ts';
import { getPath, setPath } from './paths.ts';

/** What the fields and the summary need of a form, whatever its values are. */
export type FormHandle = {
  readonly uid: string;
  get(path: string): unknown;
  set(path: string, value: unknown): void;
  readonly messages: FieldMessages;
  /** What the server refused as a whole, or that there is no network. */
  readonly problem: Problem | null;
  readonly submitting: boolean;
  /** Grows with each failed attempt, so that the summary takes the focus each time. */
  readonly failures: number;
  /** When the kept draft was typed, while its values are what is shown. */
  readonly restoredAt: number | null;
  readonly labels: Map<string, string>;
  submit(): Promise<void>;
  startAgain(): void;
};

export type Form<T> = FormHandle & {
  readonly values: T;
  /** Changes several values at once: `form.update({ minutes: 10, kind: 'talk' })`. */
  update(part: Partial<T>): void;
};

export type FormOptions<T extends object, S extends z.ZodType, R> = {
  /** Names the draft on this device, unique per record: `activity:new`, `incident:<id>:outcome`. Null keeps none. */
  readonly id: string | null;
  readonly initial: T;
  readonly schema: S;
  /** Turns typed values into what the schema wants, keeping paths (an emptied optional text to undefined, say). */
  readonly prepare?: (values: T) => unknown;
  /**
   * Sends. Throws Problem when refused; its field errors are shown at the fields. Calls `stored` when the outbox has what
   * was typed: a page left at that moment must not find it again as a draft beside the entry that waits.
   */
  readonly submit: (value: z.output<S>, stored: () => void) => Promise<R>;
  readonly onSaved?: (result: R) => void;
  /** Maps a field path of the server's answer to the form's, where the two differ. */
  readonly renameField?: (path: string) => string;
};

const none: FieldMessages = new Map<string, Message>();

const namespaceOf = (message: Message): string[] => {
  const namespace = 'key' in message ? message.key.split(':')[0] : undefined;
  return namespace === undefined ? [] : [namespace];
};

/**
 * The state of one form. Values live here and, until they are saved, in a draft on the device. Sending checks them
 * with the zod schema the server uses too, then calls `submit`; every complaint ends at its field.
 */
export function useForm<T extends object, S extends z.ZodType, R>(options: FormOptions<T, S, R>): Form<T> {
  const { t, i18n } = useTranslation();
  const session = useSessionState();
  const personId = session.kind === 'signedIn' ? session.session.me.person.id : null;
  const draftOf = personId !== null && options.id !== null ? { personId, formId: options.id } : null;
  const uid = useId();
  const labels = useRef(new Map<string, string>());

  const [start] = useState(() => {
    const draft = draftOf === null ? null : readDraft(draftOf.personId, draftOf.formId, Date.now());
    return draft === null ? { values: options.initial, at: null } : { values: draft.values as T, at: draft.at };
  });
  const [values, setValues] = useState<T>(start.values);
  const [restoredAt, setRestoredAt] = useState<number | null>(start.at);
  const [messages, setMessages] = useState<FieldMessages>(none);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [failures, setFailures] = useState(0);
  const [submitting, setSubmitting] = useState(false);
  const dirty = useRef(false);
  const sending = useRef(false);

  const draftKey = draftOf === null ? null : `${draftOf.personId} ${draftOf.formId}`;
  // biome's exhaustive check sees draftOf as new each time; draftKey stands for it.
  useEffect(() => {
    if (!dirty.current || draftKey === null) return;
    const [person = '', form = ''] = draftKey.split(' ');
    keepDraft(person, form, { values, at: Date.now() });
  }, [values, draftKey]);

  function change(next: (current: T) => T, path?: string): void {
    dirty.current = true;
    setValues(next);
    if (path === undefined || !messages.has(path)) return;
    setMessages(new Map([...messages].filter(([one]) => one !== path)));
  }

  function drop(): void {
    if (draftOf !== null) dropDraft(draftOf.personId, draftOf.formId);
  }

  function forget(): void {
    dirty.current = false;
    setRestoredAt(null);
    drop();
  }

  async function refuse(found: FieldMessages, whole: Problem | null): Promise<void> {
    // The words of another area's refusals may not be on the phone yet.
    await i18n.loadNamespaces([...found.values()].flatMap(namespaceOf));
    setMessages(found);
    setProblem(whole);
    setFailures((count) => count + 1);
  }

  async function submit(): Promise<void> {
    // A second tap while the first is on its way must not send twice; state alone would be a render late.
    if (sending.current) return;
    const prepared = options.prepare === undefined ? values : options.prepare(values);
    const checked = options.schema.safeParse(prepared);
    if (!checked.success) {
      await refuse(
        messagesFromIssues(checked.error.issues, (path) => getPath(prepared, path)),
        null,
      );
      return;
    }
    sending.current = true;
    setSubmitting(true);
    try {
      const result = await options.submit(checked.data, drop);
      setMessages(none);
      setProblem(null);
      forget();
      options.onSaved?.(result);
    } catch (thrown) {
      const refused = asProblem(thrown, t('common:problems.server.reason'));
      await refuse(messagesFromProblem(refused, options.renameField), refused);
    } finally {
      sending.current = false;
      setSubmitting(false);
    }
  }

  return {
    uid,
    values,
    messages,
    problem,
    submitting,
    failures,
    restoredAt,
    labels: labels.current,
    get: (path) => getPath(values, path),
    set: (path, value) => change((current) => setPath(current, path, value), path),
    update: (part) => change((current) => ({ ...current, ...part })),
    submit,
    startAgain() {
      forget();
      setValues(options.initial);
      setMessages(none);
      setProblem(null);
    },
  };
}
