import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ActivityKind } from '../../domain/activities/record.ts';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/index.ts';

/** Positive contact first: it is what an officer logs most. */
const tiles: readonly (readonly [ActivityKind, IconName])[] = [
  ['mentoring', 'forum'],
  ['presence', 'visibility'],
  ['classTalk', 'school'],
  ['meeting', 'groups'],
  ['safetyPlanning', 'verified_user'],
  ['drill', 'notifications_active'],
  ['liaison', 'people'],
  ['training', 'backpack'],
  ['documentation', 'list'],
  ['other', 'more_horiz'],
];

/** The first question of the log. Mental-health help is no kind: it leads to the hand-off (D5). */
export function KindTiles({ onPick }: { readonly onPick: (kind: ActivityKind) => void }) {
  const { t } = useTranslation(['activities', 'terms']);
  return (
    <fieldset className="usa-fieldset">
      <legend className="usa-legend">{t('log.kind')}</legend>
      <div className="osr-kinds">
        {tiles.map(([kind, icon]) => (
          <button key={kind} type="button" className="osr-kind" onClick={() => onPick(kind)}>
            <Icon name={icon} />
            <span>{t(`terms:activityKind.${kind}`)}</span>
          </button>
        ))}
        <Link className="osr-kind osr-kind--hand-off" to="/day/hand-off">
          <Icon name="support" />
          <span>
            {t('log.mentalHealth')}
            <span className="osr-kind__hint">{t('log.mentalHealthHint')}</span>
          </span>
        </Link>
      </div>
    </fieldset>
  );
}

/** The kinds in the order they are offered. */
export const tileKinds: readonly ActivityKind[] = tiles.map(([kind]) => kind);
