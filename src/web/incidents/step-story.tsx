import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { markNameLike, type NameSpan, nameCheckOf } from '../../domain/incidents/names.ts';
import type { NameCheck } from '../../domain/incidents/record.ts';
import { TextArea } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import { Button, Notice } from '../ui/index.ts';
import { useEditor } from './editor.ts';

type Check = { readonly result: NameCheck; readonly spans: readonly NameSpan[] };

/** Runs on this device. A check that breaks says so instead of standing in the way. */
function checkNames(text: string, allowed: readonly string[]): Check {
  try {
    return { result: nameCheckOf(text), spans: markNameLike(text, allowed) };
  } catch {
    return { result: 'unchecked', spans: [] };
  }
}

/** The story, with what reads like a name marked below it; one tap takes it out. Nothing here blocks. */
export function StepStory() {
  const { t } = useTranslation('incidents');
  const { schools } = useProgram();
  const { content, set } = useEditor();
  const text = content.narrative?.text ?? '';
  const check = useMemo(
    () =>
      checkNames(
        text,
        schools.map((school) => school.name),
      ),
    [text, schools],
  );
  const kept = content.narrative?.nameCheck;
  const setter = useRef(set);
  setter.current = set;
  useEffect(() => {
    if (text !== '' && kept !== check.result) setter.current('narrative.nameCheck', check.result);
  }, [text, kept, check.result]);
  const replace = (words: string): void => set('narrative.text', text.split(words).join(t('story.theStudent')));
  const found = [...new Set(check.spans.map((span) => span.words))];
  return (
    <>
      <TextArea name="narrative.text" label={t('story.label')} hint={t('story.hint')} rows={10} maxLength={10_000} />
      {text !== '' && check.result === 'unchecked' ? (
        <Notice kind="warning" title={t('story.uncheckedTitle')}>
          {t('story.unchecked')}
        </Notice>
      ) : null}
      {found.length === 0 ? null : (
        <Notice kind="warning" title={t('story.found', { count: found.length })}>
          <p className="osr-story">
            <Marked text={text} spans={check.spans} />
          </p>
          <p>{t('story.foundText')}</p>
          <ul className="osr-list">
            {found.map((words) => (
              <li key={words} className="osr-row">
                <span className="osr-row__main">
                  <mark>{words}</mark>
                </span>
                <Button
                  kind="secondary"
                  label={t('story.replaceOne', { words, with: t('story.theStudent') })}
                  onClick={() => replace(words)}
                >
                  {t('story.replace', { with: t('story.theStudent') })}
                </Button>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

function Marked({ text, spans }: { readonly text: string; readonly spans: readonly NameSpan[] }) {
  const pieces: { key: number; words: string; marked: boolean }[] = [];
  let end = 0;
  for (const span of spans) {
    pieces.push({ key: end, words: text.slice(end, span.start), marked: false });
    pieces.push({ key: span.start, words: span.words, marked: true });
    end = span.end;
  }
  pieces.push({ key: end, words: text.slice(end), marked: false });
  return pieces.map(({ key, words, marked }) =>
    marked ? <mark key={`m${key}`}>{words}</mark> : <span key={`t${key}`}>{words}</span>,
  );
}
