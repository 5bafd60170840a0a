import { useTranslation } from 'react-i18next';
import { Button, Buttons, Icon, Notice, useFormat } from '../ui/index.ts';
import { useEditor } from './editor.ts';

/** One calm line: where what was typed stands. */
export function SaveLine() {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  const { status } = useEditor();
  const words = (): string => {
    switch (status.kind) {
      case 'saved':
        return status.at === null ? t('save.nothingYet') : t('save.saved', { time: format.time(status.at) });
      case 'saving':
        return t('save.saving');
      case 'unsaved':
        return t('save.soon');
      case 'offline':
        return t('save.offline');
      case 'onDevice':
        return t('save.onDevice');
      case 'refused':
        return t('save.refused');
      case 'gone':
        return t('save.gone');
    }
  };
  const icon = status.kind === 'saved' ? 'check' : status.kind === 'refused' ? 'error_outline' : null;
  return (
    <p className="osr-small" role="status">
      {icon === null ? null : <Icon name={icon} />} {words()}
    </p>
  );
}

/** What stands in the way of saving, with the way out. Nothing typed is lost while it stands. */
export function SaveTroubles() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { status, conflicts, theirs, keep } = useEditor();
  return (
    <>
      {status.kind === 'refused' ? (
        <Notice kind="error" title={status.problem.title} live>
          <p>{status.problem.detail}</p>
          {status.problem.errors.map((one) => (
            <p key={one.field}>
              {one.reason} {one.remedy}
            </p>
          ))}
        </Notice>
      ) : null}
      {status.kind === 'gone' ? (
        <Notice kind="warning" title={t('gone.title')} live>
          <p>{t('gone.text')}</p>
        </Notice>
      ) : null}
      {conflicts.map((part) => (
        <Notice kind="warning" key={part} title={t('conflict.title', { part: t(`part.${part}`) })} live>
          <p>{t('conflict.text')}</p>
          {part === 'narrative' ? <blockquote>{theirs.narrative?.text}</blockquote> : null}
          <Buttons>
            <Button kind="secondary" onClick={() => keep(part, 'mine')}>
              {t('conflict.mine')}
            </Button>
            <Button kind="secondary" onClick={() => keep(part, 'theirs')}>
              {t('conflict.theirs')}
            </Button>
          </Buttons>
        </Notice>
      ))}
    </>
  );
}
