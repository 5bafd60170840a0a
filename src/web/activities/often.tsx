import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Favourite } from '../../domain/activities/rules.ts';
import { Section, useFormat } from '../ui/index.ts';
import { favouriteBody, starters } from './entry.ts';
import { MinuteButtons } from './minute-buttons.tsx';
import { useQuickLog } from './use-log.ts';
import { useEntryWords } from './words.ts';

/** What this officer logs most often: one tap on the minutes logs it (D6). */
export function Often(props: { readonly favourites: readonly Favourite[]; readonly schoolId: string | null }) {
  const { t } = useTranslation('activities');
  const words = useEntryWords();
  const format = useFormat();
  const { log } = useQuickLog();
  const [busy, setBusy] = useState(false);
  const known = props.favourites.length > 0;
  const shown = known ? props.favourites : starters;
  async function tap(favourite: Favourite, minutes: number): Promise<void> {
    setBusy(true);
    try {
      await log(favouriteBody(favourite, minutes, props.schoolId, new Date()));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section title={t(known ? 'day.often' : 'day.oftenStart')}>
      <ul className="osr-often">
        {shown.map((favourite) => {
          const title = words.title(favourite);
          return (
            <li key={title}>
              <span>{title}</span>
              <MinuteButtons
                options={favourite.minutes}
                busy={busy}
                label={(minutes) => t('day.minutesOf', { what: title, minutes: format.minutes(minutes) })}
                onPick={(minutes) => void tap(favourite, minutes)}
              />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
