import { type ReactNode, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stepOf } from '../../domain/incidents/completeness.ts';
import { markNameLike } from '../../domain/incidents/names.ts';
import { otherTexts } from '../../domain/incidents/other-texts.ts';
import { incidentSteps } from '../../domain/incidents/record.ts';
import { refusals } from '../../domain/incidents/refusals.ts';
import { useProgram } from '../session/session.tsx';
import { Notice, Section } from '../ui/index.ts';
import { useEditor } from './editor.ts';
import { useStudentNames } from './student-name.ts';

type Line = { readonly path: string; readonly code: string };

/** What is still missing, in plain words, each line leading to its field. */
export function StepCheck({ send }: { readonly send: ReactNode }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content, missing, lookedAtCheck, mode } = useEditor();
  useEffect(() => lookedAtCheck(), [lookedAtCheck]);
  const lines: Line[] = [...refusals(content), ...missing];
  return (
    <>
      {lines.length === 0 ? (
        <Notice kind="success" title={t('check.ready')}>
          {t(mode === 'draft' ? 'check.readyText' : 'check.readyAmend')}
        </Notice>
      ) : (
        <>
          <Notice kind="info" title={t('check.left', { count: lines.length })}>
            {t('check.leftText')}
          </Notice>
          {incidentSteps.map((step) => {
            const here = lines.filter((line) => stepOf(line.path) === step);
            return here.length === 0 ? null : (
              <Section key={step} title={t(`terms:incidentStep.${step}`)}>
                <ul className="osr-list">
                  {here.map((line) => (
                    <MissingLine key={`${line.path} ${line.code}`} line={line} />
                  ))}
                </ul>
              </Section>
            );
          })}
        </>
      )}
      <NamesElsewhere />
      {content.narrative?.nameCheck === 'unchecked' ? <Notice kind="warning">{t('story.unchecked')}</Notice> : null}
      {send}
    </>
  );
}

/** Words outside the story that read like a name, each leading to its field. Nothing here blocks. */
function NamesElsewhere() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { schools } = useProgram();
  const { content, path } = useEditor();
  const found = useMemo(() => {
    const allowed = schools.map((school) => school.name);
    return otherTexts(content).flatMap(({ path: field, text }) =>
      [...new Set(markNameLike(text, allowed).map((span) => span.words))].map((words) => ({ field, words })),
    );
  }, [content, schools]);
  if (found.length === 0) return null;
  return (
    <Notice kind="warning" title={t('story.found', { count: found.length })}>
      <p>{t('story.foundText')}</p>
      <ul className="osr-list">
        {found.map(({ field, words }) => (
          <li key={`${field} ${words}`}>
            <Link className="osr-row osr-row--link" to={`${path}/${stepOf(field)}#${encodeURIComponent(field)}`}>
              <span className="osr-row__main">
                <mark>{words}</mark>
                <span className="osr-row__detail">{t(`terms:incidentStep.${stepOf(field)}`)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function MissingLine({ line }: { readonly line: Line }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content, path } = useEditor();
  const nameOf = useStudentNames(content);
  const [list, position] = line.path.split('.');
  const about =
    list === 'students' && position !== undefined
      ? nameOf(content.students?.[Number(position)]?.key)
      : list === 'actions' && position !== undefined
        ? `${Number(position) + 1}. ${t(`terms:actionKind.${content.actions?.[Number(position)]?.kind ?? 'search'}`)}`
        : null;
  const name = line.code.split('.')[1] ?? '';
  return (
    <li>
      <Link className="osr-row osr-row--link" to={`${path}/${stepOf(line.path)}#${encodeURIComponent(line.path)}`}>
        <span className="osr-row__main">
          <span className="osr-row__title">{t(`problems.${name}.reason`)}</span>
          <span className="osr-row__detail">
            {about === null ? '' : `${about}. `}
            {t(`problems.${name}.remedy`)}
          </span>
        </span>
      </Link>
    </li>
  );
}
