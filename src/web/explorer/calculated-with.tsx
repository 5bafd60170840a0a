import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CalculatedWith } from '../../domain/disparities/record.ts';
import { useSession } from '../session/session.tsx';
import { useFormat } from '../ui/index.ts';

/** How a comparison was calculated: the profile in force, in one paragraph beside the result (P7.7, 34 CFR 300.647). */
export function CalculatedWithText({ by }: { readonly by: CalculatedWith }) {
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const { can } = useSession();
  const { holdsFrom, stretches } = by;
  const parts = [
    holdsFrom === null
      ? t('with.shipped', { source: by.source })
      : t('with.set', { day: format.day(holdsFrom), source: by.source }),
    t('with.sizes', { cell: by.minimumCell, n: by.minimumN }),
    t('with.flagged', { threshold: format.number(by.threshold), chance: format.percent(by.falseDiscoveryRate) }),
    ...(stretches.length > 1
      ? [
          t('with.together', {
            count: stretches.length,
            days: format.list(stretches.map(({ from, to }) => `${format.day(from)} – ${format.day(to)}`)),
          }),
        ]
      : []),
    ...(by.stateFigures ? [t('with.state')] : []),
  ];
  return (
    <p className="osr-small">
      {parts.join(' ')} {can('disparity.configure') ? <Link to="/setup/disparity">{t('with.change')}</Link> : null}
    </p>
  );
}
