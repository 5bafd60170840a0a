import { createContext, type ReactNode, use, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useFormat } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import type { Message } from './issues.ts';
import type { FormHandle } from './use-form.ts';

const FormContext = createContext<FormHandle | null>(null);

export const useFormHandle = (): FormHandle | null => use(FormContext);

/** A message in the person's language. Its namespace has been loaded before the message was set. */
export function useMessageText(): (message: Message) => string {
  const { t } = useTranslation();
  return (message) => ('text' in message ? message.text : t(message.key, message.params));
}

/** The id of the control of a field, for links from the summary. */
export const controlId = (form: FormHandle, path: string): string => `${form.uid}-${path}`;

/**
 * A form: says that a draft was found, sums up what is wrong at the top, sends on Enter and button.
 * Its fields find it through context.
 */
export function FormFrame({ form, children }: { readonly form: FormHandle; readonly children: ReactNode }) {
  return (
    <FormContext value={form}>
      <form
        className="osr-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <ErrorSummary form={form} />
        <RestoredDraft form={form} />
        {children}
      </form>
    </FormContext>
  );
}

function RestoredDraft({ form }: { readonly form: FormHandle }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (form.restoredAt === null) return null;
  return (
    <Notice kind="info">
      {t('web:form.restored', { when: format.dateTime(new Date(form.restoredAt).toISOString()) })}{' '}
      <Button kind="quiet" onClick={() => form.startAgain()}>
        {t('web:form.startAgain')}
      </Button>
    </Notice>
  );
}

/** All that is wrong, at the top, each line a link to its field. Takes the focus after each failed attempt. */
function ErrorSummary({ form }: { readonly form: FormHandle }) {
  const { t } = useTranslation();
  const wording = useMessageText();
  const box = useRef<HTMLDivElement>(null);
  const { failures } = form;
  const shown = form.messages.size > 0 || form.problem !== null;
  useEffect(() => {
    if (failures > 0) box.current?.focus();
  }, [failures]);
  if (!shown) return null;
  // In the order of the fields on the page, not of the checks; what belongs to no field comes last.
  const order = [...form.labels.keys()];
  const place = (path: string): number => (order.includes(path) ? order.indexOf(path) : order.length);
  const lines = [...form.messages].sort(([a], [b]) => place(a) - place(b));
  // A refusal that is all about one field stands in that field's line; said once is enough.
  const problem = form.problem?.errors.some(({ reason }) => reason === form.problem?.title) ? null : form.problem;
  return (
    <div ref={box} className="usa-alert usa-alert--error osr-summary" role="alert" tabIndex={-1}>
      <div className="usa-alert__body">
        <h2 className="usa-alert__heading">
          {problem === null ? t('web:form.summary', { count: lines.length }) : problem.title}
        </h2>
        {problem?.detail === undefined ? null : <p className="usa-alert__text">{problem.detail}</p>}
        {lines.length === 0 ? null : (
          <ul className="osr-summary__list">
            {lines.map(([path, message]) => (
              <li key={path}>
                <SummaryLine form={form} path={path} text={wording(message)} />
              </li>
            ))}
          </ul>
        )}
        {problem?.requestId === undefined || problem.status < 500 ? null : (
          <p className="osr-small">{t('web:problem.number', { number: problem.requestId })}</p>
        )}
      </div>
    </div>
  );
}

function SummaryLine({
  form,
  path,
  text,
}: {
  readonly form: FormHandle;
  readonly path: string;
  readonly text: string;
}) {
  const label = form.labels.get(path);
  if (label === undefined) return <>{text}</>;
  const id = controlId(form, path);
  return (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(id)?.focus();
      }}
    >
      {/[?.:!]$/.test(label) ? label : `${label}:`} {text}
    </a>
  );
}
